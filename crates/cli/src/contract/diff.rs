//! `contract migrate diff`: what leads from one state to another.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, Args};
use pgschema::{Migration, Step, diff, opaque_differences};

use super::scratch::Scratch;
use super::side::Side;
use crate::failure::{Failure, Outcome};
use crate::say;

/// With `--exit-code`, as Prisma has it: there is a difference.
const DIFFERENT: u8 = 2;

/// Compare two states of a database and print what leads from the first to the second.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("from").required(true),
    group = ArgGroup::new("to").required(true),
    after_help = "Example:\n  repertoire contract migrate diff --from-migrations contract/migrations \
                  --to-schema contract --script"
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
    scratch: Scratch,
}

macro_rules! sides {
    ($name:ident, $group:literal, $empty:literal, $schema:literal, $migrations:literal, $url:literal) => {
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
        }

        impl $name {
            fn side(&self) -> Side {
                let schema = self.schema.clone().map(Side::Schema);
                let migrations = || self.migrations.clone().map(Side::Migrations);
                let url = || self.url.clone().map(Side::Url);
                schema.or_else(migrations).or_else(url).unwrap_or(Side::Empty)
            }
        }
    };
}

sides!(From, "from", "from-empty", "from-schema", "from-migrations", "from-url");
sides!(To, "to", "to-empty", "to-schema", "to-migrations", "to-url");

impl Diff {
    pub(super) async fn run(self) -> Outcome {
        let migration = self.compare().await?;
        let text = match (self.script, migration.is_empty()) {
            (true, true) => "-- This is an empty migration.\n".to_owned(),
            (true, false) => migration.script(),
            (false, true) => "No difference detected.\n".to_owned(),
            (false, false) => summary(&migration),
        };
        match &self.output {
            Some(path) => std::fs::write(path, text)?,
            None => say::text(text),
        }
        let different = self.exit_code && !migration.is_empty();
        Ok(if different { ExitCode::from(DIFFERENT) } else { ExitCode::SUCCESS })
    }

    async fn compare(&self) -> Result<Migration, Failure> {
        let (from, to) = (self.from.side(), self.to.side());
        let schemas = [from.schemas()?, to.schemas()?].concat();
        let canonical = from.is_from_server() || to.is_from_server();
        let before = from.catalogue(&self.scratch, canonical, &schemas).await?;
        let after = to.catalogue(&self.scratch, canonical, &schemas).await?;
        if canonical {
            for line in opaque_differences(&before, &after) {
                say::warning(format_args!("{line}; no SQL is written for it"));
            }
        }
        Ok(diff(&before, &after, &to.hints()?))
    }
}

/// One line for each step, with what it costs.
fn summary(migration: &Migration) -> String {
    migration.steps.iter().map(|step| format!("{}\n", line(step))).collect()
}

fn line(step: &Step) -> String {
    let sql = step.sql().join(" ");
    let first = sql.lines().next().unwrap_or_default().trim_end_matches([' ', '(', ';']);
    let loses = if step.safety().loses_data { "  (loses data)" } else { "" };
    format!("[{}] {first}{loses}", step.title())
}
