//! What apps reported, and what each report concerns.

use domain::{AppId, CharacterState, ReportId, ReportKind, ReportOutcome};
use jiff::Timestamp;
use store::StoreError;
use store::queries::{characters, lineage, moderation, publications};
use store::rows::{CharacterApp, PublicationTarget};

use super::ResolutionView;
use crate::read_draft::ReadError;
use crate::report::ReportView;
use crate::{Actor, App};

/// A report in the list.
#[derive(Clone, Debug)]
pub struct ReportEntry {
    pub id: ReportId,
    pub kind: ReportKind,
    pub category: String,
    pub app_id: AppId,
    pub reported_at: Timestamp,
    /// The character's.
    pub name: String,
    pub state: CharacterState,
    /// The payload that was reported is the one that apps are served now.
    pub is_current: bool,
    /// What was made of it last; nothing where nobody has dealt with it.
    pub outcome: Option<ReportOutcome>,
}

/// Which reports; all filters hold at once.
#[derive(Clone, Debug, Default)]
pub struct ReportFilter {
    pub kind: Option<ReportKind>,
    pub app: Option<AppId>,
    /// Of characters in this state.
    pub state: Option<CharacterState>,
    /// Those too that somebody has dealt with.
    pub closed_too: bool,
    /// Behind which one the page starts.
    pub after: Option<ReportId>,
}

/// A report, with all that it concerns.
#[derive(Clone, Debug)]
pub struct ReportFile {
    pub report: ReportView,
    pub character_name: String,
    pub character_slug: String,
    pub state: CharacterState,
    /// The payload that was reported is the one that apps are served now.
    pub is_current: bool,
    /// Where the character is assigned now.
    pub apps: Vec<CharacterApp>,
    /// What the reported publication was made for.
    pub targets: Vec<PublicationTarget>,
    /// The newest of the character, this one included.
    pub reports: Vec<moderation::ReportsOfCharacterRow>,
    /// What was made of it, the newest first.
    pub resolutions: Vec<ResolutionView>,
}

/// Reports of a page, and of a character beside one of them.
const REPORTS_MAX: i64 = 50;

impl App {
    /// Reports, the newest first, and behind which one the next page starts.
    pub async fn reports(
        &self,
        filter: &ReportFilter,
    ) -> Result<(Vec<ReportEntry>, Option<ReportId>), StoreError> {
        let on = self.reader();
        let found: Vec<ReportEntry> = if filter.closed_too {
            let rows = moderation::reports_page(on, &filter.any()).await?;
            rows.into_iter().map(ReportEntry::from).collect()
        } else {
            let rows = moderation::open_reports_page(on, &filter.open()).await?;
            rows.into_iter().map(ReportEntry::from).collect()
        };
        let full = found.len() as i64 == REPORTS_MAX;
        let next = found.last().filter(|_| full).map(|entry| entry.id);
        Ok((found, next))
    }

    /// One report, for those who may inspect its character.
    pub async fn report_file(&self, actor: &Actor, id: ReportId) -> Result<ReportFile, ReadError> {
        let (on, missing) = (self.reader(), ReadError::NotFound("report"));
        let Some(row) = lineage::report(on, id).await? else { return Err(missing) };
        let Some(character) = characters::character(on, row.character_id).await? else {
            return Err(missing);
        };
        if !actor.as_domain().may_inspect(character.creator_id) {
            return Err(missing);
        }
        let (apps, targets, reports, resolutions) = tokio::try_join!(
            characters::character_apps(on, character.id),
            publications::targets_of_publication(on, row.publication_id),
            moderation::reports_of_character(on, character.id, REPORTS_MAX),
            moderation::resolutions_of_report(on, id),
        )?;
        Ok(ReportFile {
            is_current: character.payload_digest.as_ref() == Some(&row.payload_digest),
            report: ReportView::from(row),
            character_name: character.name,
            character_slug: character.slug,
            state: character.state,
            apps,
            targets,
            reports,
            resolutions,
        })
    }
}

macro_rules! filters {
    ($($name:ident: $statement:ident),+) => {$(
        fn $name(&self) -> moderation::$statement<'_> {
            moderation::$statement {
                before_report_id: self.after.unwrap_or(ReportId(uuid::Uuid::max())),
                report_kind: self.kind.map_or("", ReportKind::as_str),
                app: self.app.as_ref().map_or("", |app| app.0.as_str()),
                character_state: self.state.map_or("", CharacterState::as_str),
                page_size: REPORTS_MAX,
            }
        }
    )+};
}

impl ReportFilter {
    filters!(any: ReportsPage, open: OpenReportsPage);
}

impl ReportFile {
    /// Nobody has dealt with it, or it was opened again.
    pub fn is_open(&self) -> bool {
        self.resolutions.first().is_none_or(|it| it.outcome == ReportOutcome::Reopened)
    }
}

macro_rules! entry {
    ($($row:ident),+) => {$(
        impl From<moderation::$row> for ReportEntry {
            fn from(row: moderation::$row) -> Self {
                ReportEntry {
                    id: row.id,
                    kind: row.kind,
                    category: row.category,
                    app_id: row.app_id,
                    reported_at: row.reported_at,
                    name: row.name,
                    state: row.state,
                    is_current: row.is_current,
                    outcome: row.outcome,
                }
            }
        }
    )+};
}

entry!(OpenReportsPageRow, ReportsPageRow);
