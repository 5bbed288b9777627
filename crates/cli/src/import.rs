//! `repertoire import`: cards as people have them, into a running server.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use thiserror::Error;
use ureq::http::Method;

use crate::failure::{Failure, Outcome, answer};
use crate::http::{Client, HttpError, Sent};
use crate::say;

/// Upload character cards (PNG, V2 and V3 JSON), and say what became of each field.
///
/// A folder is walked for *.png and *.json. A card that can't be read does not stop the others;
/// exit code 1 if there was one.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  repertoire import ~/cards --token \"$TOKEN\" --quiet")]
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
}

impl Import {
    pub(crate) fn run(self) -> Outcome {
        let files = files(&self.paths)?;
        let client = Client::new(&self.server).with_token(&self.token);
        let bar = progress(files.len());
        let mut failed = 0;
        for path in &files {
            bar.set_message(name(path));
            match upload(&client, path) {
                Ok(imported) => bar.suspend(|| self.report(path, &imported)),
                Err(ImportError::Http(error @ HttpError::Unreachable { .. })) => {
                    return Err(error.into());
                }
                Err(error) => {
                    failed += 1;
                    bar.suspend(|| say::line(format_args!("✗ {}: {error}", path.display())));
                }
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        say::line(format_args!("{} imported, {failed} failed", files.len() - failed));
        Ok(answer(failed == 0))
    }

    fn report(&self, path: &Path, imported: &Imported) {
        let Imported { id, slug, format, fields, repairs, warnings } = imported;
        say::line(format_args!("✓ {}: `{slug}` from {format} (character {id})", path.display()));
        if self.quiet {
            return;
        }
        say::text(table(fields));
        for Repair { path, what } in repairs {
            say::line(format_args!("    repaired {path}: {what}"));
        }
        for warning in warnings {
            say::line(format_args!("    note: {warning}"));
        }
    }
}

/// Sends a card's own bytes; the server tells by them what they are.
fn upload(client: &Client, path: &Path) -> Result<Imported, ImportError> {
    let bytes = fs::read(path)?;
    let answer = client.send(Method::POST, CARDS, card(bytes))?;
    if answer.status != 201 {
        return Err(ImportError::Refused(answer.said()));
    }
    Ok(answer.json()?)
}

/// The content type follows the bytes, for files are misnamed.
pub(crate) fn card(bytes: Vec<u8>) -> Sent {
    let png = bytes.starts_with(b"\x89PNG");
    Sent::bytes(if png { "image/png" } else { "application/json" }, bytes)
}

fn table(fields: &[Field]) -> String {
    let width = fields.iter().map(|field| shown_path(field).chars().count()).max().unwrap_or(0);
    fields.iter().map(|field| row(field, width)).collect()
}

fn row(field: &Field, width: usize) -> String {
    let to = field.to.as_ref().map(|to| format!(" → {to}")).unwrap_or_default();
    let note = field.note.as_ref().map(|note| format!("  ({note})")).unwrap_or_default();
    format!("    {:width$}  {}{to}{note}\n", shown_path(field), field.disposition)
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

/// Files as named; in folders whatever looks like a card, sorted.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() { walk(path, &mut files)? } else { files.push(path.clone()) }
    }
    if files.is_empty() {
        return Err(Failure::new("there is no *.png and no *.json in what was named"));
    }
    Ok(files)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let listed = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = listed.map_err(|error| {
        Failure::new(format!("the folder {} can't be read: {error}", folder.display()))
    })?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type().is_ok_and(|it| it.is_dir()) {
            walk(&path, files)?;
        } else if is_card(&path) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_card(path: &Path) -> bool {
    let extension = path.extension().map(|it| it.to_string_lossy().to_ascii_lowercase());
    matches!(extension.as_deref(), Some("png" | "json"))
}

fn name(path: &Path) -> String {
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
