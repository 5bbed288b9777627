//! A contract folder as a whole: load, validate, format, generate, migrate.
//!
//! What a difference is, `pgschema` knows; what a server says, `migrate`; what code looks like,
//! `codegen`. Here are the files, the scratch databases and the order of things.

mod compare;
mod describe;
mod dev;
mod drift;
mod error;
mod folder;
mod format;
mod generate;
mod migrations;
mod output;
mod pages;
pub mod project;
mod pull;
mod push;
mod scratch;
pub mod source;
mod whole;

pub use codegen::{GENERATED, GeneratedFile, studio_api};
pub use compare::{Comparison, Side, diff, diff_as_written};
pub use dev::{Answers, Change, Manner, NewMigration, migration_name};
pub use drift::Against;
pub use error::{ContractError, Located};
pub use folder::{Contract, documents_beside, statements_beside};
pub use generate::Generated;
pub use migrate::{Connection, Target};
pub use output::generate_into;
pub use pages::{page_files, pages};
pub use pull::{Replaced, pull, write_pulled};
pub use push::Push;
pub use scratch::{Admin, Server, connect, create_database};
