//! Money for a character: pinned on arrival to what was in force, and split to the last minor unit.

use domain::royalty::{PostingLine, Shares, SharesRefusal, postings_for_refund, postings_for_sale};
use domain::{
    AccountId, AppId, CanonicalError, CharacterId, CharacterRevisionId, LedgerAccount,
    PublicationId, RevenueEventId, RevenueKind, RoyaltyTermsId, Share, SplitSetId, canonical,
};
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::inserts::{NewPosting, NewRevenueEvent};
use store::queries::revenue;
use store::rows::{Posting, RevenueEvent};
use store::{Run, StoreError, Tx};

use crate::error::via_store;
use crate::ports::new_id;
use crate::{Actor, App};

/// A sale, or a refund of one as a whole.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevenueRequest {
    pub kind: RevenueKind,
    /// Who reports it, as `app-store`; `externalId` is its name there.
    pub source: String,
    pub external_id: String,
    /// Of a sale.
    pub character_id: Option<CharacterId>,
    /// Of a sale.
    pub app_id: Option<AppId>,
    /// Of a sale: what was paid, in the currency's minor unit.
    pub amount_minor: Option<i64>,
    /// Of a sale: ISO 4217.
    pub currency: Option<String>,
    /// Of a refund: the sale that is given back.
    pub refund_of: Option<RevenueEventId>,
    /// When the money moved.
    pub occurred_at: Timestamp,
}

/// A revenue event with every line of where it went.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RevenueView {
    pub id: RevenueEventId,
    pub kind: RevenueKind,
    pub source: String,
    pub external_id: String,
    pub character_id: CharacterId,
    pub publication_id: PublicationId,
    pub revision_id: CharacterRevisionId,
    pub split_set_id: SplitSetId,
    pub terms_id: RoyaltyTermsId,
    pub app_id: AppId,
    pub amount_minor: i64,
    pub currency: String,
    pub refund_of: Option<RevenueEventId>,
    pub occurred_at: Timestamp,
    pub recorded_at: Timestamp,
    /// Debits are positive, credits negative; they sum to nothing.
    pub postings: Vec<PostingView>,
    /// This was recorded before.
    pub replayed: bool,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PostingView {
    pub line: i32,
    pub ledger_account: LedgerAccount,
    pub account_id: Option<AccountId>,
    pub amount_minor: i64,
}

