//! The decisions: drafts, revisions, gates, publications, provenance, royalties.
//!
//! Values in, values out. Nothing here waits, tells the time, reads the environment, rolls dice or
//! knows SQL or HTTP: the time and new ids come in as arguments.

pub mod administration;
pub mod browser;
pub mod canonical;
mod digest;
pub mod document;
pub mod draft;
pub mod gate;
mod generated;
pub mod import;
pub mod listing;
mod media;
pub mod payload;
mod public_address;
pub mod publication;
pub mod receipt;
pub mod revision;
pub mod roles;
pub mod rollout;
pub mod royalty;
pub mod runtime;
pub mod similarity;
pub mod slug;
pub mod wallet;
mod ways_in;

pub use canonical::CanonicalError;
pub use digest::{Digest, NotADigest};
pub use generated::*;
pub use public_address::{AddressError, PublicAddress};
pub use rollout::{ModelPackRange, ShippedPack, Target};
pub use royalty::Share;
pub use slug::Slug;
pub use ways_in::WaysIn;
