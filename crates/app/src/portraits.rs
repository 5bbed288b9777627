//! Portraits: the pictures that drafts choose from, and that apps show.

use card::{Card, CardData};
use domain::{BlobDigest, MediaType};
use schemars::JsonSchema;
use serde::Serialize;
use store::queries::cards;
use store::{StoreError, Tx};

use crate::aside::aside;
use crate::blobs::File;
use crate::error::via_store;
use crate::{Actor, App};

/// A picture that may now be a draft's `portraitDigest`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PortraitView {
    /// SHA-256 of the picture alone, without what its file said beside it.
    pub digest: BlobDigest,
    /// As its bytes tell it, whatever was sent along.
    pub media_type: &'static str,
    pub size: usize,
}

/// A picture's bytes.
#[derive(Clone, Debug)]
pub struct PortraitBytes {
    pub bytes: Vec<u8>,
    pub media: MediaType,
}

#[derive(Debug, thiserror::Error)]
pub enum PortraitError {
    #[error("a portrait is a PNG, a JPEG or a WebP; this is none of them")]
    NoPicture,
    #[error("there is no portrait {0}")]
    NotFound(BlobDigest),
    #[error(transparent)]
    Card(#[from] card::CardError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(PortraitError);

impl App {
    /// Keeps a picture as one of the actor's portraits. The same picture twice is one.
    pub async fn bring_portrait(
        &self,
        actor: &Actor,
        bytes: Vec<u8>,
    ) -> Result<PortraitView, PortraitError> {
        let nobody = Card::new(CardData::default());
        let file = aside(move || File::portrait(&nobody, &bytes)).await?;
        let file = file.ok_or(PortraitError::NoPicture)?;
        let now = self.now();
        self.writer()
            .tx("bring portrait", async |tx: &Tx| {
                file.bring(tx, actor, now).await.map_err(PortraitError::from)
            })
            .await?;
        let (media_type, size) = (file.media.mime(), file.bytes.len());
        Ok(PortraitView { digest: file.digest, media_type, size })
    }

    /// The bytes of a portrait. Whoever knows its digest was told it.
    pub async fn portrait(&self, digest: &BlobDigest) -> Result<PortraitBytes, PortraitError> {
        let row = cards::portrait(self.reader(), digest).await?;
        let row = row.ok_or_else(|| PortraitError::NotFound(digest.clone()))?;
        Ok(PortraitBytes { bytes: row.bytes, media: row.media_type })
    }
}
