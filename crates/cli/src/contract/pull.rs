//! `contract pull`: a database as a schema.

use clap::Args;
use contract::Replaced;

use super::{Folder, Target, shown};
use crate::failure::{Outcome, answer};
use crate::say;

/// Read a database's catalogue into the schema.
///
/// As `prisma db pull`: files that are there are brought up to date and keep their names, order,
/// comments and client-side facts. What Prisma loses is written as directives. A schema with errors
/// is refused, so that nothing of it is lost; what a file said before is kept beside it as .bak.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  repertoire contract pull --url postgresql://owner@db/app --print > schema.prisma
  repertoire contract pull --url \"$DATABASE_URL\" prisma/schema.prisma")]
pub(super) struct Pull {
    #[command(flatten)]
    folder: Folder,
    /// Print to stdout and write nothing
    #[arg(long)]
    print: bool,
    /// Keep nothing of what the files say
    #[arg(long)]
    force: bool,
    /// The PostgreSQL schemas to read, with commas between [default: the datasource's]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    schemas: Vec<String>,
    #[command(flatten)]
    target: Target,
}

impl Pull {
    pub(super) async fn run(self) -> Outcome {
        let url = &self.target.url;
        let pulled =
            contract::pull(url, &self.folder.path_or_new(), &self.schemas, self.force).await;
        let pulled = pulled.map_err(shown)?;
        let warnings = pulled.warnings.to_string();
        if !warnings.trim().is_empty() {
            say::warning(warnings.trim_end());
        }
        if self.print {
            for file in &pulled.files {
                if pulled.files.len() > 1 {
                    say::line(format_args!("// {}", file.path));
                }
                say::text(&file.text);
            }
            return Ok(answer(true));
        }
        let replaced = contract::write_pulled(&pulled)?;
        for Replaced { path, backup } in &replaced {
            say::line(format_args!("wrote {}", path.display()));
            if let Some(backup) = backup {
                say::note(format_args!("    what it said before is in {}", backup.display()));
            }
        }
        if replaced.is_empty() {
            say::line("the schema says already what the database is");
        }
        Ok(answer(true))
    }
}
