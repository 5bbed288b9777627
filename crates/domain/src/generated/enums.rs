//! The enums of the contract.

use serde::{Deserialize, Serialize};

use super::UnknownName;

/// `ApprovalDecision` of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalDecision {
    /// `approve`.
    Approve,
    /// `reject`.
    Reject,
}

impl ApprovalDecision {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 2] = [Self::Approve, Self::Reject];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
        }
    }
}

impl std::fmt::Display for ApprovalDecision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for ApprovalDecision {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "approve" => Ok(Self::Approve),
            "reject" => Ok(Self::Reject),
            _ => Err(UnknownName::new("ApprovalDecision", text)),
        }
    }
}

/// How an asset came to stand for a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetKind {
    /// `mint`.
    Mint,
    /// `escrow`.
    Escrow,
}

impl AssetKind {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 2] = [Self::Mint, Self::Escrow];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mint => "mint",
            Self::Escrow => "escrow",
        }
    }
}

impl std::fmt::Display for AssetKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for AssetKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "mint" => Ok(Self::Mint),
            "escrow" => Ok(Self::Escrow),
            _ => Err(UnknownName::new("AssetKind", text)),
        }
    }
}

/// Where the pointer of a character stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CharacterState {
    /// `draft`.
    Draft,
    /// `published`.
    Published,
    /// `suspended`.
    Suspended,
    /// `withdrawn`.
    Withdrawn,
}

impl CharacterState {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Published, Self::Suspended, Self::Withdrawn];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Suspended => "suspended",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl std::fmt::Display for CharacterState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for CharacterState {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "draft" => Ok(Self::Draft),
            "published" => Ok(Self::Published),
            "suspended" => Ok(Self::Suspended),
            "withdrawn" => Ok(Self::Withdrawn),
            _ => Err(UnknownName::new("CharacterState", text)),
        }
    }
}

/// `CollaboratorRole` of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CollaboratorRole {
    /// `author`.
    Author,
    /// `editor`.
    Editor,
    /// `artist`.
    Artist,
    /// `voice`.
    Voice,
    /// `translator`.
    Translator,
}

impl CollaboratorRole {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 5] =
        [Self::Author, Self::Editor, Self::Artist, Self::Voice, Self::Translator];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Editor => "editor",
            Self::Artist => "artist",
            Self::Voice => "voice",
            Self::Translator => "translator",
        }
    }
}

impl std::fmt::Display for CollaboratorRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for CollaboratorRole {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "author" => Ok(Self::Author),
            "editor" => Ok(Self::Editor),
            "artist" => Ok(Self::Artist),
            "voice" => Ok(Self::Voice),
            "translator" => Ok(Self::Translator),
            _ => Err(UnknownName::new("CollaboratorRole", text)),
        }
    }
}

/// `EvaluatorKind` of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluatorKind {
    /// `builtin`.
    Builtin,
    /// `remote`.
    Remote,
}

impl EvaluatorKind {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 2] = [Self::Builtin, Self::Remote];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Builtin => "builtin",
            Self::Remote => "remote",
        }
    }
}

impl std::fmt::Display for EvaluatorKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for EvaluatorKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "builtin" => Ok(Self::Builtin),
            "remote" => Ok(Self::Remote),
            _ => Err(UnknownName::new("EvaluatorKind", text)),
        }
    }
}

/// `LedgerAccount` of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerAccount {
    /// What the source of revenue owes us.
    Clearing,
    /// What the provider keeps.
    Platform,
    /// What is owed to an account.
    Payable,
}

impl LedgerAccount {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 3] = [Self::Clearing, Self::Platform, Self::Payable];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clearing => "clearing",
            Self::Platform => "platform",
            Self::Payable => "payable",
        }
    }
}

impl std::fmt::Display for LedgerAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for LedgerAccount {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "clearing" => Ok(Self::Clearing),
            "platform" => Ok(Self::Platform),
            "payable" => Ok(Self::Payable),
            _ => Err(UnknownName::new("LedgerAccount", text)),
        }
    }
}

/// `PublicationKind` of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicationKind {
    /// `publish`.
    Publish,
    /// `rollback`.
    Rollback,
    /// `suspend`.
    Suspend,
    /// `reinstate`.
    Reinstate,
    /// `withdraw`.
    Withdraw,
}

impl PublicationKind {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 5] =
        [Self::Publish, Self::Rollback, Self::Suspend, Self::Reinstate, Self::Withdraw];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Rollback => "rollback",
            Self::Suspend => "suspend",
            Self::Reinstate => "reinstate",
            Self::Withdraw => "withdraw",
        }
    }
}

impl std::fmt::Display for PublicationKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for PublicationKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "publish" => Ok(Self::Publish),
            "rollback" => Ok(Self::Rollback),
            "suspend" => Ok(Self::Suspend),
            "reinstate" => Ok(Self::Reinstate),
            "withdraw" => Ok(Self::Withdraw),
            _ => Err(UnknownName::new("PublicationKind", text)),
        }
    }
}

