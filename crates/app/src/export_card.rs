//! A character as a card again, for those who may have it.
//!
//! Who may read the draft gets everything that was ever imported: where nothing was edited, the very
//! file. Everybody else gets what is published and no more: the fields that are sealed, without what
//! other tools keep, and the portrait, which is pixels alone. The file that a card came as may hold
//! another card, or anything at all.

use std::borrow::Cow;

use card::{Card, Spec, Target, Tool};
use domain::draft::DraftContent;
use domain::revision::{RevisionError, SealedContent};
use domain::{
    AppId, BlobDigest, CharacterId, CharacterRevisionId, CharacterState, Digest, Slug, Visibility,
    import,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::StoreError;
use store::queries::cards::{self, CardPointerRow, OriginalOfCharacterRow};
use store::queries::revisions;

use crate::aside::aside;
use crate::draft_rows::StoredDraft;
use crate::runtime::FetchError;
use crate::{Actor, App};

/// What a card is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardFormat {
    Png,
    Json,
    Charx,
    Byaf,
}

impl CardFormat {
    /// The end of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Json => "json",
            Self::Charx => "charx",
            Self::Byaf => "byaf",
        }
    }

    /// Whether a picture goes along.
    const fn has_picture(self) -> bool {
        !matches!(self, Self::Json)
    }

    /// As `Content-Type` has it.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Json => "application/json",
            Self::Charx | Self::Byaf => "application/zip",
        }
    }
}

/// Which state of a character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhichCard {
    /// The draft, for those who may read it; what is published, for everybody else.
    #[default]
    Newest,
    /// What is published, whoever asks.
    Published,
    /// A sealed revision, for those who may read the draft.
    Revision(CharacterRevisionId),
}

/// A specification of cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SpecName {
    V1,
    V2,
    V3,
}

/// Which card, as what, to be read by whom.
#[derive(Clone, Debug)]
pub struct CardQuery {
    pub slug: String,
    pub format: CardFormat,
    pub which: WhichCard,
    /// The specification of JSON; the one it was imported as where it is not said.
    pub spec: Option<SpecName>,
}

/// A card that was written.
#[derive(Clone, Debug)]
pub struct CardFile {
    pub bytes: Vec<u8>,
    pub file_name: String,
    pub digest: Digest,
}

