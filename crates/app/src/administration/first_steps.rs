//! How far an installation is on its way to the first published character.

use domain::{AppId, Role};
use store::StoreError;
use store::queries::administration;

use crate::App;

/// What there is of all that a first publication needs.
#[derive(Clone, Debug)]
pub struct FirstSteps {
    /// The first app that was made.
    pub app: Option<AppId>,
    pub has_release: bool,
    pub ships_release: bool,
    pub has_gate: bool,
    /// Some app wants a moderator's word.
    pub asks_for_approval: bool,
    pub has_terms: bool,
    /// The roles that somebody who can act holds.
    pub roles: Vec<Role>,
    pub has_character: bool,
    pub has_published: bool,
}

impl App {
    pub async fn first_steps(&self) -> Result<FirstSteps, StoreError> {
        let row = administration::set_up_so_far(self.reader(), self.now()).await?;
        Ok(FirstSteps {
            app: row.app_id,
            has_release: row.has_release,
            ships_release: row.ships_release,
            has_gate: row.has_gate,
            asks_for_approval: row.asks_for_approval,
            has_terms: row.has_terms,
            roles: row.roles.iter().filter_map(|role| role.parse().ok()).collect(),
            has_character: row.has_character,
            has_published: row.has_published,
        })
    }
}