/// `ReportKind` of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// `safety`.
    Safety,
    /// `incompatibility`.
    Incompatibility,
}

impl ReportKind {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 2] = [Self::Safety, Self::Incompatibility];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Incompatibility => "incompatibility",
        }
    }
}

impl std::fmt::Display for ReportKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for ReportKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "safety" => Ok(Self::Safety),
            "incompatibility" => Ok(Self::Incompatibility),
            _ => Err(UnknownName::new("ReportKind", text)),
        }
    }
}

/// `RevenueKind` of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevenueKind {
    /// `sale`.
    Sale,
    /// `refund`.
    Refund,
}

impl RevenueKind {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 2] = [Self::Sale, Self::Refund];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Refund => "refund",
        }
    }
}

impl std::fmt::Display for RevenueKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for RevenueKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "sale" => Ok(Self::Sale),
            "refund" => Ok(Self::Refund),
            _ => Err(UnknownName::new("RevenueKind", text)),
        }
    }
}

/// What an account may do. A token carries the roles of its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// `creator`.
    Creator,
    /// `moderator`.
    Moderator,
    /// `app`.
    App,
    /// `finance`.
    Finance,
    /// `admin`.
    Admin,
}

impl Role {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 5] =
        [Self::Creator, Self::Moderator, Self::App, Self::Finance, Self::Admin];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Creator => "creator",
            Self::Moderator => "moderator",
            Self::App => "app",
            Self::Finance => "finance",
            Self::Admin => "admin",
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "creator" => Ok(Self::Creator),
            "moderator" => Ok(Self::Moderator),
            "app" => Ok(Self::App),
            "finance" => Ok(Self::Finance),
            "admin" => Ok(Self::Admin),
            _ => Err(UnknownName::new("Role", text)),
        }
    }
}

/// `RolloutState` of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RolloutState {
    /// `planned`.
    Planned,
    /// `live`.
    Live,
    /// `paused`.
    Paused,
    /// `removed`.
    Removed,
}

impl RolloutState {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 4] = [Self::Planned, Self::Live, Self::Paused, Self::Removed];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Live => "live",
            Self::Paused => "paused",
            Self::Removed => "removed",
        }
    }
}

impl std::fmt::Display for RolloutState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for RolloutState {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "planned" => Ok(Self::Planned),
            "live" => Ok(Self::Live),
            "paused" => Ok(Self::Paused),
            "removed" => Ok(Self::Removed),
            _ => Err(UnknownName::new("RolloutState", text)),
        }
    }
}

/// `TagSource` of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagSource {
    /// `creator`.
    Creator,
    /// `import`.
    Import,
    /// `moderator`.
    Moderator,
}

impl TagSource {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 3] = [Self::Creator, Self::Import, Self::Moderator];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Creator => "creator",
            Self::Import => "import",
            Self::Moderator => "moderator",
        }
    }
}

impl std::fmt::Display for TagSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for TagSource {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "creator" => Ok(Self::Creator),
            "import" => Ok(Self::Import),
            "moderator" => Ok(Self::Moderator),
            _ => Err(UnknownName::new("TagSource", text)),
        }
    }
}

/// `TagStatus` of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagStatus {
    /// `accepted`.
    Accepted,
    /// `proposed`.
    Proposed,
    /// `refused`.
    Refused,
}

impl TagStatus {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 3] = [Self::Accepted, Self::Proposed, Self::Refused];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Proposed => "proposed",
            Self::Refused => "refused",
        }
    }
}

impl std::fmt::Display for TagStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for TagStatus {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "accepted" => Ok(Self::Accepted),
            "proposed" => Ok(Self::Proposed),
            "refused" => Ok(Self::Refused),
            _ => Err(UnknownName::new("TagStatus", text)),
        }
    }
}

/// `indeterminate` is "could not tell", and never passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// `pass`.
    Pass,
    /// `fail`.
    Fail,
    /// `indeterminate`.
    Indeterminate,
}

impl Verdict {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 3] = [Self::Pass, Self::Fail, Self::Indeterminate];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Indeterminate => "indeterminate",
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Verdict {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "pass" => Ok(Self::Pass),
            "fail" => Ok(Self::Fail),
            "indeterminate" => Ok(Self::Indeterminate),
            _ => Err(UnknownName::new("Verdict", text)),
        }
    }
}

/// `Visibility` of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// `private`.
    Private,
    /// `unlisted`.
    Unlisted,
    /// `public`.
    Public,
}

impl Visibility {
    /// Every value, in the contract's order.
    pub const ALL: [Self; 3] = [Self::Private, Self::Unlisted, Self::Public];

    /// The name in the contract, the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Unlisted => "unlisted",
            Self::Public => "public",
        }
    }
}

impl std::fmt::Display for Visibility {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Visibility {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "private" => Ok(Self::Private),
            "unlisted" => Ok(Self::Unlisted),
            "public" => Ok(Self::Public),
            _ => Err(UnknownName::new("Visibility", text)),
        }
    }
}
