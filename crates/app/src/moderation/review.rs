//! All that a moderator weighs when they decide about a revision.

use domain::gate::{Reader, texts};
use domain::publication::{Missing, is_paid, lacking_approvals};
use domain::revision::SealedContent;
use domain::{AccountId, CharacterId, CharacterRevisionId, CharacterState};
use store::queries::{accounts, characters, moderation, publications};
use store::rows::{Character, CharacterRevision};
use store::{Run, StoreError};

use super::tags::with_notes;
use super::{ClaimView, NotedTag};
use crate::publish::facts::approval_fact;
use crate::read_draft::ReadError;
use crate::request_evaluations::EvaluationsView;
use crate::revisions::{RevisionView, out_of_contract};
use crate::seal::collaborators_of;
use crate::{Actor, App};

/// A decision about a revision, with who made it.
pub type DecisionView = moderation::DecisionsOnRevisionRow;

/// A revision, as those see it who decide about it.
#[derive(Clone, Debug)]
pub struct Review {
    pub revision: RevisionView,
    pub character_id: CharacterId,
    pub character_slug: String,
    pub creator_handle: String,
    pub state: CharacterState,
    /// The texts that leave the house with it.
    pub texts: Vec<ReviewText>,
    pub evaluations: EvaluationsView,
    /// The newest first.
    pub decisions: Vec<DecisionView>,
    pub tags: Vec<NotedTag>,
    pub claim: Option<ClaimView>,
    /// How many moderators must approve: as many as the strictest of its apps asks for.
    pub needed: usize,
    /// What it lacks of people's word.
    pub lacking: Vec<Missing>,
    /// The handles of those who are paid for it, and don't judge it.
    pub paid: Vec<String>,
    /// Whether the actor's word counts.
    pub may_judge: bool,
}

/// A text of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewText {
    /// As `characterBook.entries[3].content`.
    pub path: String,
    pub text: String,
    /// It ends up in a model's prompt.
    pub for_model: bool,
}

impl App {
    /// What there is to know of a revision before deciding about it.
    pub async fn review(
        &self,
        actor: &Actor,
        id: CharacterRevisionId,
    ) -> Result<Review, ReadError> {
        let on = self.reader();
        let row = self.inspectable_revision(actor, id).await?;
        let character = characters::character(on, row.character_id).await?;
        let character = character.ok_or(ReadError::NotFound("revision"))?;
        let (evaluations, decisions, tags, claim, targets) = tokio::try_join!(
            self.evaluations_of(&row),
            moderation::decisions_on_revision(on, id),
            moderation::noted_tags(on, character.id),
            moderation::claim_of_revision(on, id, self.now()),
            publications::target_releases(on, character.id),
        )?;
        let needed = targets.iter().map(|target| target.required_approvals).max().unwrap_or(0);
        let needed = usize::try_from(needed).unwrap_or(0);
        let paid = paid_for(on, &character).await?;
        let lacking = self.lacking(&row, &character, needed).await?;
        let creator = paid.first().map(|(_, handle)| handle.clone()).unwrap_or_default();
        let content =
            SealedContent::parse(&row.content).map_err(|error| out_of_contract(&error))?;
        Ok(Review {
            texts: texts_of(&content),
            revision: row.into(),
            character_id: character.id,
            character_slug: character.slug.clone(),
            creator_handle: creator,
            state: character.state,
            evaluations,
            decisions,
            tags: with_notes(&content.draft.tags, tags),
            claim,
            needed,
            lacking,
            may_judge: self.may_judge(on, actor, &character).await?,
            paid: paid.into_iter().map(|(_, handle)| handle).collect(),
        })
    }

    /// Whether the actor's decision about a character counts.
    pub(crate) async fn may_judge(
        &self,
        on: &impl Run,
        actor: &Actor,
        character: &Character,
    ) -> Result<bool, StoreError> {
        let shares = collaborators_of(on, character.id).await?;
        let paid = is_paid(actor.id, character.creator_id, &shares);
        Ok(actor.as_domain().may_approve(character.creator_id) && !paid)
    }

    async fn lacking(
        &self,
        row: &CharacterRevision,
        character: &Character,
        needed: usize,
    ) -> Result<Vec<Missing>, StoreError> {
        let on = self.reader();
        let (newest, shares) = tokio::try_join!(
            store::queries::evaluations::newest_approvals(on, row.id),
            collaborators_of(on, character.id),
        )?;
        let facts: Vec<_> = newest.iter().map(approval_fact).collect();
        let paid = |account| is_paid(account, character.creator_id, &shares);
        Ok(lacking_approvals(&facts, needed, paid))
    }
}

/// The creator, and the others who have a share.
async fn paid_for(
    on: &impl Run,
    character: &Character,
) -> Result<Vec<(AccountId, String)>, StoreError> {
    let mut ids = vec![character.creator_id];
    let shares = collaborators_of(on, character.id).await?;
    let others = shares.iter().map(|share| share.account_id);
    ids.extend(others.filter(|id| *id != character.creator_id));
    let handles = accounts::handles(on, &ids).await?;
    let handle = |id: &AccountId| {
        let found = handles.iter().find(|row| row.id == *id)?;
        Some((*id, found.handle.clone()))
    };
    Ok(ids.iter().filter_map(handle).collect())
}

fn texts_of(content: &SealedContent) -> Vec<ReviewText> {
    let text = |part: domain::gate::Part<'_>| ReviewText {
        for_model: part.reader == Reader::Model,
        text: part.text.to_owned(),
        path: part.path,
    };
    texts(content).into_iter().map(text).collect()
}