#[derive(Debug, thiserror::Error)]
pub enum RevenueError {
    #[error("{0}")]
    Invalid(String),
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("nothing of this character was published at {0}, so the money can't be pinned")]
    NotPublishedThen(Timestamp),
    #[error("no royalty terms were in force at {0}; finance sets them with PUT /api/royalty-terms")]
    NoTerms(Timestamp),
    #[error("this Idempotency-Key, or this externalId, stands for another event")]
    KeyReused,
    #[error("this sale was refunded already, by {0}")]
    RefundedAlready(String),
    #[error(transparent)]
    Shares(#[from] SharesRefusal),
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(RevenueError);

/// More than any sale, and thousands of these still add up within 64 bits.
const AMOUNT_MAX: i64 = 1_000_000_000_000_000;

/// Clocks of those who report sales may be ahead of ours by this much.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(5);

/// A request that finds its key, name or sale taken looks again for the event that took it.
const TRIES: u32 = 2;

/// What an event is pinned to.
struct Pinned {
    character_id: CharacterId,
    publication_id: PublicationId,
    revision_id: CharacterRevisionId,
    split_set_id: SplitSetId,
    terms_id: RoyaltyTermsId,
    app_id: AppId,
    amount_minor: i64,
    currency: String,
    lines: Vec<PostingLine>,
}

impl App {
    /// Records a sale or a refund, once.
    pub async fn record_revenue(
        &self,
        actor: &Actor,
        key: &str,
        request: &RevenueRequest,
    ) -> Result<RevenueView, RevenueError> {
        let now = self.now();
        check(request, now)?;
        let digest = canonical::digest(&json!(request))?.to_string();
        if let Some(known) = self.known_revenue(self.reader(), actor, key, request, &digest).await?
        {
            return Ok(known);
        }
        let mut tries = 1;
        loop {
            let done = self.record_once(actor, key, request, &digest, now).await;
            match done {
                // The same request was first by a moment: it is found now, and told.
                Err(RevenueError::Store(StoreError::Taken { .. })) if tries < TRIES => tries += 1,
                done => return done.map_err(|error| in_words(error, request)),
            }
        }
    }

    async fn record_once(
        &self,
        actor: &Actor,
        key: &str,
        request: &RevenueRequest,
        digest: &str,
        now: Timestamp,
    ) -> Result<RevenueView, RevenueError> {
        let done = self.writer().tx("record revenue", async |tx: &Tx| {
            if let Some(known) = self.known_revenue(tx, actor, key, request, digest).await? {
                return Ok(known);
            }
            let pinned = match request.kind {
                RevenueKind::Sale => pin_sale(tx, request).await?,
                RevenueKind::Refund => pin_refund(tx, request).await?,
            };
            let id = RevenueEventId(new_id());
            record(tx, id, actor, key, request, digest, &pinned, now).await?;
            view_of(tx, id, false).await
        });
        done.await
    }

    pub async fn revenue(&self, id: RevenueEventId) -> Result<RevenueView, RevenueError> {
        view_of(self.reader(), id, false).await
    }

    async fn known_revenue(
        &self,
        on: &impl Run,
        actor: &Actor,
        key: &str,
        request: &RevenueRequest,
        digest: &str,
    ) -> Result<Option<RevenueView>, RevenueError> {
        let by_key = revenue::revenue_by_key(on, actor.id, key).await?;
        let known = match by_key {
            Some(row) => Some(row),
            None => {
                revenue::revenue_by_external_id(on, &request.source, &request.external_id).await?
            }
        };
        match known {
            None => Ok(None),
            Some(row) if row.request_digest == digest => view_of(on, row.id, true).await.map(Some),
            Some(_) => Err(RevenueError::KeyReused),
        }
    }
}

fn in_words(error: RevenueError, request: &RevenueRequest) -> RevenueError {
    match &error {
        RevenueError::Store(StoreError::Taken { constraint, .. }) => taken(constraint, request),
        RevenueError::Store(StoreError::Refused { constraint, .. }) => {
            RevenueError::Invalid(format!("the contract refuses this: {constraint}"))
        }
        RevenueError::Store(StoreError::Dangling { .. }) => RevenueError::NotFound("app"),
        _ => error,
    }
}

/// What holds of a sale and of a refund.
fn check(request: &RevenueRequest, now: Timestamp) -> Result<(), RevenueError> {
    if request.source.trim().is_empty() || request.external_id.trim().is_empty() {
        return Err(RevenueError::Invalid("source and externalId are not empty".to_owned()));
    }
    // What will be in force then is not known yet, so money of the future can't be pinned.
    if request.occurred_at.duration_since(now) > CLOCKS_APART {
        let why = format!("occurredAt is {}, which is not yet: it is {now}", request.occurred_at);
        return Err(RevenueError::Invalid(why));
    }
    Ok(())
}

fn taken(constraint: &str, request: &RevenueRequest) -> RevenueError {
    match (constraint, request.refund_of) {
        ("revenue_events_refund_of_id_key", Some(sale)) => {
            RevenueError::RefundedAlready(sale.to_string())
        }
        _ => RevenueError::KeyReused,
    }
}

/// What was in force for the character when the money moved.
async fn pin_sale(tx: &Tx, request: &RevenueRequest) -> Result<Pinned, RevenueError> {
    let sale = Sale::parse(request)?;
    let at = request.occurred_at;
    let publication = revenue::pin_publication(tx, sale.character_id, at).await?;
    let publication = publication.ok_or(RevenueError::NotPublishedThen(at))?;
    let terms = revenue::terms_at(tx, at).await?.ok_or(RevenueError::NoTerms(at))?;
    let rows = revenue::split_shares(tx, &[publication.split_set_id]).await?;
    let share = |row: revenue::SplitSharesRow| Share {
        account_id: row.account_id,
        role: row.role,
        share_ppm: row.share_ppm,
    };
    let shares = Shares::new(rows.into_iter().map(share).collect())?;
    Ok(Pinned {
        character_id: sale.character_id,
        publication_id: publication.id,
        revision_id: publication.revision_id,
        split_set_id: publication.split_set_id,
        terms_id: terms.id,
        app_id: sale.app_id,
        amount_minor: sale.amount_minor,
        currency: sale.currency,
        lines: postings_for_sale(sale.amount_minor, terms.platform_fee_ppm, &shares),
    })
}

/// A refund is pinned to what its sale was pinned to, and its lines are the sale's, negated.
async fn pin_refund(tx: &Tx, request: &RevenueRequest) -> Result<Pinned, RevenueError> {
    let missing = || RevenueError::Invalid("a refund names its sale in refundOf".to_owned());
    let sale = revenue::revenue_event(tx, request.refund_of.ok_or_else(missing)?).await?;
    let sale = sale.filter(|sale| sale.kind == RevenueKind::Sale);
    let sale = sale.ok_or(RevenueError::NotFound("sale"))?;
    gives_back_the_whole(request, &sale)?;
    let postings = revenue::postings_of_event(tx, sale.id).await?;
    let lines: Vec<PostingLine> = postings.into_iter().map(line_of).collect();
    Ok(Pinned {
        character_id: sale.character_id,
        publication_id: sale.publication_id,
        revision_id: sale.revision_id,
        split_set_id: sale.split_set_id,
        terms_id: sale.terms_id,
        app_id: sale.app_id,
        amount_minor: sale.amount_minor,
        currency: sale.currency,
        lines: postings_for_refund(&lines),
    })
}

/// What a refund says of its sale must be so: a refund of a part is not taken for the whole.
fn gives_back_the_whole(request: &RevenueRequest, sale: &RevenueEvent) -> Result<(), RevenueError> {
    let other = |name: &str, of_sale: &dyn std::fmt::Display| {
        let why =
            format!("a refund gives its sale back as a whole, and {name} of that is {of_sale}");
        Err(RevenueError::Invalid(why))
    };
    if request.amount_minor.is_some_and(|amount| amount != sale.amount_minor) {
        return other("amountMinor", &sale.amount_minor);
    }
    if request.currency.as_ref().is_some_and(|currency| *currency != sale.currency) {
        return other("currency", &sale.currency);
    }
    if request.character_id.is_some_and(|id| id != sale.character_id) {
        return other("characterId", &sale.character_id);
    }
    if request.app_id.as_ref().is_some_and(|id| *id != sale.app_id) {
        return other("appId", &sale.app_id);
    }
    if request.occurred_at < sale.occurred_at {
        let why = format!("the sale was at {}, after this refund of it", sale.occurred_at);
        return Err(RevenueError::Invalid(why));
    }
    Ok(())
}

fn line_of(row: Posting) -> PostingLine {
    PostingLine {
        line: row.line,
        ledger_account: row.ledger_account,
        account_id: row.account_id,
        amount_minor: row.amount_minor,
    }
}

/// What a sale must say.
struct Sale {
    character_id: CharacterId,
    app_id: AppId,
    amount_minor: i64,
    currency: String,
}

impl Sale {
    fn parse(request: &RevenueRequest) -> Result<Self, RevenueError> {
        if request.refund_of.is_some() {
            return Err(RevenueError::Invalid("a sale has no refundOf".to_owned()));
        }
        let amount_minor = required("amountMinor", request.amount_minor)?;
        if !(1..=AMOUNT_MAX).contains(&amount_minor) {
            return Err(RevenueError::Invalid(format!("amountMinor is 1 to {AMOUNT_MAX}")));
        }
        let currency = required("currency", request.currency.clone())?;
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let why = format!("currency is an ISO 4217 code as EUR, not {currency:?}");
            return Err(RevenueError::Invalid(why));
        }
        Ok(Sale {
            character_id: required("characterId", request.character_id)?,
            app_id: required("appId", request.app_id.clone())?,
            amount_minor,
            currency,
        })
    }
}

