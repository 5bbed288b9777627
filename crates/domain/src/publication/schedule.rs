//! For when a publication may be planned. What it needs besides is asked when its time comes.

use jiff::{SignedDuration, Timestamp};

use crate::CharacterState;

/// Nobody plans a release for longer, and a slip in the year is noticed.
pub const AHEAD_DAYS_MAX: i64 = 366;

/// Why a publication is not planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleRefusal {
    /// That moment is over.
    #[error("{0} is over; publish now, or name a time to come")]
    Past(Timestamp),
    /// Too far ahead.
    #[error("{0} is more than {AHEAD_DAYS_MAX} days ahead")]
    TooFar(Timestamp),
    /// Publishing is over for this character.
    #[error("the character was withdrawn, which is final")]
    Withdrawn,
}

/// Whether a publication may be planned for `due_at`. A suspended character may be reinstated by
/// then; a withdrawn one never is.
pub fn schedule(
    state: CharacterState,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<(), ScheduleRefusal> {
    if state == CharacterState::Withdrawn {
        return Err(ScheduleRefusal::Withdrawn);
    }
    if due_at <= now {
        return Err(ScheduleRefusal::Past(due_at));
    }
    if due_at.duration_since(now) > SignedDuration::from_hours(24 * AHEAD_DAYS_MAX) {
        return Err(ScheduleRefusal::TooFar(due_at));
    }
    Ok(())
}
