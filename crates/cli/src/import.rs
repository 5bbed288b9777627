//! `repertoire import`: cards as people have them, into a running server.

mod files;
mod journal;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use card::CardError;
use clap::Args;
use domain::MediaType;
use domain::import::FileName;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use thiserror::Error;
use unicode_width::UnicodeWidthStr;
use ureq::http::Method;

use crate::failure::{Failure, Outcome, answer};
use crate::http::{Client, HttpError, Sent};
use crate::say;
use files::Found;
use journal::Journal;

/// Upload character cards of any format that `repertoire card` reads, and say what became of each
/// field.
///
/// Folders are walked for *.png *.apng *.json *.charx *.byaf *.yaml *.jpg *.webp; what is no card
/// there is passed over. A card that can't be read does not stop the others. What was imported is
/// known by the digest of its bytes, so that an import that was interrupted goes on where it
/// stopped, and nothing is imported twice; each card becomes a character of its own, whatever the
/// file's name.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 every card is there; 1 some could not be imported.

Example:
  repertoire import ~/cards --token \"$TOKEN\" --quiet")]
pub(crate) struct Import {
    /// Cards, or folders of them
    #[arg(value_name = "FILE", required = true)]
    paths: Vec<PathBuf>,
    /// Where `repertoire serve` runs
    #[arg(
        long,
        value_name = "URL",
        env = "REPERTOIRE_SERVER",
        default_value = "http://127.0.0.1:7800"
    )]
    server: String,
    /// The token of a creator
    #[arg(long, value_name = "T", env = "REPERTOIRE_TOKEN", hide_env_values = true)]
    token: String,
    /// One line for each card, without its fields
    #[arg(long, short)]
    quiet: bool,
    /// How many cards to send at a time
    #[arg(long, short, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    /// Where it is written down what was imported [default: in the user's state folder]
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// Import what was imported before once more, as further characters
    #[arg(long)]
    again: bool,
}

/// Where cards are uploaded.
pub(crate) const CARDS: &str = "/api/cards/import";

/// What the server did with a card.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Imported {
    pub(crate) id: String,
    pub(crate) slug: String,
    pub(crate) format: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) repairs: Vec<Repair>,
    pub(crate) warnings: Vec<String>,
    /// The server knew the bytes, from another machine or another journal.
    already_imported: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Field {
    path: String,
    #[serde(default = "one")]
    count: u64,
    disposition: String,
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Repair {
    path: String,
    what: String,
}

#[derive(Debug, Error)]
enum ImportError {
    #[error("it can't be read: {0}")]
    Unreadable(#[from] std::io::Error),
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error("{0}")]
    Journal(Failure),
}

/// What came of a file.
enum Became {
    Character(Box<Imported>),
    /// It was imported before, as that, or another file of the batch has the same bytes.
    Known(Option<String>),
    /// In a folder are other pictures and files too.
    NoCard,
}

/// How many files came to what.
#[derive(Debug, Default)]
struct Counts {
    imported: usize,
    known: usize,
    no_cards: usize,
    failed: usize,
}

/// What the threads of an import share.
struct Batch<'a> {
    files: &'a [Found],
    client: Client,
    next: AtomicUsize,
    /// The server is gone: what is left would only fail as well.
    stopped: AtomicBool,
    journal: Mutex<Journal>,
    again: bool,
}

impl Import {
    pub(crate) fn run(self) -> Outcome {
        let files = files::find(&self.paths)?;
        let client = Client::new(&self.server).with_token(&self.token);
        let me = client.get("/api/me")?.facts(200)?;
        let place = self.journal.clone().or_else(journal::usual_place);
        let journal = Journal::open(place.as_deref(), &self.server, me.text("/id")?)?;
        let batch = Batch {
            files: &files,
            client,
            next: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
            journal: Mutex::new(journal),
            again: self.again,
        };
        let bar = progress(files.len());
        let counts = Mutex::new(Counts::default());
        let fault = Mutex::new(None);
        thread::scope(|scope| {
            for _ in 0..usize::from(self.jobs).min(files.len()) {
                scope.spawn(|| {
                    batch.work(|found, became| {
                        bar.set_message(say::one_line(file_name(&found.path)));
                        let stop = self.tell(found, became, &bar, &mut held(&counts));
                        bar.inc(1);
                        if let Some(error) = stop {
                            batch.stopped.store(true, Ordering::Relaxed);
                            held(&fault).get_or_insert(error);
                        }
                    });
                });
            }
        });
        bar.finish_and_clear();
        let counts = counts.into_inner().unwrap_or_else(PoisonError::into_inner);
        say::line(summary(&counts));
        match fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(answer(counts.failed == 0)),
        }
    }

    /// Says what came of a file, and counts it. Gives back what stops the whole import.
    fn tell(
        &self,
        found: &Found,
        became: Result<Became, ImportError>,
        bar: &ProgressBar,
        counts: &mut Counts,
    ) -> Option<Failure> {
        let path = &found.path;
        match became {
            Ok(Became::Character(imported)) => {
                counts.imported += 1;
                bar.suspend(|| self.report(path, &imported));
            }
            Ok(Became::Known(slug)) => {
                counts.known += 1;
                let known = slug.map_or_else(
                    || "another file has the same bytes".to_owned(),
                    |slug| format!("`{slug}` is there already"),
                );
                if !self.quiet {
                    bar.suspend(|| say::told(format_args!("= {}: {known}", path.display())));
                }
            }
            Ok(Became::NoCard) => counts.no_cards += 1,
            Err(ImportError::Http(error @ HttpError::Unreachable { .. })) => {
                return Some(error.into());
            }
            Err(ImportError::Journal(error)) => return Some(error),
            Err(error) => {
                counts.failed += 1;
                bar.suspend(|| say::told(format_args!("✗ {}: {error}", path.display())));
            }
        }
        None
    }

    fn report(&self, path: &Path, imported: &Imported) {
        let Imported { id, slug, format, fields, repairs, warnings, already_imported: _ } =
            imported;
        say::told(format_args!("✓ {}: `{slug}` from {format} (character {id})", path.display()));
        if self.quiet {
            return;
        }
        say::text(table(fields));
        for Repair { path, what } in repairs {
            say::told(format_args!("    repaired {path}: {what}"));
        }
        for warning in warnings {
            say::told(format_args!("    note: {warning}"));
        }
    }
}