/// What a format, and a tool that reads it, can't carry of a character.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LossReport {
    /// What would be written, as `V2 JSON`.
    pub format: String,
    /// Who would read it.
    pub tool: Option<String>,
    pub losses: Vec<LossView>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LossView {
    /// Where in the card, as `data.nickname`.
    pub path: String,
    pub why: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("there is no character {0}, or it is not yours to see")]
    NotFound(String),
    #[error("there is no such revision of {0}, or it is not yours to see")]
    NoSuchRevision(String),
    #[error("spec is for card.json; {} has its own", .0.extension())]
    SpecOf(CardFormat),
    #[error("the tool {0:?} is not known here; there are {known}", known = tools())]
    NoSuchTool(String),
    #[error("the draft can't be written as a card: {0}")]
    Unwritable(#[from] import::ExportError),
    #[error("the card can't be written: {0}")]
    Card(#[from] card::CardError),
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// The card of a character.
    pub async fn export_card(
        &self,
        actor: Option<&Actor>,
        query: &CardQuery,
    ) -> Result<CardFile, ExportError> {
        let (format, spec) = (query.format, query.spec);
        let source = self.source(actor, query).await?;
        let source = if format.has_picture() { self.with_portrait(source).await? } else { source };
        let file_name = format!("{}.{}", query.slug, format.extension());
        aside(move || {
            let card = source.card()?;
            let target = target(format, spec, &card)?;
            let bytes = card::export(&card, target, source.original(), source.picture())?;
            Ok(CardFile { digest: Digest::of(&bytes), bytes, file_name })
        })
        .await
    }

    /// What would be lost of it.
    pub async fn card_losses(
        &self,
        actor: Option<&Actor>,
        query: &CardQuery,
        tool: Option<String>,
    ) -> Result<LossReport, ExportError> {
        let reader = tool.as_deref().map(tool_named).transpose()?;
        let source = self.source(actor, query).await?;
        let source = self.with_portrait(source).await?;
        let (format, spec) = (query.format, query.spec);
        aside(move || {
            let card = source.card()?;
            let target = target(format, spec, &card)?;
            let losses = source.losses(card, target, reader)?;
            Ok(LossReport { format: target.to_string(), tool, losses })
        })
        .await
    }

    async fn source(
        &self,
        actor: Option<&Actor>,
        query: &CardQuery,
    ) -> Result<Source, ExportError> {
        let missing = || ExportError::NotFound(query.slug.clone());
        let slug = Slug::parse(&query.slug).map_err(|_| missing())?;
        let row = cards::card_pointer(self.reader(), slug.as_str()).await?.ok_or_else(missing)?;
        let inspects = actor.is_some_and(|it| it.as_domain().may_inspect(row.creator_id));
        match query.which {
            WhichCard::Newest if inspects => {
                let draft = StoredDraft::load(self.reader(), row.id).await?.ok_or_else(missing)?;
                self.whole(row.id, draft.content).await
            }
            WhichCard::Revision(id) if inspects => {
                let no_such = || ExportError::NoSuchRevision(query.slug.clone());
                let content = self.sealed(id, row.id).await?.ok_or_else(no_such)?;
                self.whole(row.id, content).await
            }
            // Whether there is such a revision, or such a character, is not theirs to learn.
            WhichCard::Revision(_) => Err(missing()),
            WhichCard::Newest | WhichCard::Published => {
                let app = actor.and_then(|actor| actor.app.as_ref());
                self.may_fetch(app, inspects, &row, &slug).await?;
                self.published(&row, &slug).await
            }
        }
    }

    /// Everything that is kept of a character, and the file that it came as.
    async fn whole(&self, id: CharacterId, content: DraftContent) -> Result<Source, ExportError> {
        let original = cards::original_of_character(self.reader(), id).await?;
        // Who took the portrait away does not want it back with the file.
        let original =
            original.filter(|it| content.portrait_digest.is_some() || it.portrait_digest.is_none());
        Ok(Source { content, original, portrait: None })
    }

    /// What is published.
    async fn published(&self, row: &CardPointerRow, slug: &Slug) -> Result<Source, ExportError> {
        let missing = || ExportError::NotFound(slug.to_string());
        let id = row.published_revision_id.ok_or_else(missing)?;
        let content = self.sealed(id, row.id).await?.ok_or_else(missing)?;
        // What other tools keep does not leave the house: no gate reads it.
        let content = DraftContent { tool_metadata: None, authoring_notes: None, ..content };
        Ok(Source { content, original: None, portrait: None })
    }

    /// As the market shows it to everybody, and to an app as its pointer does.
    async fn may_fetch(
        &self,
        app: Option<&AppId>,
        inspects: bool,
        row: &CardPointerRow,
        slug: &Slug,
    ) -> Result<(), ExportError> {
        match (row.state, row.visibility) {
            (CharacterState::Draft, _) => Err(ExportError::NotFound(slug.to_string())),
            (_, Visibility::Private) if !inspects => Err(ExportError::NotFound(slug.to_string())),
            (_, Visibility::Unlisted) if !inspects => self.carried(app, slug).await,
            (CharacterState::Suspended, _) => Err(FetchError::Suspended.into()),
            (CharacterState::Withdrawn, _) => Err(FetchError::Withdrawn.into()),
            (CharacterState::Published, _) => Ok(()),
        }
    }

    async fn carried(&self, app: Option<&AppId>, slug: &Slug) -> Result<(), ExportError> {
        let missing = || ExportError::NotFound(slug.to_string());
        let app = app.ok_or_else(missing)?;
        match self.pointer(app, slug.as_str(), None).await {
            // In the words in which it is told where there is no such character at all.
            Err(FetchError::NotFound { .. }) => Err(missing()),
            fetched => Ok(fetched.map(drop)?),
        }
    }

    async fn sealed(
        &self,
        id: CharacterRevisionId,
        of: CharacterId,
    ) -> Result<Option<DraftContent>, ExportError> {
        let row = revisions::revision(self.reader(), id).await?;
        let Some(row) = row.filter(|row| row.character_id == of) else { return Ok(None) };
        let content = SealedContent::parse(&row.content).map_err(unreadable)?;
        Ok(Some(content.draft))
    }

    /// With the portrait, where it is not in the file.
    async fn with_portrait(&self, source: Source) -> Result<Source, StoreError> {
        let Some(digest) = source.brought() else { return Ok(source) };
        let row = cards::portrait(self.reader(), digest).await?;
        Ok(Source { portrait: row.map(|row| row.bytes), ..source })
    }
}

fn unreadable(error: RevisionError) -> StoreError {
    StoreError::OutOfContract { statement: "revision", what: error.to_string() }
}

/// What a card is written from.
struct Source {
    content: DraftContent,
    original: Option<OriginalOfCharacterRow>,
    /// A picture that is not the file's own.
    portrait: Option<Vec<u8>>,
}

impl Source {
    /// The portrait, where it is not the one that came with the file.
    fn brought(&self) -> Option<&BlobDigest> {
        let own = self.original.as_ref().and_then(|it| it.portrait_digest.as_ref());
        self.content.portrait_digest.as_ref().filter(|portrait| own != Some(portrait))
    }

    fn card(&self) -> Result<Card, import::ExportError> {
        // What was read when it came is read again; a draft stands without it all the same.
        match card::read(self.original()) {
            Ok(reading) => import::export_over(&self.content, &reading),
            Err(_) => import::export(&self.content),
        }
    }

    fn original(&self) -> &[u8] {
        self.original.as_ref().map(|row| row.bytes.as_slice()).unwrap_or_default()
    }

    fn picture(&self) -> Option<&[u8]> {
        self.portrait.as_deref()
    }

    fn losses(
        &self,
        card: Card,
        target: Target,
        tool: Option<Tool>,
    ) -> Result<Vec<LossView>, ExportError> {
        let text = card::write_json(&card, card.spec).into_bytes();
        let original = self.original.as_ref().map_or(text.as_slice(), |row| row.bytes.as_slice());
        let reading = card::Reading { card, ..card::read(original)? };
        let picture = self.portrait.as_deref().unwrap_or(original);
        let losses = card::losses(&reading, target, tool, picture)?;
        let mut losses: Vec<_> =
            losses.into_iter().map(|it| LossView { path: it.path, why: it.why }).collect();
        losses.extend(self.without_portrait(target));
        Ok(losses)
    }

    /// A picture has to be of something.
    fn without_portrait(&self, target: Target) -> Option<LossView> {
        let bare = self.content.portrait_digest.is_none() && target == Target::Png;
        let why = "the character has no portrait: a plain grey one is written; bring one with POST /api/portraits";
        bare.then(|| LossView { path: "(picture)".to_owned(), why: why.to_owned() })
    }
}

fn target(format: CardFormat, spec: Option<SpecName>, card: &Card) -> Result<Target, ExportError> {
    let spec = spec.map(|spec| match spec {
        SpecName::V1 => Spec::V1,
        SpecName::V2 => Spec::V2,
        SpecName::V3 => Spec::V3,
    });
    match (format, spec) {
        (CardFormat::Json, spec) => Ok(Target::Json(spec.unwrap_or(card.spec))),
        (format, Some(_)) => Err(ExportError::SpecOf(format)),
        (CardFormat::Png, None) => Ok(Target::Png),
        (CardFormat::Charx, None) => Ok(Target::Charx),
        (CardFormat::Byaf, None) => Ok(Target::Byaf),
    }
}

fn tool_named(name: &str) -> Result<Tool, ExportError> {
    let found = Tool::ALL.iter().find(|(known, _)| *known == name);
    found.map(|(_, tool)| *tool).ok_or_else(|| ExportError::NoSuchTool(name.to_owned()))
}

fn tools() -> Cow<'static, str> {
    Tool::ALL.map(|(name, _)| name).join(", ").into()
}
