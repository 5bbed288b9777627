//! What apps reported, and what each report concerns.

use domain::{AppId, CharacterState, ReportId, ReportKind};
use store::StoreError;
use store::queries::{characters, lineage, moderation, publications};
use store::rows::{CharacterApp, PublicationTarget};

use crate::read_draft::ReadError;
use crate::report::ReportView;
use crate::{Actor, App};

/// A report in the list.
pub type ReportEntry = moderation::ReportsPageRow;

/// Which reports; all filters hold at once.
#[derive(Clone, Debug, Default)]
pub struct ReportFilter {
    pub kind: Option<ReportKind>,
    pub app: Option<AppId>,
    /// Of characters in this state.
    pub state: Option<CharacterState>,
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
}

/// Reports of a page, and of a character beside one of them.
const REPORTS_MAX: i64 = 50;

impl App {
    /// Reports, the newest first, and behind which one the next page starts.
    pub async fn reports(
        &self,
        filter: &ReportFilter,
    ) -> Result<(Vec<ReportEntry>, Option<ReportId>), StoreError> {
        let given = moderation::ReportsPage {
            before_report_id: filter.after.unwrap_or(ReportId(uuid::Uuid::max())),
            report_kind: filter.kind.map_or("", ReportKind::as_str),
            app: filter.app.as_ref().map_or("", |app| app.0.as_str()),
            character_state: filter.state.map_or("", CharacterState::as_str),
            page_size: REPORTS_MAX,
        };
        let found = moderation::reports_page(self.reader(), &given).await?;
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
        let (apps, targets, reports) = tokio::try_join!(
            characters::character_apps(on, character.id),
            publications::targets_of_publication(on, row.publication_id),
            moderation::reports_of_character(on, character.id, REPORTS_MAX),
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
        })
    }
}
