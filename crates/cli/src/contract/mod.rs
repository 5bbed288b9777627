//! `repertoire contract`: the toolchain over any Prisma schema for PostgreSQL.

mod drift;
mod explain;
mod format;
mod generate;
mod lint;
mod lsp;
mod migrate;
mod plans;
mod pull;
mod push;
mod scratch;
mod validate;

use std::env;
use std::io::stderr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use contract::{ContractError, source};
use psl::render::{self, Colour};

use crate::failure::{Failure, Outcome};
use crate::say;

/// Work with the contract: the Prisma schema, its migrations, and all that follows from them.
///
/// The same files serve Prisma's own tools: schema, migrations folder and `_prisma_migrations` are
/// Prisma's. What Prisma can't say stands in `///` directives that it ignores.
#[derive(Debug, Args)]
pub(crate) struct Contract {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Validate(validate::Validate),
    Format(format::Format),
    Lint(lint::Lint),
    Generate(generate::Generate),
    Lsp(lsp::Lsp),
    Migrate(migrate::Migrate),
    Push(push::Push),
    Pull(pull::Pull),
    Drift(drift::Drift),
    Plans(plans::Plans),
    Explain(explain::Explain),
}

impl Contract {
    pub(crate) fn run(self) -> Outcome {
        match self.command {
            Command::Validate(validate) => validate.run(),
            Command::Format(format) => format.run(),
            Command::Lint(lint) => lint.run(),
            Command::Generate(generate) => wait_for(generate.run())?,
            Command::Lsp(lsp) => lsp.run(),
            Command::Migrate(migrate) => migrate.run(),
            Command::Push(push) => wait_for(push.run())?,
            Command::Pull(pull) => wait_for(pull.run())?,
            Command::Drift(drift) => wait_for(drift.run())?,
            Command::Plans(plans) => wait_for(plans.run())?,
            Command::Explain(explain) => explain.run(),
        }
    }
}

/// One thread is enough for one command that mostly waits for PostgreSQL.
fn wait_for<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work))
}

/// Which schema is meant: by its place on the command line, by name, or where a project has it.
#[derive(Debug, Args)]
struct Folder {
    /// The schema: a .prisma file or a folder of them, with migrations/ beside it [default: contract,
    /// or where Prisma looks: schema.prisma, prisma/schema.prisma, prisma/schema]
    #[arg(value_name = "PATH")]
    place: Option<PathBuf>,
    #[arg(
        long = "contract",
        visible_alias = "schema",
        value_name = "PATH",
        conflicts_with = "place",
        help = "The same by name; REPERTOIRE_CONTRACT in the environment says it for good"
    )]
    named: Option<PathBuf>,
}

/// Ours before Prisma's, and those in its own order.
const USUAL: [&str; 4] = ["contract", "schema.prisma", "prisma/schema.prisma", "prisma/schema"];

/// Which database is meant.
#[derive(Debug, Args)]
struct Target {
    /// The database, as postgresql://user:password@host/name
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    url: String,
}

/// Whether a database that is missing is made.
#[derive(Debug, Args)]
struct Create {
    /// Make the database if it is missing
    #[arg(long)]
    create: bool,
}

impl Create {
    async fn run(&self, url: &str) -> Result<(), Failure> {
        if self.create && contract::create_database(url).await? {
            say::note("the database was missing and is made");
        }
        Ok(())
    }
}

impl Folder {
    /// What is said, or what is there of the usual places, or the first of them.
    fn path(&self) -> PathBuf {
        let said = self.place.clone().or_else(|| self.named.clone());
        // By hand, since what clap reads from the environment contradicts an argument.
        let said = said.or_else(|| env::var_os("REPERTOIRE_CONTRACT").map(PathBuf::from));
        let usual = || USUAL.map(PathBuf::from).into_iter().find(|it| it.exists());
        said.or_else(usual).unwrap_or_else(|| PathBuf::from(USUAL[0]))
    }

    /// The folder as it is: its migrations are good whatever the schema says now.
    fn open(&self) -> Result<contract::Contract, Failure> {
        Ok(contract::Contract::load(&self.path())?)
    }

    /// The contract, if it can be worked with; otherwise its findings are shown.
    fn load(&self) -> Result<contract::Contract, Failure> {
        let contract = contract::Contract::load(&self.path())?;
        contract.validate().map_err(shown)?;
        Ok(contract)
    }
}

/// The error; the findings of a schema are shown before it.
fn shown(error: ContractError) -> Failure {
    if let ContractError::Invalid { files, findings, .. } = &error {
        show(files, findings);
    }
    error.into()
}

/// Findings that stand in the way of something else.
fn show(files: &[psl::SourceFile], findings: &[psl::Diagnostic]) {
    let colour = if say::colours(&stderr()) { Colour::Ansi } else { Colour::Plain };
    say::note(render::human(files, findings, colour).trim_end());
}

/// `1 file`, `3 files`.
fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}
