//! A contract folder as a whole: load, validate, format, generate, migrate.
//!
//! What a difference is, `pgschema` knows; what a server says, `migrate`; what code looks like,
//! `codegen`. Here are the files, the scratch databases and the order of things.

mod compare;
mod describe;
mod drift;
mod error;
mod folder;
mod format;
mod generate;
mod migrations;
mod output;
mod scratch;
pub mod source;

pub use codegen::{GENERATED, GeneratedFile, studio_api};
pub use compare::{Comparison, Side, diff, diff_as_written};
pub use error::{ContractError, Located};
pub use folder::{Contract, documents_beside};
pub use generate::Generated;
pub use migrate::{Connection, Target};
pub use migrations::NewMigration;
pub use output::generate_into;
pub use scratch::{Admin, Server, connect};
