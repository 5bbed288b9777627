//! Where did this come from: one answer, complete, each fact with its digest.

mod facts;

use std::collections::BTreeSet;

use domain::{
    CharacterId, CharacterRevisionId, PayloadDigest, PublicationId, ReportId, RevenueEventId,
};
use schemars::JsonSchema;
use serde::Serialize;
use store::queries::{characters, lineage};
use store::{Run, StoreError};
use tokio::try_join;

use crate::kinships::{KinshipView, kinships_of};
use crate::record_revenue::{RevenueError, RevenueView, view_of};
use crate::report::ReportView;
use crate::{Actor, App};

pub use facts::PublicationFact;
use facts::{OwedFact, PayloadFact, RefundFact, RevisionFact, TermsFact};

/// What a lineage is asked of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineageSubject {
    RevenueEvent(RevenueEventId),
    Report(ReportId),
    Payload(PayloadDigest),
    Publication(PublicationId),
    Revision(CharacterRevisionId),
}

/// The complete answer: which draft, which evaluator versions, which runtime assumptions, which
/// account and wallet, and who is owed what.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Lineage {
    /// What was asked, as `revenue-event` and its id.
    pub kind: &'static str,
    pub id: String,
    pub character: CharacterFact,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue_event: Option<RevenueView>,
    /// Of a revenue event: the provider's own share that was in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<TermsFact>,
    /// Of a sale that was given back: by which refund. Nobody is owed anything of it then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund: Option<RefundFact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportView>,
    /// Every publication concerned, in order.
    pub publications: Vec<PublicationFact>,
    /// The revisions that they rest on.
    pub revisions: Vec<RevisionFact>,
    pub payloads: Vec<PayloadFact>,
    /// The published revisions that the character is said to be made from, or unrelated to.
    pub kinships: Vec<KinshipView>,
    /// Of a revenue event: its own lines, none where it was given back. Of the others: the sums over all revenue that is pinned
    /// to these publications.
    pub owed: Vec<OwedFact>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CharacterFact {
    pub id: CharacterId,
    pub slug: String,
    pub name: String,
}

#[derive(Debug, thiserror::Error)]
pub enum LineageError {
    #[error("{0:?} is not the id of a {1}")]
    Malformed(String, &'static str),
    #[error(
        "lineage is told of a revenue-event, report, payload, publication or revision; not of {0:?}"
    )]
    UnknownKind(String),
    #[error("there is no such {0}, or it is not yours to see")]
    NotFound(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LineageSubject {
    /// From the two parts of the path.
    pub fn parse(kind: &str, id: &str) -> Result<Self, LineageError> {
        let malformed = |kind| LineageError::Malformed(id.to_owned(), kind);
        Ok(match kind {
            "revenue-event" => {
                Self::RevenueEvent(id.parse().map_err(|_| malformed("revenue-event"))?)
            }
            "report" => Self::Report(id.parse().map_err(|_| malformed("report"))?),
            "payload" => Self::Payload(PayloadDigest(id.to_owned())),
            "publication" => Self::Publication(id.parse().map_err(|_| malformed("publication"))?),
            "revision" => Self::Revision(id.parse().map_err(|_| malformed("revision"))?),
            other => return Err(LineageError::UnknownKind(other.to_owned())),
        })
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::RevenueEvent(_) => "revenue-event",
            Self::Report(_) => "report",
            Self::Payload(_) => "payload",
            Self::Publication(_) => "publication",
            Self::Revision(_) => "revision",
        }
    }

    fn id(&self) -> String {
        match self {
            Self::RevenueEvent(id) => id.to_string(),
            Self::Report(id) => id.to_string(),
            Self::Payload(digest) => digest.to_string(),
            Self::Publication(id) => id.to_string(),
            Self::Revision(id) => id.to_string(),
        }
    }
}

/// What a subject leads to.
#[derive(Default)]
struct Anchor {
    publications: Vec<PublicationId>,
    /// Of a revision that was never published.
    revision: Option<CharacterRevisionId>,
    revenue_event: Option<RevenueView>,
    report: Option<ReportView>,
}

