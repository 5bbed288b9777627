//! Migrations against a real PostgreSQL.
//!
//! Everything here asks or changes a server over `tokio-postgres`: it reads a catalogue
//! ([`introspect()`]), keeps Prisma Migrate's history ([`deploy`], [`status`], [`resolve`]), replays
//! migrations in a shadow database ([`shadow`]), looks for drift ([`drift()`]), and describes the
//! product's statements and proves their plans ([`describe()`], [`plans()`]).
//!
//! Deliberately absent: what a difference is (`pgschema`), where a contract's files are (`contract`),
//! and any knowledge of characters.

mod connect;
mod describe;
mod documents;
mod drift;
mod explain;
mod folder;
mod history;
mod introspect;
mod plans;
mod pull;
mod role;
mod server;
pub mod shadow;
pub mod statements;
mod usage;

pub use connect::{ConnectError, Connection, Target, UrlError};
pub use describe::{Column, DescribeError, Described, Nullability, Origin, Refusal, describe};
pub use documents::{
    DocumentColumn, DocumentUsage, KeyUsage, PlaceUsage, TwinUsage, document_usage,
};
pub use drift::{Drift, DriftError, check_visible, compare, drift};
pub use folder::{Folder, FolderError, Migration};
pub use history::{
    Deployment, Failure, HistoryError, Listener, Progress, Record, Resolution, ScriptError, State,
    Status, Stopped, deploy, deploy_telling, execute, resolve, status, undo,
};
pub use introspect::{contract_stamps, extensions, introspect, introspect_with_notes};
pub use plans::{PlanReport, PlanStep, SequentialScan, StatementPlan, UnusedIndex, plans};
pub use pull::{PullError, pull};
pub use role::{ensure_role, quoted};
pub use server::ServerError;
pub use statements::Statement;
pub use usage::{Calls, IndexUsage, TableUsage, Usage, calls, usage};
