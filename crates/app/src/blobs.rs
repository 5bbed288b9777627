//! Files as they came, each kept once under its digest.

use domain::{BlobDigest, Digest, MediaType};
use jiff::Timestamp;
use store::queries::cards::{self, KeepBlob};
use store::{StoreError, Tx};

use crate::Actor;

/// A file that is to be kept.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
    pub(crate) digest: BlobDigest,
    pub(crate) media: MediaType,
}

impl File {
    pub(crate) fn of(bytes: Vec<u8>) -> Self {
        let digest = BlobDigest(Digest::of(&bytes).to_string());
        File { digest, media: MediaType::sniff(&bytes), bytes }
    }

    /// The picture of a file, alone; nothing where it holds none that is served.
    pub(crate) fn portrait(
        card: &card::Card,
        bytes: &[u8],
    ) -> Result<Option<Self>, card::CardError> {
        Ok(card::portrait(card, bytes)?.map(File::of))
    }

    pub(crate) async fn keep(&self, tx: &Tx, now: Timestamp) -> Result<(), StoreError> {
        let File { bytes, digest: blob_digest, media } = self;
        // The limit of a request, which is also the table's, is far below what an `i32` holds.
        let size = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
        let blob = KeepBlob { blob_digest, bytes, size, media_type: *media, now };
        cards::keep_blob(tx, &blob).await.map(drop)
    }

    /// Keeps it as one of the actor's portraits.
    pub(crate) async fn bring(
        &self,
        tx: &Tx,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.keep(tx, now).await?;
        cards::bring_portrait(tx, &self.digest, actor.id, now).await.map(drop)
    }
}