impl App {
    pub async fn lineage(
        &self,
        actor: &Actor,
        subject: &LineageSubject,
    ) -> Result<Lineage, LineageError> {
        let on = self.reader();
        let anchor = anchor(on, subject).await?;
        let (publications, owed) = try_join!(
            facts::publications(on, &anchor.publications),
            facts::owed(on, &anchor.publications),
        )?;
        let revision_ids = revision_ids(&anchor, &publications);
        let payload_digests = payload_digests(subject, &publications);
        let (revisions, payloads) =
            try_join!(facts::revisions(on, &revision_ids), facts::payloads(on, &payload_digests),)?;
        let missing = LineageError::NotFound(subject.kind());
        let Some(character_id) = revisions.first().map(|fact| fact.character_id) else {
            return Err(missing);
        };
        let character = self.traceable(actor, character_id).await?.ok_or(missing)?;
        let kinships = kinships_of(on, character_id).await?;
        let (owed, terms, refund) = match &anchor.revenue_event {
            Some(event) => {
                let (terms, refund) = facts::around(on, event).await?;
                let lines = facts::owed_of(event, &publications);
                (if refund.is_some() { Vec::new() } else { lines }, terms, refund)
            }
            None => (owed, None, None),
        };
        Ok(Lineage {
            kind: subject.kind(),
            id: subject.id(),
            character,
            revenue_event: anchor.revenue_event,
            terms,
            refund,
            report: anchor.report,
            publications,
            revisions,
            payloads,
            kinships,
            owed,
        })
    }

    /// The character, for its creator, for moderation and for finance.
    async fn traceable(
        &self,
        actor: &Actor,
        character_id: CharacterId,
    ) -> Result<Option<CharacterFact>, StoreError> {
        let row = characters::character(self.reader(), character_id).await?;
        let may = |creator| actor.as_domain().may_audit(creator);
        let row = row.filter(|row| may(row.creator_id));
        Ok(row.map(|row| CharacterFact { id: row.id, slug: row.slug, name: row.name }))
    }
}

async fn anchor(on: &impl Run, subject: &LineageSubject) -> Result<Anchor, LineageError> {
    match subject {
        LineageSubject::RevenueEvent(id) => revenue_anchor(on, *id).await,
        LineageSubject::Report(id) => report_anchor(on, *id).await,
        LineageSubject::Payload(digest) => {
            let publications = lineage::publications_of_payload(on, digest).await?;
            Ok(Anchor { publications, ..Anchor::default() })
        }
        LineageSubject::Publication(id) => {
            Ok(Anchor { publications: vec![*id], ..Anchor::default() })
        }
        LineageSubject::Revision(id) => {
            let publications = lineage::publications_of_revision(on, *id).await?;
            Ok(Anchor { publications, revision: Some(*id), ..Anchor::default() })
        }
    }
}

async fn revenue_anchor(on: &impl Run, id: RevenueEventId) -> Result<Anchor, LineageError> {
    let event = view_of(on, id, false).await.map_err(|error| match error {
        RevenueError::Store(error) => LineageError::Store(error),
        _ => LineageError::NotFound("revenue-event"),
    })?;
    let publications = vec![event.publication_id];
    Ok(Anchor { publications, revenue_event: Some(event), ..Anchor::default() })
}

async fn report_anchor(on: &impl Run, id: ReportId) -> Result<Anchor, LineageError> {
    let row = lineage::report(on, id).await?.ok_or(LineageError::NotFound("report"))?;
    let report = ReportView::from(row);
    let publications = vec![report.publication_id];
    Ok(Anchor { publications, report: Some(report), ..Anchor::default() })
}

fn revision_ids(anchor: &Anchor, publications: &[PublicationFact]) -> Vec<CharacterRevisionId> {
    let ids = publications.iter().map(|fact| fact.revision_id).chain(anchor.revision);
    ids.collect::<BTreeSet<_>>().into_iter().collect()
}

fn payload_digests(
    subject: &LineageSubject,
    publications: &[PublicationFact],
) -> Vec<PayloadDigest> {
    let asked = match subject {
        LineageSubject::Payload(digest) => Some(digest.clone()),
        _ => None,
    };
    let digests = publications.iter().map(|fact| fact.payload_digest.clone()).chain(asked);
    digests.collect::<BTreeSet<_>>().into_iter().collect()
}
