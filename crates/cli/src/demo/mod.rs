//! `repertoire demo`: one character all the way, as its users would walk it.
//!
//! Everything goes through the HTTP API. Each file is a stretch of the journey; each step checks what
//! it expects and says what it found.

mod aftermath;
mod authoring;
mod cast;
mod judging;
mod lineage;
mod mending;
mod money;
mod release;
mod stage;
mod step;

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use crate::failure::{Failure, Outcome, answer};
use crate::http::Client;
use crate::say;
use cast::Cast;
use stage::Stage;

/// Used where no card is named.
const INES: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/ines-calder.png"));

/// Walk one card through the whole journey against a running server, as its users would.
///
/// An administrator sets the stage; a creator imports, edits, seals and publishes; gates and a
/// moderator judge; an app fetches; finance books a sale; and in the end the money is traced back to
/// the draft. Every step is checked: exit code 0 only if all were right. It makes accounts and an app
/// of its own with each run, and changes nothing of yours.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  repertoire demo my-character.png --admin-token \"$TOKEN\"")]
pub(crate) struct Demo {
    /// The card to walk with [default: Ines Calder, archivist of Skerry Vane]
    #[arg(value_name = "CARD")]
    card: Option<PathBuf>,
    /// Where `repertoire serve` runs
    #[arg(
        long,
        value_name = "URL",
        env = "REPERTOIRE_SERVER",
        default_value = "http://127.0.0.1:7800"
    )]
    server: String,
    /// The token of an administrator; `repertoire serve` prints one at its first start
    #[arg(long, value_name = "T", env = "REPERTOIRE_ADMIN_TOKEN", hide_env_values = true)]
    admin_token: String,
}

impl Demo {
    pub(crate) fn run(self) -> Outcome {
        let card = self.card()?;
        let start = Instant::now();
        walk(&Client::new(&self.server), &self.admin_token, card)?;
        say::line(format_args!(
            "\nEvery step was right, in {:.1} s.",
            start.elapsed().as_secs_f64()
        ));
        Ok(answer(true))
    }

    fn card(&self) -> Result<Vec<u8>, Failure> {
        let Some(path) = &self.card else { return Ok(INES.to_vec()) };
        fs::read(path).map_err(|error| {
            Failure::new(format!("the card {} can't be read: {error}", path.display()))
        })
    }
}

/// The journey.
fn walk(nobody: &Client, admin_token: &str, card: Vec<u8>) -> Result<(), Failure> {
    let cast = Cast::gather(nobody, admin_token)?;
    let stage = Stage::set(&cast)?;
    let character = authoring::author(&cast, &stage, card)?;
    let revision = judging::seal(&cast, &character)?;
    judging::publish_too_early(&cast, &character, &revision)?;
    let revision = judging::judge(&cast, &character, revision)?;
    let first = release::publish(&cast, &character, &revision)?;
    release::check_receipt(&cast, &first)?;
    release::find_on_market(&cast, &character)?;
    release::fetch(&cast, &character, &first)?;
    let sale = money::sell(&cast, &character, &first)?;
    money::refund(&cast, &character, &first)?;
    aftermath::report_and_suspend(&cast, &character, &first)?;
    aftermath::second_version_and_back(&cast, &character, &first)?;
    lineage::trace(&cast, &character, &first, &sale)
}
