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
    /// Its owner put it away, and would not see the plan.
    #[error("the character is put away; take it out of there first")]
    PutAway,
    /// What is live is newer than what was planned: it would go back behind it.
    #[error(
        "revision {0} was published meanwhile, which is newer; plan again if the older one is meant"
    )]
    Overtaken(i32),
}

/// Whether a publication may be planned for `due_at`. A suspended character may be reinstated by
/// then; a withdrawn one never is.
pub fn schedule(
    state: CharacterState,
    is_put_away: bool,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<(), ScheduleRefusal> {
    if is_put_away {
        return Err(ScheduleRefusal::PutAway);
    }
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

/// Whether the plan is still meant when its time comes, by the numbers of the revisions that it names
/// and that are live: a plan goes on, and never back.
pub fn carry_out(planned: i32, live: Option<i32>) -> Result<(), ScheduleRefusal> {
    match live {
        Some(live) if live > planned => Err(ScheduleRefusal::Overtaken(live)),
        _ => Ok(()),
    }
}
