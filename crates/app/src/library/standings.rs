//! How the characters of a library page stand: what is sealed of them, what their gates say, what is
//! planned, and what they earned this month.

use std::collections::BTreeMap;

use domain::gate::{EvaluationFact, GateStanding, RequiredGate, Standing, standings};
use domain::{CharacterId, CharacterRevisionId, Digest};
use jiff::Timestamp;
use store::StoreError;
use store::queries::library::{
    self, NewestEvaluationsOfRevisionsRow, NewestRevisionsOfCharactersRow,
    RequiredGatesOfCharactersRow,
};
use store::queries::{earnings, library as statements};

use crate::LibraryEntry;
use crate::publish::facts::digest;
use crate::{Actor, App};

/// How a character stands.
#[derive(Clone, Debug, Default)]
pub struct LibraryStanding {
    /// The newest revision: its number, and the draft's version that it sealed.
    pub revision: Option<(i32, i32)>,
    /// How that revision stands with each gate of each app.
    pub gates: Vec<GateStanding>,
    /// When it is to be published.
    pub planned_for: Option<Timestamp>,
    /// What the actor earned by it this month: currency and minor units.
    pub earned: Vec<(String, i64)>,
}

impl LibraryStanding {
    pub fn passed(&self) -> usize {
        self.gates.iter().filter(|gate| gate.passed()).count()
    }

    /// The gates that said no.
    pub fn failed(&self) -> Vec<&str> {
        let failed = |it: &&GateStanding| matches!(it.standing, Standing::Failed { .. });
        self.gates.iter().filter(failed).map(|it| it.gate.evaluator_id.0.as_str()).collect()
    }

    /// Whether everything that is written is sealed.
    pub fn is_sealed(&self, entry: &LibraryEntry) -> bool {
        self.revision.is_some_and(|(_, version)| version == entry.version)
    }
}

impl App {
    /// How characters of the actor's stand; nothing of those that are not named here.
    pub async fn library_standings(
        &self,
        actor: &Actor,
        characters: &[CharacterId],
    ) -> Result<BTreeMap<CharacterId, LibraryStanding>, StoreError> {
        let on = self.reader();
        let month = self.this_month();
        let (from, end) = (month.first_event(), month.next().first_event());
        let (revisions, gates, planned, earned) = tokio::try_join!(
            statements::newest_revisions_of_characters(on, characters),
            statements::required_gates_of_characters(on, characters),
            statements::open_schedules_of_characters(on, characters),
            earnings::earning_sums(on, actor.id, from, end),
        )?;
        let ids: Vec<CharacterRevisionId> = revisions.iter().map(|it| it.id).collect();
        let verdicts = statements::newest_evaluations_of_revisions(on, &ids).await?;
        let judged = Judged { gates, verdicts, now: self.now() };
        let mut found: BTreeMap<_, _> =
            characters.iter().map(|id| (*id, LibraryStanding::default())).collect();
        for revision in revisions {
            let gates = judged.of(&revision)?;
            let Some(standing) = found.get_mut(&revision.character_id) else { continue };
            standing.revision = Some((revision.number, revision.draft_version));
            standing.gates = gates;
        }
        for plan in planned {
            found.entry(plan.character_id).or_default().planned_for = Some(plan.due_at);
        }
        for sum in earned {
            let Some(standing) = found.get_mut(&sum.character_id) else { continue };
            standing.earned.push((sum.currency, sum.earned_minor));
        }
        Ok(found)
    }
}

/// What gates ask and evaluators said, of all the characters of a page.
struct Judged {
    gates: Vec<RequiredGatesOfCharactersRow>,
    verdicts: Vec<NewestEvaluationsOfRevisionsRow>,
    now: Timestamp,
}

impl Judged {
    fn of(
        &self,
        revision: &NewestRevisionsOfCharactersRow,
    ) -> Result<Vec<GateStanding>, StoreError> {
        let gates = self.gates.iter().filter(|it| it.character_id == revision.character_id);
        let gates = gates.map(required).collect::<Result<Vec<_>, _>>()?;
        let verdicts = self.verdicts.iter().filter(|it| it.revision_id == revision.id);
        let verdicts = verdicts.map(verdict).collect::<Result<Vec<_>, _>>()?;
        let content: Digest = digest(&revision.digest)?;
        Ok(standings(&gates, &verdicts, &content, self.now))
    }
}

fn required(row: &RequiredGatesOfCharactersRow) -> Result<RequiredGate, StoreError> {
    Ok(RequiredGate {
        gate_id: row.id,
        app_id: row.app_id.clone(),
        evaluator_version_id: row.evaluator_version_id,
        evaluator_id: row.evaluator_id.clone(),
        evaluator_version: row.version.clone(),
        configuration_digest: digest(&row.configuration_digest)?,
        valid_days: row.valid_days,
    })
}

fn verdict(row: &library::NewestEvaluationsOfRevisionsRow) -> Result<EvaluationFact, StoreError> {
    Ok(EvaluationFact {
        id: row.id,
        revision_digest: digest(&row.revision_digest)?,
        evaluator_version_id: row.evaluator_version_id,
        evaluator_id: row.evaluator_id.clone(),
        evaluator_version: row.version.clone(),
        configuration_digest: digest(&row.configuration_digest)?,
        verdict: row.verdict,
        finished_at: row.finished_at,
        expires_at: row.expires_at,
    })
}