fn required<T>(name: &str, value: Option<T>) -> Result<T, RevenueError> {
    value.ok_or_else(|| RevenueError::Invalid(format!("a sale needs {name}")))
}

#[allow(clippy::too_many_arguments, reason = "a row with this many facts")]
async fn record(
    tx: &Tx,
    id: RevenueEventId,
    actor: &Actor,
    key: &str,
    request: &RevenueRequest,
    request_digest: &str,
    pinned: &Pinned,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = NewRevenueEvent {
        id,
        kind: request.kind,
        source: &request.source,
        external_id: &request.external_id,
        character_id: pinned.character_id,
        publication_id: pinned.publication_id,
        revision_id: pinned.revision_id,
        split_set_id: pinned.split_set_id,
        terms_id: pinned.terms_id,
        app_id: &pinned.app_id,
        amount_minor: pinned.amount_minor,
        currency: &pinned.currency,
        refund_of_id: request.refund_of,
        occurred_at: request.occurred_at,
        recorded_by_id: actor.id,
        recorded_at: now,
        idempotency_key: key,
        request_digest,
    };
    row.insert(tx).await?;
    for line in &pinned.lines {
        let row = NewPosting {
            revenue_event_id: id,
            line: line.line,
            ledger_account: line.ledger_account,
            account_id: line.account_id,
            amount_minor: line.amount_minor,
        };
        row.insert(tx).await?;
    }
    Ok(())
}

pub(crate) async fn view_of(
    on: &impl Run,
    id: RevenueEventId,
    replayed: bool,
) -> Result<RevenueView, RevenueError> {
    let row = revenue::revenue_event(on, id).await?;
    let row = row.ok_or(RevenueError::NotFound("revenue event"))?;
    let postings = revenue::postings_of_event(on, id).await?;
    Ok(RevenueView::of(row, postings, replayed))
}

impl RevenueView {
    fn of(row: RevenueEvent, postings: Vec<Posting>, replayed: bool) -> Self {
        RevenueView {
            id: row.id,
            kind: row.kind,
            source: row.source,
            external_id: row.external_id,
            character_id: row.character_id,
            publication_id: row.publication_id,
            revision_id: row.revision_id,
            split_set_id: row.split_set_id,
            terms_id: row.terms_id,
            app_id: row.app_id,
            amount_minor: row.amount_minor,
            currency: row.currency,
            refund_of: row.refund_of_id,
            occurred_at: row.occurred_at,
            recorded_at: row.recorded_at,
            postings: postings.into_iter().map(PostingView::from).collect(),
            replayed,
        }
    }
}

impl From<Posting> for PostingView {
    fn from(row: Posting) -> Self {
        PostingView {
            line: row.line,
            ledger_account: row.ledger_account,
            account_id: row.account_id,
            amount_minor: row.amount_minor,
        }
    }
}
