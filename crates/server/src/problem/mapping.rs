//! What use cases refuse, as problems: each error mapped once, each variant chosen for.

use app::{
    AccountError, ApproveError, CharacterError, CountError, CreateError, EarningsError,
    ExportError, FetchError, ImportError, KinshipError, LineageError, ListError, OpenError,
    PasskeyError, PasswordError, PortraitError, PreviewError, PublishError, ReadError,
    ReferenceError, ReportError, RequestError, ResolveError, RestoreError, RevenueError, SaveError,
    ScheduleError, SealError, SignInError, WalletError,
};
use domain::publication::{PublishRefusal, ScheduleRefusal};
use store::StoreError;

use super::{Problem, ProblemKind as Kind};
use crate::input::version_etag;

impl From<StoreError> for Problem {
    /// The client learns that it may come back, and nothing of the cause.
    fn from(error: StoreError) -> Self {
        let (kind, detail) = match &error {
            StoreError::Unavailable { .. } => (
                Kind::Unavailable,
                "the database is out of reach or out of room; try again in a moment",
            ),
            StoreError::Unkeepable { .. } => return unkeepable(&error),
            StoreError::Contended { .. } => {
                (Kind::Unavailable, "too many others are changing the same thing; try again")
            }
            StoreError::Taken { .. }
            | StoreError::Dangling { .. }
            | StoreError::Refused { .. }
            | StoreError::NotOne { .. }
            | StoreError::OutOfContract { .. }
            | StoreError::Unexpected { .. } => (
                Kind::Internal,
                "the cause is in the server's log under this answer's x-request-id",
            ),
        };
        tracing::error!(%error, "a request failed in the store");
        Problem::new(kind).detail(detail)
    }
}

/// The request is at fault, wherever in it the value stands.
fn unkeepable(error: &StoreError) -> Problem {
    tracing::debug!(%error, "a value can't be kept");
    Problem::new(Kind::Invalid).detail(
        "a value can't be kept: a text holds U+0000 or is too long for a name or key, a date lies before the calendar of the database, or a number is too large",
    )
}

fn unexpected(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "a request failed");
    Problem::new(Kind::Internal)
        .detail("the cause is in the server's log under this answer's x-request-id")
}

/// `kind`, with the error's own words.
fn told(kind: Kind, error: &impl std::fmt::Display) -> Problem {
    Problem::new(kind).detail(error.to_string())
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Store(error) => error.into(),
            SignInError::Missing => told(Kind::TokenMissing, &error),
            SignInError::Malformed | SignInError::Unknown => told(Kind::TokenInvalid, &error),
            SignInError::NoSession => told(Kind::TokenMissing, &error),
            SignInError::SessionOver => told(Kind::TokenExpired, &error),
            SignInError::Forged => told(Kind::Forbidden, &error),
            SignInError::Expired(_) => told(Kind::TokenExpired, &error),
            SignInError::Revoked(_) => told(Kind::TokenInvalid, &error),
            SignInError::Disabled(_) => told(Kind::Forbidden, &error),
        }
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Store(error) => error.into(),
            AccountError::Handle(_)
            | AccountError::DisplayName(_)
            | AccountError::Label(_)
            | AccountError::AppNeeded
            | AccountError::Days(_) => told(Kind::Invalid, &error),
            AccountError::Refused(_) => told(Kind::Refused, &error),
            AccountError::HandleTaken(_) | AccountError::WalletTaken => {
                told(Kind::Conflict, &error)
            }
            AccountError::NoSuchAccount | AccountError::NoSuchToken => told(Kind::NotFound, &error),
            AccountError::Entropy(error) => unexpected(error),
        }
    }
}

impl From<OpenError> for Problem {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Store(error) => error.into(),
            OpenError::Account(error) => error.into(),
            OpenError::Keys(error) => error.into(),
            OpenError::Proof(error) => (*error).into(),
            OpenError::Link
            | OpenError::Password
            | OpenError::Passkey
            | OpenError::Copied
            | OpenError::Wallet
            | OpenError::Late => told(Kind::Forbidden, &error),
            OpenError::TooMany => told(Kind::TooMany, &error),
        }
    }
}

