//! Why a publication is refused: a closed list, each naming what would be needed.

use serde::Serialize;

use crate::gate::{GateStanding, Standing};
use crate::royalty::SharesRefusal;
use crate::{
    AccountId, AppId, CanonicalError, CharacterRevisionId, ModelPackRange, PublicationKind,
    ShippedPack,
};

/// Why the pointer does not move.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishRefusal {
    /// Nothing was sealed or named.
    #[error("there is no revision to {0}; seal the draft and name its revision")]
    NoRevision(PublicationKind),
    /// The revision is of another character.
    #[error("revision {0} is of another character")]
    RevisionOfOtherCharacter(CharacterRevisionId),
    /// There is nothing to move: the character was never published.
    #[error("the character was never published")]
    NeverPublished,
    /// The pointer is where the publication would move it.
    #[error("nothing would change: the character is {0} like this already")]
    AlreadyThere(crate::CharacterState),
    /// The pointer never rested on the revision, or no revision is named.
    #[error("there is no earlier publication of this revision to roll back to")]
    NothingToRollBackTo,
    /// Moderation suspended it: only a reinstatement leads out.
    #[error("the character is suspended; a moderator can reinstate it")]
    Suspended,
    /// It was withdrawn, which is the end.
    #[error("the character was withdrawn, which is final")]
    Withdrawn,
    /// Something is missing; all of it is listed.
    #[error("{}", sentences(.0))]
    NotReady(Vec<Missing>),
    /// The shares could not be hashed.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

/// Something that a publication needs and does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Missing {
    /// No app is to carry the character.
    #[error("no app is to carry the character; assign one")]
    NoTargetApp,
    /// It is made for an app that is not to carry it.
    #[error("the revision is made for the app `{app}`, which is not to carry it; assign it")]
    VerticalAppNotTargeted {
        /// The app.
        app: AppId,
    },
    /// Apps ship no model pack that the revision is written for.
    #[error("{}", apps_sentence(.apps))]
    AppModelPackUnsuitable {
        /// Those apps, with what is needed and what they ship.
        apps: Vec<UnsuitableApp>,
    },
    /// Gates that the revision has not passed.
    #[error("{}", gates_sentence(.gates))]
    GatesMissing {
        /// Those gates, with how the revision stands with each.
        gates: Vec<GateStanding>,
    },
    /// Too few moderators approved.
    #[error("{have} of {need} approvals are there")]
    ApprovalsMissing {
        /// How many approved.
        have: usize,
        /// How many must.
        need: usize,
    },
    /// The newest decision of a moderator is against it.
    #[error("rejected by {}", join(.by))]
    Rejected {
        /// Those moderators.
        by: Vec<AccountId>,
    },
    /// The collaborators' shares don't make a whole.
    #[error("{reason}")]
    SharesDoNotSum {
        /// Why not.
        reason: String,
    },
}

/// An app that can't run the revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnsuitableApp {
    /// The app.
    pub app_id: AppId,
    /// What the revision is written for.
    pub needs: Vec<ModelPackRange>,
    /// What the app ships.
    pub ships: Vec<ShippedPack>,
}

impl From<SharesRefusal> for Missing {
    fn from(refusal: SharesRefusal) -> Self {
        Self::SharesDoNotSum { reason: refusal.to_string() }
    }
}

fn sentences(missing: &[Missing]) -> String {
    missing.iter().map(Missing::to_string).collect::<Vec<_>>().join("; ")
}

fn join<T: std::fmt::Display>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

fn apps_sentence(apps: &[UnsuitableApp]) -> String {
    let app = |app: &UnsuitableApp| {
        let ships: Vec<_> = app
            .ships
            .iter()
            .map(|pack| format!("{} {}", pack.model_pack_id, pack.version))
            .collect();
        let needs: Vec<_> = app.needs.iter().map(range).collect();
        match (ships.is_empty(), needs.is_empty()) {
            (true, _) => format!("the app `{}` ships no model pack", app.app_id),
            (false, _) => format!(
                "the app `{}` ships {}, and the revision is written for {}",
                app.app_id,
                ships.join(" and "),
                needs.join(" or ")
            ),
        }
    };
    apps.iter().map(app).collect::<Vec<_>>().join("; ")
}

fn range(range: &ModelPackRange) -> String {
    match range.max_version {
        Some(max) => format!("{} {} to {max}", range.model_pack_id, range.min_version),
        None => format!("{} {} and later", range.model_pack_id, range.min_version),
    }
}

fn gates_sentence(gates: &[GateStanding]) -> String {
    let gate = |standing: &GateStanding| {
        let gate = &standing.gate;
        format!("`{}` for the app `{}` {}", gate.evaluator_id, gate.app_id, how(&standing.standing))
    };
    gates.iter().map(gate).collect::<Vec<_>>().join("; ")
}

fn how(standing: &Standing) -> &'static str {
    match standing {
        Standing::Passed { .. } => "has passed",
        Standing::Failed { .. } => "has failed",
        Standing::Indeterminate { .. } => "could not tell",
        Standing::Expired { .. } => "has expired; evaluate again",
        Standing::Outdated { .. } => {
            "was only evaluated in another version, configuration or content; evaluate again"
        }
        Standing::Missing => "was not evaluated",
    }
}
