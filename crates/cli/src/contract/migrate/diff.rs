//! `contract migrate diff`: what leads from one state to another.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, Args};
use contract::{Comparison, Side};

use crate::contract::scratch::Scratch;
use crate::contract::{Undeclared, shown, wait_for};
use crate::failure::{Failure, Outcome};
use crate::say;

/// With `--exit-code`, as Prisma has it: there is a difference.
const DIFFERENT: u8 = 2;

/// What Prisma writes where nothing is to be done.
const EMPTY_SCRIPT: &str = "-- This is an empty migration.\n";

/// Compare two states of a database and print what leads from the first to the second.
///
/// Takes one --from-… and one --to-…, changes neither, and needs a server only where a side is a
/// database or a folder of migrations. Without --script it prints a summary for people: what comes,
/// goes and changes, and what each change costs on a table with rows.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("from").required(true),
    group = ArgGroup::new("to").required(true),
    after_help = "\
Examples:
  What a schema comes to
    repertoire contract migrate diff --from-empty --to-schema prisma/schema.prisma --script
  What the next migration would be; exit code 2 if it would not be empty
    repertoire contract migrate diff --from-migrations prisma/migrations --to-schema prisma --exit-code
  What somebody changed by hand on a server
    repertoire contract migrate diff --from-migrations prisma/migrations --to-url \"$DATABASE_URL\"

Exit codes: 0 done; 1 it failed; with --exit-code 0 no difference, 2 a difference."
)]
pub(super) struct Diff {
    #[command(flatten)]
    from: From,
    #[command(flatten)]
    to: To,
    /// Print SQL instead of a summary
    #[arg(long)]
    script: bool,
    /// Answer 2 if there is a difference, 0 if there is none
    #[arg(long)]
    exit_code: bool,
    /// Write to a file instead of stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    undeclared: Undeclared,
    #[command(flatten)]
    scratch: Scratch,
}

macro_rules! sides {
    ($name:ident, $group:literal, $empty:literal, $schema:literal, $migrations:literal, $url:literal, $config:literal) => {
        #[derive(Debug, Args)]
        struct $name {
            /// An empty database
            #[arg(long = $empty, id = $empty, group = $group)]
            empty: bool,
            /// A .prisma file, or a folder of them
            #[arg(long = $schema, id = $schema, value_name = "PATH", group = $group)]
            #[arg(alias = concat!($schema, "-datamodel"))]
            schema: Option<PathBuf>,
            /// A folder of migrations, replayed in a scratch database
            #[arg(long = $migrations, id = $migrations, value_name = "DIR", group = $group)]
            migrations: Option<PathBuf>,
            /// A live database
            #[arg(long = $url, id = $url, value_name = "URL", group = $group)]
            url: Option<String>,
            /// The database of DATABASE_URL (Prisma 7 reads its URL from prisma.config.ts, which is a
            /// program; this reads the environment instead)
            #[arg(long = $config, id = $config, group = $group)]
            config: bool,
        }

        impl $name {
            fn side(&self) -> Result<Side, Failure> {
                if self.config {
                    return Ok(Side::Url(of_environment($config)?));
                }
                let schema = self.schema.clone().map(Side::Schema);
                let migrations = || self.migrations.clone().map(Side::Migrations);
                let url = || self.url.clone().map(Side::Url);
                Ok(schema.or_else(migrations).or_else(url).unwrap_or(Side::Empty))
            }
        }
    };
}

sides!(
    From,
    "from",
    "from-empty",
    "from-schema",
    "from-migrations",
    "from-url",
    "from-config-datasource"
);
sides!(To, "to", "to-empty", "to-schema", "to-migrations", "to-url", "to-config-datasource");

fn of_environment(flag: &str) -> Result<String, Failure> {
    std::env::var("DATABASE_URL").map_err(|_| {
        Failure::new(format!(
            "--{flag} takes the URL from DATABASE_URL, which is not set; prisma.config.ts is a program, \
             and is not run here"
        ))
    })
}

impl Diff {
    pub(super) fn run(self) -> Outcome {
        let (from, to) = (self.from.side()?, self.to.side()?);
        let compared = match from.is_as_written() && to.is_as_written() {
            true => contract::diff_as_written(&from, &to),
            false => wait_for(async {
                let declared = &self.undeclared.directives;
                contract::diff(&self.scratch.server(), &from, &to, declared).await
            })?,
        };
        let Comparison { migration, unwritten } = compared.map_err(shown)?;
        for line in unwritten {
            say::warning(format_args!("{line}; no SQL is written for it"));
        }
        let text = match (self.script, migration.is_empty()) {
            (true, true) => EMPTY_SCRIPT.to_owned(),
            (true, false) => migration.script(),
            (false, true) => "No difference detected.\n".to_owned(),
            (false, false) => migration.summary(),
        };
        match &self.output {
            Some(path) => write(path, &text)?,
            None => say::text(text),
        }
        let different = self.exit_code && !migration.is_empty();
        Ok(if different { ExitCode::from(DIFFERENT) } else { ExitCode::SUCCESS })
    }
}

fn write(path: &PathBuf, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text)
        .map_err(|error| Failure::new(format!("{} can't be written: {error}", path.display())))
}
