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
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand, ValueEnum};
use contract::{ContractError, project, source};
use psl::render::{self, Colour, Rendered};
use psl::{Severity, SourceFile};

use crate::failure::{Failure, Outcome};
use crate::say;

/// Work with the contract: the Prisma schema, its migrations, and all that follows from them.
///
/// The same files serve Prisma's own tools: schema, migrations folder and `_prisma_migrations` are
/// Prisma's. What Prisma can't say stands in `///` directives that it ignores.
#[derive(Debug, Args)]
#[command(after_help = START)]
pub(crate) struct Contract {
    #[command(subcommand)]
    command: Command,
}

const START: &str = "\
Start here, in a project with a schema.prisma:
  repertoire contract validate                             what is wrong with it
  repertoire contract generate --target rust --out src/db  Rust for it
  repertoire contract migrate dev --name add_books         its next migration
PATH may be left out where the project has its schema where Prisma looks, or names it in \
prisma.config.ts or package.json.

Environment:
  DATABASE_URL         the database (--url)
  SHADOW_DATABASE_URL  a server for scratch databases; without it a private one is started
  REPERTOIRE_CONTRACT  the schema (PATH)
  NO_COLOR             no colours; CLICOLOR_FORCE=1: colours also where there is no terminal

Exit codes: 0 done, or the answer is yes; 1 it failed, or the answer is no; 2 the command line is \
not one (but of `migrate diff`, as Prisma has it: with --exit-code, there is a difference).";

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
    /// The schema: a .prisma file or a folder of them, with migrations/ beside it [default: what
    /// prisma.config.ts or package.json names, contract, schema.prisma, prisma/schema.prisma,
    /// prisma/schema]
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

/// More findings are counted, and not shown: nobody reads on, and a million of them with their
/// excerpts are a gigabyte. JSON has all that are kept, [`psl::FINDINGS_MAX`].
const SHOWN_MAX: usize = 500;

/// For whom findings are written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Report {
    /// The source with a mark under it
    Human,
    /// One array, for programs
    Json,
}

/// Which database is meant.
#[derive(Debug, Args)]
struct Target {
    /// The database, as postgresql://user:password@host/name
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    url: String,
}

/// Of what no more is to be there than the schema says.
#[derive(Debug, Args)]
struct Undeclared {
    /// Drop what no such directive declares (check, exclude, partial, trigger …). Without it a
    /// kind that the schema never speaks of is left alone
    #[arg(
        long = "undeclared",
        value_name = "DIRECTIVE",
        value_delimiter = ',',
        value_parser = PossibleValuesParser::new(pgschema::speaking_directives()),
        hide_possible_values = true
    )]
    directives: Vec<String>,
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
    fn said(&self) -> Option<PathBuf> {
        let said = self.place.clone().or_else(|| self.named.clone());
        // By hand, since what clap reads from the environment contradicts an argument.
        said.or_else(|| env::var_os("REPERTOIRE_CONTRACT").map(PathBuf::from))
    }

    /// What is said, or where the project here has its schema.
    fn path(&self) -> Result<PathBuf, Failure> {
        if let Some(said) = self.said() {
            return Ok(said);
        }
        let path =
            project::schema_in(Path::new("")).ok_or_else(|| Failure::new(project::NOWHERE))?;
        match path.exists() {
            true => Ok(path),
            false => Err(Failure::new(format!(
                "there is no {}, which prisma.config.ts or package.json names as the schema",
                path.display()
            ))),
        }
    }

    /// The same, or where a schema is made if there is none.
    fn path_or_new(&self) -> PathBuf {
        let path = self.said().or_else(|| project::schema_in(Path::new("")));
        path.unwrap_or_else(|| PathBuf::from("contract"))
    }

    /// The texts alone; the path - is stdin.
    fn files(&self) -> Result<Vec<SourceFile>, Failure> {
        let path = self.path()?;
        Ok(if path.as_os_str() == "-" { vec![source::stdin()?] } else { source::read(&path)? })
    }

    /// The folder as it is: its migrations are good whatever the schema says now.
    fn open(&self) -> Result<contract::Contract, Failure> {
        let contract = contract::Contract::load(&self.path()?)?;
        Ok(contract.with_migrations(project::migrations_in(Path::new(""))))
    }

    /// The contract, if it can be worked with; otherwise its findings are shown.
    fn load(&self) -> Result<contract::Contract, Failure> {
        let contract = self.open()?;
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
fn show(files: &[SourceFile], findings: &[psl::Diagnostic]) {
    let all = "`repertoire contract validate --format json`";
    say::note(excerpts(files, findings, all, &stderr()).trim_end());
}

/// Findings for a reader: all, or of very many the first errors, how many more there are, and what
/// lists them all.
fn excerpts(
    files: &[SourceFile],
    findings: &[impl Rendered],
    all: &str,
    on: &impl IsTerminal,
) -> String {
    let colour = if say::colours(on) { Colour::Ansi } else { Colour::Plain };
    let mut shown: Vec<_> = findings.iter().collect();
    if findings.len() > SHOWN_MAX {
        shown.sort_by_key(|it| it.severity() != Severity::Error);
        shown.truncate(SHOWN_MAX);
    }
    let more = findings.len() - shown.len();
    let mut text = render::human(files, shown, colour);
    if more > 0 {
        text.push_str(&format!("… and {more} more, which {all} lists\n\n"));
    }
    text
}