impl Batch<'_> {
    /// Takes file after file until there is none left.
    fn work(&self, mut tell: impl FnMut(&Found, Result<Became, ImportError>)) {
        while !self.stopped.load(Ordering::Relaxed) {
            let Some(found) = self.files.get(self.next.fetch_add(1, Ordering::Relaxed)) else {
                return;
            };
            tell(found, self.import(found));
        }
    }

    fn import(&self, found: &Found) -> Result<Became, ImportError> {
        let bytes = fs::read(&found.path)?;
        let digest = journal::digest(&bytes);
        if !self.again && !held(&self.journal).begin(&digest) {
            let slug = held(&self.journal).slug_of(&digest).map(str::to_owned);
            return Ok(Became::Known(slug));
        }
        if !found.named && card::read(&bytes).is_err_and(|error| is_no_card(&error)) {
            return Ok(Became::NoCard);
        }
        let path = upload_path(&file_name(&found.path), self.again);
        let imported = upload(&self.client, &path, bytes)?;
        let mut journal = held(&self.journal);
        journal.add(&digest, &found.path, &imported.slug).map_err(ImportError::Journal)?;
        if imported.already_imported {
            return Ok(Became::Known(Some(imported.slug)));
        }
        Ok(Became::Character(Box::new(imported)))
    }
}

/// Something else altogether, as opposed to a card that is broken.
fn is_no_card(error: &CardError) -> bool {
    matches!(
        error,
        CardError::NotACard
            | CardError::NotACardFile
            | CardError::NotAnObject { .. }
            | CardError::NoCardInPng
            | CardError::NoCardInPicture { .. }
            | CardError::NoCardInArchive
            | CardError::LorebookAlone { .. }
    )
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn summary(counts: &Counts) -> String {
    let mut parts = vec![format!("{} imported", counts.imported)];
    if counts.known > 0 {
        parts.push(format!("{} there already", counts.known));
    }
    if counts.no_cards > 0 {
        parts.push(format!("{} passed over, for they are no cards", counts.no_cards));
    }
    parts.push(format!("{} failed", counts.failed));
    parts.join(", ")
}

/// Where a card is sent: with the name of its file, if that is one that is kept.
fn upload_path(name: &str, again: bool) -> String {
    let mut path = format!("{CARDS}?again={again}");
    if FileName::parse(name).is_ok() {
        path.push_str("&fileName=");
        path.push_str(&encoded(name));
    }
    path
}

/// As a query has it (RFC 3986, 2.1).
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// Sends a card's own bytes; the server tells by them what they are.
fn upload(client: &Client, path: &str, bytes: Vec<u8>) -> Result<Imported, ImportError> {
    let answer = client.send(Method::POST, path, card(bytes))?;
    if ![200, 201].contains(&answer.status) {
        return Err(ImportError::Refused(answer.said()));
    }
    Ok(answer.json()?)
}

/// The content type follows the bytes, for files are misnamed.
pub(crate) fn card(bytes: Vec<u8>) -> Sent {
    Sent::bytes(MediaType::sniff(&bytes).mime(), bytes)
}

fn table(fields: &[Field]) -> String {
    let paths: Vec<String> = fields.iter().map(|field| say::one_line(shown_path(field))).collect();
    let width = paths.iter().map(|path| path.width()).max().unwrap_or(0);
    let rows = fields.iter().zip(&paths).map(|(field, path)| {
        let gap = " ".repeat(width - path.width());
        format!("    {path}{gap}  {}\n", say::one_line(became(field)))
    });
    rows.collect()
}

fn became(field: &Field) -> String {
    let to = field.to.as_ref().map(|to| format!(" → {to}")).unwrap_or_default();
    let note = field.note.as_ref().map(|note| format!("  ({note})")).unwrap_or_default();
    format!("{}{to}{note}", field.disposition)
}

fn shown_path(field: &Field) -> String {
    match field.count {
        0 | 1 => field.path.clone(),
        count => format!("{} ×{count}", field.path),
    }
}

fn one() -> u64 {
    1
}

/// What a file is called.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Only where there is something to wait for, and only on a terminal (indicatif sees to that).
fn progress(files: usize) -> ProgressBar {
    if files < 2 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(files as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len}  {eta} left  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

#[cfg(test)]
mod tests {
    use super::{Field, table};

    #[test]
    fn a_field_is_told_on_one_line_below_the_others() {
        let field = |path: &str, count, note: Option<&str>| Field {
            path: path.to_owned(),
            count,
            disposition: "kept".to_owned(),
            to: None,
            note: note.map(str::to_owned),
        };
        let told = table(&[
            field("data.性格", 1, None),
            field("data.\u{1b}[2J\n", 2, Some("a\u{9b}m\nb")),
            field("data.name", 1, None),
        ]);
        let lines = [
            "    data.性格      kept",
            "    data.␛[2J⏎ ×2  kept  (a�m⏎b)",
            "    data.name      kept",
        ];
        assert_eq!(told.lines().collect::<Vec<_>>(), lines);
    }
}