impl From<PasskeyError> for Problem {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::Store(error) => error.into(),
            PasskeyError::NotHere | PasskeyError::Late => told(Kind::Forbidden, &error),
            PasskeyError::Unreadable(_) | PasskeyError::Answer(_) | PasskeyError::Name => {
                told(Kind::Invalid, &error)
            }
            PasskeyError::Taken => told(Kind::Conflict, &error),
            PasskeyError::Address(_) | PasskeyError::TooMany | PasskeyError::OnlyWay => {
                told(Kind::Refused, &error)
            }
            PasskeyError::NotFound => told(Kind::NotFound, &error),
        }
    }
}

impl From<WalletError> for Problem {
    fn from(error: WalletError) -> Self {
        match error {
            WalletError::Store(error) => error.into(),
            WalletError::Account(error) => error.into(),
            WalletError::NotHere
            | WalletError::Late
            | WalletError::Refused(_)
            | WalletError::OtherKey(_) => told(Kind::Forbidden, &error),
            WalletError::Address(_)
            | WalletError::Chain
            | WalletError::Message(_)
            | WalletError::Signature(_) => told(Kind::Invalid, &error),
            WalletError::Taken | WalletError::Claimed => told(Kind::Conflict, &error),
            WalletError::Named | WalletError::OnlyWay => told(Kind::Refused, &error),
            WalletError::NotFound => told(Kind::NotFound, &error),
        }
    }
}

impl From<PasswordError> for Problem {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Store(error) => error.into(),
            PasswordError::Hash(error) => unexpected(error),
            PasswordError::Length | PasswordError::IsHandle => told(Kind::Invalid, &error),
            PasswordError::Wrong => told(Kind::Forbidden, &error),
        }
    }
}

impl From<EarningsError> for Problem {
    fn from(error: EarningsError) -> Self {
        match error {
            EarningsError::Store(error) => error.into(),
            EarningsError::NotFound => told(Kind::NotFound, &error),
        }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Store(error) => error.into(),
            ReadError::NotFound(_) => told(Kind::NotFound, &error),
        }
    }
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match &error {
            CreateError::Invalid(violations) => {
                told(Kind::Invalid, &error).member("violations", violations)
            }
            CreateError::NoSuchReference(_) => told(Kind::Invalid, &error),
            CreateError::Store(_) => match error {
                CreateError::Store(error) => error.into(),
                other => unexpected(other),
            },
        }
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Card(error) => told(Kind::CardUnreadable, &error),
            ImportError::Invalid(ref violations) => {
                told(Kind::Invalid, &error).member("violations", violations)
            }
            ImportError::FileName(error) => told(Kind::Invalid, &error),
            ImportError::Create(error) => error.into(),
        }
    }
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::Fetch(error) => error.into(),
            ExportError::NotFound(_) | ExportError::NoSuchRevision(_) => {
                told(Kind::NotFound, &error)
            }
            ExportError::SpecOf(_) | ExportError::NoSuchTool(_) => told(Kind::Invalid, &error),
            ExportError::Unwritable(_) | ExportError::Card(_) => told(Kind::Refused, &error),
        }
    }
}

impl From<PreviewError> for Problem {
    fn from(error: PreviewError) -> Self {
        let detail = error.to_string();
        match error {
            PreviewError::Read(error) => error.into(),
            PreviewError::Unwritable(_) => told(Kind::Refused, &detail),
            PreviewError::Invalid(violations) => {
                told(Kind::Invalid, &detail).member("violations", violations)
            }
        }
    }
}

impl From<CountError> for Problem {
    fn from(error: CountError) -> Self {
        let CountError::Invalid(violations) = &error;
        told(Kind::Invalid, &error).member("violations", violations)
    }
}

impl From<PortraitError> for Problem {
    fn from(error: PortraitError) -> Self {
        match error {
            PortraitError::Store(error) => error.into(),
            PortraitError::NotFound(_) => told(Kind::NotFound, &error),
            PortraitError::NoPicture => told(Kind::UnsupportedMedia, &error),
            PortraitError::Card(_) => told(Kind::Invalid, &error),
        }
    }
}

