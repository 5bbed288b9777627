//! A character card becomes a character, and its creator learns what became of each field.

use domain::draft::{DraftEdit, FieldViolation};
use domain::import::{self, FieldReport};
use schemars::JsonSchema;
use serde::Serialize;

use crate::create_character::{CreateError, Created};
use crate::{Actor, App};

/// A character made from a card.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    #[serde(flatten)]
    pub created: Created,
    /// What was read, as `V2 PNG (chara)`.
    pub format: String,
    /// What became of each field of the card.
    pub fields: Vec<FieldReport>,
    /// What was mended on the way in.
    pub repairs: Vec<RepairView>,
    pub warnings: Vec<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RepairView {
    pub path: String,
    pub what: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Card(#[from] card::CardError),
    #[error("the card holds what a draft can't keep")]
    Invalid(Vec<FieldViolation>),
    #[error(transparent)]
    Create(#[from] CreateError),
}

impl App {
    /// Makes a character from the bytes of a card.
    pub async fn import_card(&self, actor: &Actor, bytes: &[u8]) -> Result<Imported, ImportError> {
        let reading = card::read(bytes)?;
        let import::Imported { draft, fields, violations } = import::import(&reading);
        if !violations.is_empty() {
            return Err(ImportError::Invalid(violations));
        }
        let created = self.create_character(actor, DraftEdit::from(draft)).await?;
        let repairs = reading.repairs.iter();
        let repair =
            |it: &card::Repair| RepairView { path: it.path.clone(), what: it.what.clone() };
        Ok(Imported {
            created,
            format: reading.format.to_string(),
            fields,
            repairs: repairs.map(repair).collect(),
            warnings: reading.warnings.iter().map(ToString::to_string).collect(),
        })
    }
}
