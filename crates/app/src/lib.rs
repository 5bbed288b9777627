//! Use cases: one file for each thing that somebody can do. Each loads facts, asks `domain` to
//! decide, and records what was decided in one named transaction.

mod accounts;
mod actor;
mod administration;
mod app_settings;
mod approve;
mod aside;
mod blobs;
mod challenges;
mod character_head;
mod characters;
mod compare;
pub mod contract_desk;
mod count_tokens;
mod create_character;
mod draft_rows;
mod earnings;
mod error;
mod evaluate;
mod export_card;
mod history;
mod import_card;
mod kinships;
mod library;
mod likeness;
mod lineage;
mod market;
mod moderation;
mod page;
mod passkeys;
mod passwords;
mod pixels;
mod portraits;
pub mod ports;
mod preview;
mod publications;
mod publish;
mod read_draft;
mod readiness;
mod record_revenue;
mod reference;
mod report;
mod request_evaluations;
mod restore;
mod revisions;
mod runtime;
mod save_draft;
mod schedule;
mod seal;
mod sessions;
mod show_character;
mod signer;
mod wallets;
mod worker;

use std::sync::Arc;

use store::{Reader, Writer};

pub use accounts::{AccountError, NewAccountRequest, NewTokenRequest, TokenIssued, WalletRequest};
pub use actor::{Actor, SignInError};
pub use administration::{
    AccountEntry, AccountFile, AccountFilter, FirstSteps, GrantedRole, Invitation, TokenState,
    TokenView,
};
pub use app_settings::{AppFile, Pack, ShippedRelease, TermsState, TermsView};
pub use approve::{ApprovalRequest, ApproveError};
pub use character_head::HeadView;
pub use characters::{
    AssetRequest, CharacterError, CollaboratorRequest, RolloutRequest, RolloutView,
};
pub use compare::{ComparisonView, OpenedRevision, Side, SideView};
pub use count_tokens::{CountError, CountRequest, CountsView};
pub use create_character::{CreateError, Created};
pub use earnings::{
    CHART_MONTHS, CurrencyYear, Earner, EarningLine, EarningSum, EarningsError, EarningsPage,
    Month, ShareSpan, Statement,
};
pub use export_card::{
    CardFile, CardFormat, CardQuery, ExportError, LossReport, LossView, SpecName, WhichCard,
};
pub use history::{CharacterStanding, DraftStanding, HistoryView, RevisionHistory};
pub use import_card::{ImportError, ImportRequest, Imported};
pub use kinships::{KinshipError, KinshipRequest, KinshipView};
pub use library::{LibraryEntry, LibraryFilter, LibraryStanding};
pub use lineage::{Lineage, LineageError, LineageSubject, PublicationFact};
pub use market::{ListError, Listing, MarketFilter, Sort};
pub use moderation::{
    ClaimError, ClaimView, Claims, DecisionView, NotedTag, QueueEntry, QueueFilter, ReportEntry,
    ReportFile, ReportFilter, ResolutionRequest, ResolutionView, ResolveError, Review, ReviewText,
    WaitsFor,
};
pub use page::Cursor;
pub use passkeys::{PASSKEY_NAME_CHARS_MAX, PasskeyError, PasskeyView};
pub use passwords::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN, PasswordError};
pub use portraits::{PortraitBytes, PortraitError, PortraitView};
pub use preview::{
    BlockView, ChatMessage, LeftOutView, LorebookView, PreviewError, PreviewRequest, PreviewView,
};
pub use publications::{PublicationView, ReceiptView};
pub use publish::{PublicationRequest, PublishError, Published};
pub use read_draft::{DraftView, ReadError};
pub use readiness::{AppReadiness, ApprovalView, Candidate, PayloadView, ReadinessView};
pub use record_revenue::{RevenueError, RevenueRequest, RevenueView};
pub use reference::{
    AppRequest, AppView, GateRequest, GateView, ReferenceError, ReleaseView, TagRequest, TagView,
    TermsRequest, VoiceRequest, VoiceView,
};
pub use report::{ReportError, ReportRequest, ReportView};
pub use request_evaluations::{EvaluationView, EvaluationsView, PendingView, RequestError};
pub use restore::{RestoreError, Restored};
pub use revisions::RevisionView;
pub use runtime::{FetchError, PayloadBytes, Pointer};
pub use save_draft::{SaveError, Saved};
pub use schedule::{ScheduleError, ScheduleRequest, ScheduleView};
pub use seal::{SealError, SealedRevision};
pub use sessions::{OpenError, SessionOpened, SessionView, SignInLinkMade};
pub use show_character::ShownCharacter;
pub use signer::{PublicKey, Signer, SignerError};
pub use wallets::{WalletError, WalletQuestion, WalletView};
pub use worker::{Announcement, Worker};

/// Everything that use cases need; cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    reader: Reader,
    writer: Writer,
    clock: Arc<dyn ports::Clock>,
    moderation: Arc<dyn ports::Moderation>,
    subscribers: Arc<dyn ports::Subscribers>,
    contract: Arc<dyn ports::ContractDesk>,
    shelf: contract_desk::Shelf,
    signer: Signer,
    address: domain::PublicAddress,
    work: tokio::sync::Notify,
    door: passwords::Doorkeeper,
}

impl App {
    pub fn new(reader: Reader, writer: Writer, signer: Signer, ports: ports::Ports) -> Self {
        let ports::Ports { clock, moderation, subscribers, contract, address } = ports;
        let work = tokio::sync::Notify::new();
        App {
            inner: Arc::new(Inner {
                reader,
                writer,
                clock,
                moderation,
                subscribers,
                contract,
                shelf: contract_desk::Shelf::default(),
                signer,
                address,
                work,
                door: passwords::Doorkeeper::default(),
            }),
        }
    }

    /// What reads and decides nothing may use directly.
    pub fn reader(&self) -> &Reader {
        &self.inner.reader
    }

    /// Where people find the server.
    pub fn public_address(&self) -> &domain::PublicAddress {
        &self.inner.address
    }

    fn writer(&self) -> &Writer {
        &self.inner.writer
    }

    fn now(&self) -> jiff::Timestamp {
        self.inner.clock.now()
    }
}