impl From<SaveError> for Problem {
    fn from(error: SaveError) -> Self {
        let detail = error.to_string();
        match error {
            SaveError::Store(error) => error.into(),
            SaveError::Canonical(error) => unexpected(error),
            SaveError::NotFound => told(Kind::NotFound, &detail),
            SaveError::NoSuchReference(_) => told(Kind::Invalid, &detail),
            SaveError::Invalid(violations) => {
                told(Kind::Invalid, &detail).member("violations", violations)
            }
            SaveError::Stale { colliding, current, .. } => told(Kind::Stale, &detail)
                .etag(version_etag(current.version))
                .member("colliding", colliding)
                .member("current", current),
        }
    }
}

impl From<SealError> for Problem {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Store(error) => error.into(),
            SealError::Canonical(error) => unexpected(error),
            SealError::NotFound => told(Kind::NotFound, &error),
        }
    }
}

impl From<RestoreError> for Problem {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::Store(error) => error.into(),
            RestoreError::Save(error) => error.into(),
            RestoreError::Canonical(error) => unexpected(error),
            RestoreError::NotFound(_) => told(Kind::NotFound, &error),
            RestoreError::Moved { .. } => told(Kind::Stale, &error),
        }
    }
}

impl From<RequestError> for Problem {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Store(error) => error.into(),
            RequestError::NotFound => told(Kind::NotFound, &error),
            RequestError::NoGates => told(Kind::Refused, &error),
        }
    }
}

impl From<ApproveError> for Problem {
    fn from(error: ApproveError) -> Self {
        match error {
            ApproveError::Store(error) => error.into(),
            ApproveError::NotFound => told(Kind::NotFound, &error),
            ApproveError::OwnCharacter => told(Kind::Forbidden, &error),
        }
    }
}

impl From<KinshipError> for Problem {
    fn from(error: KinshipError) -> Self {
        match error {
            KinshipError::Store(error) => error.into(),
            KinshipError::NotFound(_) => told(Kind::NotFound, &error),
            KinshipError::Itself | KinshipError::Reason => told(Kind::Invalid, &error),
            KinshipError::TooMany(_) => told(Kind::Refused, &error),
            KinshipError::NotTheCreator | KinshipError::NotAModerator => {
                told(Kind::Forbidden, &error)
            }
        }
    }
}

impl From<PublishError> for Problem {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Store(error) => error.into(),
            PublishError::Canonical(error) => unexpected(error),
            PublishError::Refused(refusal) => refusal.into(),
            PublishError::NotFound(_) => told(Kind::NotFound, &error),
            PublishError::NotAllowed { .. } => told(Kind::Forbidden, &error),
            PublishError::KeyReused => told(Kind::KeyReused, &error),
            PublishError::WalletNotProved(_) => told(Kind::Invalid, &error),
            PublishError::PlanSettled | PublishError::Overtaken(_) => told(Kind::Refused, &error),
        }
    }
}

impl From<PublishRefusal> for Problem {
    fn from(refusal: PublishRefusal) -> Self {
        match &refusal {
            PublishRefusal::NotReady(missing) => {
                told(Kind::GatesMissing, &refusal).member("missing", missing)
            }
            PublishRefusal::NoRevision(_) | PublishRefusal::RevisionOfOtherCharacter(_) => {
                told(Kind::Invalid, &refusal)
            }
            PublishRefusal::NeverPublished
            | PublishRefusal::AlreadyThere(_)
            | PublishRefusal::NothingToRollBackTo
            | PublishRefusal::Suspended
            | PublishRefusal::Withdrawn => told(Kind::Refused, &refusal),
            PublishRefusal::Canonical(error) => unexpected(error),
        }
    }
}

