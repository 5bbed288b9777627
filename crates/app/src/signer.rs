//! The server's Ed25519 key: made at the first start, readable by the server alone.

use std::fmt::Debug;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::SigningKeyId;
use domain::receipt::{self, Receipt, Statement};
use ed25519_dalek::{SigningKey, VerifyingKey};
use schemars::JsonSchema;
use serde::Serialize;
use store::queries::keys;
use store::{StoreError, Tx};

use crate::App;

/// Signs receipts.
pub struct Signer {
    key: SigningKey,
}

#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    #[error("the signing key {path} can't be used: {source}", path = path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("the signing key {path} is not 32 bytes in base64; put the right file back, or move it away to have a new one made", path = .0.display())]
    NotAKey(PathBuf),
    #[error("the signing key {path} can be read by others (mode {mode:o}); run: chmod 600 {path}", path = path.display())]
    Exposed { path: PathBuf, mode: u32 },
    #[error("the machine gives no random bytes: {0}")]
    Entropy(String),
}

/// The public half of a key that signed receipts.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublicKey {
    /// The `keyid` in receipts: SHA-256 of the key.
    pub id: SigningKeyId,
    /// Ed25519, 32 bytes, base64.
    pub public_key: String,
}

impl Signer {
    /// The key in `path`; a new one where there is no file.
    pub fn load_or_make(path: &Path) -> Result<Self, SignerError> {
        match fs::read_to_string(path) {
            Ok(text) => Self::read(path, &text),
            Err(error) if error.kind() == ErrorKind::NotFound => Self::make(path),
            Err(source) => Err(SignerError::Io { path: path.to_owned(), source }),
        }
    }

    fn read(path: &Path, text: &str) -> Result<Self, SignerError> {
        let metadata = fs::metadata(path).map_err(io(path))?;
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(SignerError::Exposed { path: path.to_owned(), mode });
        }
        let bytes = STANDARD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
        let bytes: [u8; 32] = bytes.ok_or_else(|| SignerError::NotAKey(path.to_owned()))?;
        Ok(Signer { key: SigningKey::from_bytes(&bytes) })
    }

    /// Written whole under another name first: a crash leaves no half a key.
    fn make(path: &Path) -> Result<Self, SignerError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| SignerError::Entropy(error.to_string()))?;
        let fresh = path.with_extension("new");
        let _ = fs::remove_file(&fresh);
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&fresh)
            .map_err(io(&fresh))?;
        writeln!(file, "{}", STANDARD.encode(bytes)).map_err(io(&fresh))?;
        file.sync_all().map_err(io(&fresh))?;
        fs::rename(&fresh, path).map_err(io(path))?;
        Ok(Signer { key: SigningKey::from_bytes(&bytes) })
    }

    /// A key of its own for a test.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Signer { key: SigningKey::from_bytes(&seed) }
    }

    pub fn public_key(&self) -> PublicKey {
        let key = self.key.verifying_key();
        PublicKey { id: receipt::key_id(&key), public_key: STANDARD.encode(key.as_bytes()) }
    }

    pub(crate) fn sign(&self, statement: &Statement) -> Result<Receipt, domain::CanonicalError> {
        receipt::sign(statement, &self.key)
    }
}

impl PublicKey {
    /// The key to verify with; none where the text is none.
    pub fn verifying(&self) -> Option<VerifyingKey> {
        let bytes = STANDARD.decode(&self.public_key).ok()?;
        VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok()
    }
}

impl Debug for Signer {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("id", &self.public_key().id).finish()
    }
}

impl App {
    /// Writes down the public half of the server's key, once.
    pub async fn announce_key(&self) -> Result<(), StoreError> {
        let (key, now) = (self.inner.signer.public_key(), self.now());
        self.writer()
            .tx("announce key", async |tx: &Tx| {
                keys::announce_key(tx, &key.id, &key.public_key, now).await?;
                Ok(())
            })
            .await
    }

    /// The keys that ever signed a receipt of this inventory.
    pub async fn signing_keys(&self) -> Result<Vec<PublicKey>, StoreError> {
        let rows = keys::signing_keys(self.reader()).await?;
        Ok(rows
            .into_iter()
            .map(|row| PublicKey { id: row.id, public_key: row.public_key })
            .collect())
    }
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> SignerError {
    let path = path.to_owned();
    move |source| SignerError::Io { path, source }
}
