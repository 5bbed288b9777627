//! A character card becomes a character, and its creator learns what became of each field. The file
//! is kept as it came; sent again, it is recognised.

use domain::draft::{DraftEdit, FieldViolation};
use domain::import::{self, FileName, FileNameError, ImportReport};
use domain::{BlobDigest, CardImportId};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::inserts::NewCardImport;
use store::queries::cards::{self, FirstImportOfFileRow};
use store::{StoreError, Tx, documents};

use crate::aside::aside;
use crate::blobs::File;
use crate::create_character::{CreateError, Created, Newcomer, SlugTries, reference_named};
use crate::ports::new_id;
use crate::{Actor, App};

/// A card as it is sent.
#[derive(Clone, Debug, Default)]
pub struct ImportRequest {
    pub bytes: Vec<u8>,
    /// What the sender calls the file; kept without its folders.
    pub file_name: Option<String>,
    /// Make another character of a file that one was made of before.
    pub again: bool,
}

/// A character made from a card.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    #[serde(flatten)]
    pub created: Created,
    /// This file was imported before: this is the character that it became then, and the report of
    /// then.
    pub already_imported: bool,
    pub imported_at: Timestamp,
    /// SHA-256 of the file. It is kept as it came.
    pub digest: BlobDigest,
    pub size: usize,
    /// As its bytes tell it, whatever was sent along.
    pub media_type: &'static str,
    pub file_name: Option<String>,
    /// The picture that came with it, which is the draft's portrait now.
    pub portrait_digest: Option<BlobDigest>,
    /// What was read, as `V2 PNG (chara)`.
    pub format: String,
    #[serde(flatten)]
    pub report: ImportReport,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Card(#[from] card::CardError),
    #[error(transparent)]
    FileName(#[from] FileNameError),
    #[error("the card holds what a draft can't keep")]
    Invalid(Vec<FieldViolation>),
    #[error(transparent)]
    Create(#[from] CreateError),
}

impl App {
    /// Makes a character of a card, unless the actor made one of the same bytes before.
    pub async fn import_card(
        &self,
        actor: &Actor,
        request: ImportRequest,
    ) -> Result<Imported, ImportError> {
        let ImportRequest { bytes, file_name, again } = request;
        let name = file_name.as_deref().map(FileName::parse).transpose()?;
        let (incoming, edit) = aside(move || Incoming::read(bytes, name)).await?;
        let now = self.now();
        let newcomer = Newcomer::of(edit, now)?;
        let mut tries = SlugTries::default();
        loop {
            let done = self.writer().tx("import card", async |tx: &Tx| {
                match incoming.made_before(tx, actor, again).await? {
                    Some(before) => Ok(before),
                    None => incoming.land(tx, actor, &newcomer, now).await,
                }
            });
            match done.await {
                Err(error) if tries.another(&error) => {}
                done => return Ok(done.map_err(reference_named)?),
            }
        }
    }
}

/// A card that was read and is about to be kept.
#[derive(Debug)]
struct Incoming {
    file: File,
    name: Option<FileName>,
    portrait: Option<File>,
    format: String,
    report: ImportReport,
    document: documents::ImportReport,
}

impl Incoming {
    /// Reads a card, and says which draft it makes.
    fn read(bytes: Vec<u8>, name: Option<FileName>) -> Result<(Self, DraftEdit), ImportError> {
        let reading = card::read(&bytes)?;
        let import::Imported { mut draft, mut report, violations } = import::import(&reading);
        if !violations.is_empty() {
            return Err(ImportError::Invalid(violations));
        }
        let portrait = File::portrait(&reading.card, &bytes).unwrap_or_else(|error| {
            report.warn(&format!("the picture was left aside: {error}"));
            None
        });
        draft.portrait_digest = portrait.as_ref().map(|file| file.digest.clone());
        let document = document_of(&report).map_err(CreateError::from)?;
        let format = reading.format.to_string();
        let file = File::of(bytes);
        let incoming = Incoming { file, name, portrait, format, report, document };
        Ok((incoming, DraftEdit::from(draft)))
    }

    /// What the actor made of the same bytes before. Whoever else imports them for the actor at this
    /// moment waits.
    async fn made_before(
        &self,
        tx: &Tx,
        actor: &Actor,
        again: bool,
    ) -> Result<Option<Imported>, CreateError> {
        if again {
            return Ok(None);
        }
        let digest = &self.file.digest;
        cards::take_turns_importing(tx, &format!("{} {digest}", actor.id)).await?;
        let row = cards::first_import_of_file(tx, actor.id, digest).await?;
        Ok(row.map(|row| self.recognised(row)).transpose()?)
    }

    fn recognised(&self, row: FirstImportOfFileRow) -> Result<Imported, StoreError> {
        let FirstImportOfFileRow { character_id: id, slug, draft_id, version, .. } = row;
        let report = serde_json::from_value(row.report.into_value()).map_err(out_of_contract)?;
        Ok(Imported {
            created: Created { id, slug, draft_id, version },
            already_imported: true,
            imported_at: row.imported_at,
            digest: row.blob_digest,
            size: self.file.bytes.len(),
            media_type: self.file.media.mime(),
            file_name: row.file_name,
            portrait_digest: row.portrait_digest,
            format: row.format,
            report,
        })
    }

    /// Keeps the file and its picture, makes the character, and notes what came of what.
    async fn land(
        &self,
        tx: &Tx,
        actor: &Actor,
        newcomer: &Newcomer,
        now: Timestamp,
    ) -> Result<Imported, CreateError> {
        self.file.keep(tx, now).await?;
        if let Some(portrait) = &self.portrait {
            portrait.bring(tx, actor, now).await?;
        }
        let created = newcomer.insert(tx, actor).await?;
        let row = NewCardImport {
            id: CardImportId(new_id()),
            character_id: created.id,
            blob_digest: &self.file.digest,
            format: &self.format,
            file_name: self.name.as_ref().map(FileName::as_str),
            portrait_digest: self.portrait.as_ref().map(|file| &file.digest),
            imported_by_id: actor.id,
            imported_at: now,
            report: &self.document,
        };
        row.insert(tx).await?;
        Ok(self.imported(created, now))
    }

    fn imported(&self, created: Created, now: Timestamp) -> Imported {
        Imported {
            created,
            already_imported: false,
            imported_at: now,
            digest: self.file.digest.clone(),
            size: self.file.bytes.len(),
            media_type: self.file.media.mime(),
            file_name: self.name.as_ref().map(|name| name.as_str().to_owned()),
            portrait_digest: self.portrait.as_ref().map(|file| file.digest.clone()),
            format: self.format.clone(),
            report: self.report.clone(),
        }
    }
}

fn document_of(report: &ImportReport) -> Result<documents::ImportReport, StoreError> {
    let value = serde_json::to_value(report).map_err(out_of_contract)?;
    documents::ImportReport::parse(value).map_err(out_of_contract)
}

fn out_of_contract(error: impl std::fmt::Display) -> StoreError {
    StoreError::OutOfContract { statement: "import card", what: error.to_string() }
}
