//! A signature as bytes, to be stored beside the revision.
//!
//! Version (2 bytes), the two halves of the text (each: how many, whether all, the hashes), how
//! many views of the portrait, their hashes; integers in little-endian order.

use super::portrait::Hash;
use super::sketch::SAMPLE_MAX;
use super::{PortraitSignature, Signature, Sketch, TextSignature, VERSION};

/// Why bytes are not a signature that this code compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotASignature {
    /// Of another version: it is made anew from its revision.
    #[error("the signature has version {0}; this code compares version {VERSION}")]
    OtherVersion(u16),
    /// Cut off, too long, or not in order.
    #[error("the signature's bytes are damaged; make it anew from its revision")]
    Damaged,
}

impl Signature {
    /// To be stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = VERSION.to_le_bytes().to_vec();
        for half in [&self.text.core, &self.text.rest] {
            bytes.extend((half.hashes().len() as u16).to_le_bytes());
            bytes.push(u8::from(half.is_all()));
            bytes.extend(half.hashes().iter().flat_map(|hash| hash.to_le_bytes()));
        }
        let views = self.portrait.as_ref().map_or(&[][..], PortraitSignature::views);
        bytes.push(views.len() as u8);
        bytes.extend(views.iter().flat_map(|view| view.to_bytes()));
        bytes
    }

    /// As it was stored.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotASignature> {
        let mut rest = bytes;
        let version = u16::from_le_bytes(take(&mut rest)?);
        if version != VERSION {
            return Err(NotASignature::OtherVersion(version));
        }
        let text = TextSignature { core: sketch(&mut rest)?, rest: sketch(&mut rest)? };
        let [views] = take(&mut rest)?;
        let views: Vec<_> =
            (0..views).map(|_| take(&mut rest).map(Hash::from_bytes)).collect::<Result<_, _>>()?;
        let is_absent = views.is_empty();
        let portrait = PortraitSignature::from_views(views);
        let is_whole = rest.is_empty() && portrait.is_some() != is_absent;
        is_whole.then_some(Self { text, portrait }).ok_or(NotASignature::Damaged)
    }
}

fn sketch(bytes: &mut &[u8]) -> Result<Sketch, NotASignature> {
    let count = usize::from(u16::from_le_bytes(take(bytes)?));
    let [is_all] = take(bytes)?;
    let hashes: Vec<_> =
        (0..count).map(|_| take(bytes).map(u64::from_le_bytes)).collect::<Result<_, _>>()?;
    let is_sketch = count <= SAMPLE_MAX && is_all <= 1 && hashes.is_sorted_by(|a, b| a < b);
    is_sketch.then(|| Sketch::new(hashes, is_all == 1)).ok_or(NotASignature::Damaged)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], NotASignature> {
    let (first, rest) = bytes.split_first_chunk().ok_or(NotASignature::Damaged)?;
    *bytes = rest;
    Ok(*first)
}
