//! `contract explain`: the page of a code.

use clap::Args;
use psl::page::{self, Page};

use crate::failure::{Failure, Outcome, answer};
use crate::say;

/// Explain a code that another command printed; without one, list them all.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  repertoire contract explain PSL0203")]
pub(super) struct Explain {
    /// The code, such as PSL0203
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// List all codes
    #[arg(long)]
    list: bool,
}

impl Explain {
    pub(super) fn run(self) -> Outcome {
        let pages = contract::pages();
        let Some(wanted) = self.code.filter(|_| !self.list) else {
            list(&pages);
            return Ok(answer(true));
        };
        match page::find(&pages, &wanted) {
            Some(page) => say::text(page.text()),
            None => return Err(unknown(&pages, &wanted)),
        }
        Ok(answer(true))
    }
}

fn unknown(pages: &[Page], wanted: &str) -> Failure {
    let near = page::nearest(pages, wanted).map(|near| format!(" Did you mean {near}?"));
    Failure::new(format!(
        "there is no code `{wanted}`.{} `repertoire contract explain --list` shows all {}",
        near.unwrap_or_default(),
        pages.len()
    ))
}

fn list(pages: &[Page]) {
    for page in pages {
        say::line(format_args!("{}  {}", page.code, page.summary));
    }
}
