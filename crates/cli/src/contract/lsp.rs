//! `contract lsp`: the language server that an editor starts.

use clap::Args;
use contract::source;

use crate::failure::{Outcome, answer};

/// Serve an editor: findings, fixes, format, hover, definitions, rename and completion.
///
/// An editor starts it and speaks the language server protocol to it over stdin and stdout. All
/// files of the folder with the datasource are one schema. Nothing is read from a database.
#[derive(Debug, Args)]
#[command(after_help = "Example, in Neovim:
  vim.lsp.start({ name = \"repertoire\", cmd = { \"repertoire\", \"contract\", \"lsp\" },
                  root_dir = vim.fn.getcwd() })")]
pub(super) struct Lsp {
    /// Speak over stdin and stdout, which it does anyway: editors like to say so
    #[arg(long)]
    stdio: bool,
}

impl Lsp {
    pub(super) fn run(self) -> Outcome {
        // A folder that can't be read has no files; what is open is served all the same.
        lsp::serve_stdio(&|folder| source::read(folder).unwrap_or_default())?;
        Ok(answer(true))
    }
}
