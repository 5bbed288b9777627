//! Publications: whether the pointer of a character may move, and what is recorded when it does.
//!
//! | from \ to do | publish | rollback | suspend | reinstate | withdraw |
//! | --- | --- | --- | --- | --- | --- |
//! | draft | **published** | never published | never published | never published | never published |
//! | published | **published**, unless nothing would change | **published**, on a revision that was there before | **suspended** | already there | **withdrawn** |
//! | suspended | suspended | suspended | already there | **published** | suspended |
//! | withdrawn | withdrawn | withdrawn | withdrawn | withdrawn | already there |
//!
//! Only moderation suspends, so only a reinstatement leads out. A withdrawal is the end: apps and
//! users were told that the character is gone.
//!
//! Whatever leads to *published* asks again for all that invariant 3 demands: gates, approvals and
//! model packs as they stand now.

mod decide;
mod file;
mod plan;
mod refusal;
mod schedule;

pub use decide::{decide, is_listed, is_paid, lacking_approvals, open_moves, readiness};
pub use file::{
    ApprovalFact, CharacterFacts, CurrentPublication, PublishFile, RevisionFacts, SplitSetFacts,
    TargetApp,
};
pub use plan::{PayloadPlan, PublicationPlan, SplitPlan};
pub use refusal::{Missing, PublishRefusal, UnsuitableApp};
pub use schedule::{AHEAD_DAYS_MAX, ScheduleRefusal, carry_out, schedule};
