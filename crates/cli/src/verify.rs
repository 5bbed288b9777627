//! `repertoire verify`: what a receipt proves, with no server asked.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use domain::receipt::{self, Verified, key_id};
use ed25519_dalek::VerifyingKey;
use serde::Deserialize;
use thiserror::Error;

use crate::failure::{Outcome, answer};
use crate::say;

/// Check a publication's receipt offline, and say what it proves.
///
/// Exit code 0 if the signature fits, 1 if the receipt proves nothing. With --payload or --revision
/// those bytes have to be the ones that the receipt is about, too.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  curl -s http://127.0.0.1:7800/api/keys > keys.json\n  \
                        repertoire verify receipt.json --key keys.json")]
pub(crate) struct Verify {
    /// The receipt, as a publication returned it
    #[arg(value_name = "RECEIPT.json")]
    receipt: PathBuf,
    /// The key that should have signed: base64, or a file with it or with the answer of /api/keys
    #[arg(long, value_name = "KEY")]
    key: String,
    /// A payload as an app fetched it
    #[arg(long, value_name = "FILE")]
    payload: Option<PathBuf>,
    /// A revision's content
    #[arg(long, value_name = "FILE")]
    revision: Option<PathBuf>,
}

#[derive(Debug, Error)]
enum VerifyError {
    #[error("{} can't be read", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error(
        "`{0}` is no Ed25519 key and no file with one; a key is 32 bytes in base64, as /api/keys has it"
    )]
    NoKey(String),
    #[error("{} is not the {what} that this receipt is about", path.display())]
    OtherBytes { path: PathBuf, what: &'static str },
    #[error("the receipt proves nothing")]
    Receipt(#[from] receipt::ReceiptError),
}

/// As in the answer of /api/keys.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PublishedKey {
    public_key: String,
}

impl Verify {
    pub(crate) fn run(self) -> Outcome {
        let bytes = read(&self.receipt)?;
        let verified = verify(&String::from_utf8_lossy(&bytes), &keys(&self.key)?)?;
        for sentence in verified.proves() {
            say::told(sentence);
        }
        self.check("payload", self.payload.as_deref(), |it| verified.is_of_payload(it))?;
        self.check("revision", self.revision.as_deref(), |it| verified.is_of_revision(it))?;
        Ok(answer(true))
    }

    fn check(
        &self,
        what: &'static str,
        path: Option<&Path>,
        is_of: impl Fn(&[u8]) -> bool,
    ) -> Result<(), VerifyError> {
        let Some(path) = path else { return Ok(()) };
        if !is_of(&read(path)?) {
            return Err(VerifyError::OtherBytes { path: path.to_owned(), what });
        }
        say::told(format_args!(
            "{} is the {what} that it is about, byte for byte.",
            path.display()
        ));
        Ok(())
    }
}

/// A server has had several keys, perhaps: the one that signed is looked for.
fn verify(envelope: &str, keys: &[VerifyingKey]) -> Result<Verified, receipt::ReceiptError> {
    let mut last = None;
    for key in keys {
        match receipt::verify(envelope, key) {
            Err(error @ receipt::ReceiptError::OtherKey { .. }) => last = Some(error),
            outcome => return outcome,
        }
    }
    Err(last.unwrap_or(receipt::ReceiptError::Signature))
}

/// At least one.
fn keys(given: &str) -> Result<Vec<VerifyingKey>, VerifyError> {
    let no_key = || VerifyError::NoKey(given.to_owned());
    if let Some(key) = key(given) {
        return Ok(vec![key]);
    }
    let text = fs::read_to_string(given).map_err(|_| no_key())?;
    let published: Vec<String> = match serde_json::from_str::<Vec<PublishedKey>>(&text) {
        Ok(keys) => keys.into_iter().map(|it| it.public_key).collect(),
        Err(_) => vec![one(&text)],
    };
    let keys: Vec<VerifyingKey> = published.iter().filter_map(|it| key(it)).collect();
    if keys.is_empty() { Err(no_key()) } else { Ok(keys) }
}

/// A single entry of /api/keys, or the bare base64.
fn one(text: &str) -> String {
    serde_json::from_str::<PublishedKey>(text).map_or_else(|_| text.to_owned(), |it| it.public_key)
}

fn key(base64: &str) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = STANDARD.decode(base64.trim()).ok()?.try_into().ok()?;
    let key = VerifyingKey::from_bytes(&bytes).ok()?;
    tracing::debug!(id = %key_id(&key).0, "a key");
    Some(key)
}

fn read(path: &Path) -> Result<Vec<u8>, VerifyError> {
    fs::read(path).map_err(|source| VerifyError::Unreadable { path: path.to_owned(), source })
}