impl From<CharacterError> for Problem {
    fn from(error: CharacterError) -> Self {
        match error {
            CharacterError::Store(error) => error.into(),
            CharacterError::NotFound => told(Kind::NotFound, &error),
            CharacterError::NotPublishedFor(_) => told(Kind::Refused, &error),
            CharacterError::NoSuchApp(_)
            | CharacterError::Collaborators(_)
            | CharacterError::NoSuchHandle(_)
            | CharacterError::NoSuchWallet(_)
            | CharacterError::WalletNotProved(_)
            | CharacterError::Percentage(_)
            | CharacterError::Shares(_) => told(Kind::Invalid, &error),
        }
    }
}

impl From<ReferenceError> for Problem {
    fn from(error: ReferenceError) -> Self {
        match error {
            ReferenceError::Store(error) => error.into(),
            ReferenceError::NotFound(_) => told(Kind::NotFound, &error),
            ReferenceError::Invalid(_) => told(Kind::Invalid, &error),
            ReferenceError::Field { field, .. } => {
                told(Kind::Invalid, &error).member("path", field)
            }
        }
    }
}

impl From<ListError> for Problem {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Store(error) => error.into(),
            ListError::Filter(_) => told(Kind::Invalid, &error),
        }
    }
}

impl From<FetchError> for Problem {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Store(error) => error.into(),
            FetchError::NotFound { .. } | FetchError::NoSuchPayload(_) => {
                told(Kind::NotFound, &error)
            }
            FetchError::NotRolledOut { .. } => told(Kind::NotRolledOut, &error),
            FetchError::Incompatible { .. } => told(Kind::Incompatible, &error),
            FetchError::Suspended => told(Kind::Suspended, &error),
            FetchError::Withdrawn => told(Kind::Gone, &error),
        }
    }
}

impl From<RevenueError> for Problem {
    fn from(error: RevenueError) -> Self {
        match error {
            RevenueError::Store(error) => error.into(),
            RevenueError::Canonical(error) => unexpected(error),
            RevenueError::Shares(error) => unexpected(error),
            RevenueError::Invalid(_) => told(Kind::Invalid, &error),
            RevenueError::NotFound(_) => told(Kind::NotFound, &error),
            RevenueError::KeyReused => told(Kind::KeyReused, &error),
            RevenueError::NotPublishedThen(_)
            | RevenueError::NoTerms(_)
            | RevenueError::RefundedAlready(_) => told(Kind::Refused, &error),
        }
    }
}

impl From<ReportError> for Problem {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Store(error) => error.into(),
            ReportError::NoSuchPayload(_) | ReportError::NotFound(_) => {
                told(Kind::NotFound, &error)
            }
            ReportError::Invalid(_) => told(Kind::Invalid, &error),
        }
    }
}

impl From<LineageError> for Problem {
    fn from(error: LineageError) -> Self {
        match error {
            LineageError::Store(error) => error.into(),
            LineageError::Malformed(..)
            | LineageError::UnknownKind(_)
            | LineageError::NotFound(_) => told(Kind::NotFound, &error),
        }
    }
}

impl From<ScheduleError> for Problem {
    fn from(error: ScheduleError) -> Self {
        match error {
            ScheduleError::Store(error) => error.into(),
            ScheduleError::NotFound(_) | ScheduleError::NotPlanned => told(Kind::NotFound, &error),
            ScheduleError::Refused(ScheduleRefusal::Past(_) | ScheduleRefusal::TooFar(_)) => {
                told(Kind::Invalid, &error)
            }
            ScheduleError::Refused(
                ScheduleRefusal::Withdrawn
                | ScheduleRefusal::PutAway
                | ScheduleRefusal::Overtaken(_),
            ) => told(Kind::Refused, &error),
            ScheduleError::AlreadyPlanned => told(Kind::Conflict, &error),
        }
    }
}

impl From<ResolveError> for Problem {
    fn from(error: ResolveError) -> Self {
        match error {
            ResolveError::Store(error) => error.into(),
            ResolveError::NotFound => told(Kind::NotFound, &error),
            ResolveError::Reason => told(Kind::Invalid, &error),
            ResolveError::AlreadyThere(_) => told(Kind::Refused, &error),
        }
    }
}
