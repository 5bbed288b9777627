//! What is compared of a character's portrait.
//!
//! A perceptual hash: the signs of the low frequencies of its brightness (DCT). Scaling and
//! re-encoding change high frequencies, shifts of colour and contrast change sizes and not signs.
//! Borders are cut off first. A crop moves everything, so each portrait is hashed in several views
//! of itself, and the whole of one picture is compared with each view of the other; mirrored too,
//! since mirroring only turns the signs of the odd columns over.

mod hash;
mod plane;

pub use hash::Hash;
pub use plane::{NotAPicture, Picture};

use plane::{Plane, View};

/// Bits that differ, of 120, up to which two portraits are one picture by themselves.
pub const SAME_PORTRAIT_BITS: u32 = 10;

/// Bits up to which they may be one picture: enough where the text has something in common too.
pub const LIKE_PORTRAIT_BITS: u32 = 24;

/// The signature of a portrait: the hash of the whole, of its views, and of all with its border.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortraitSignature {
    views: Vec<Hash>,
}

impl PortraitSignature {
    /// Of a picture; none where it shows nothing (one colour, or close to it), since nothing looks
    /// like nothing.
    pub fn of(picture: &Picture<'_>) -> Option<Self> {
        let plane = Plane::of(picture);
        if plane.is_flat() {
            return None;
        }
        let all = View::all(plane.without_border());
        let views = all.into_iter().chain([plane.whole()]);
        Some(Self { views: views.map(|view| Hash::of(&plane.squeezed(view))).collect() })
    }

    pub(super) fn from_views(views: Vec<Hash>) -> Option<Self> {
        (views.len() == View::COUNT + 1).then_some(Self { views })
    }

    pub(super) fn views(&self) -> &[Hash] {
        &self.views
    }

    /// The bits that differ between the whole of one and the view of the other that is nearest.
    pub fn distance(&self, other: &Self) -> u32 {
        let whole = |a: &Self, b: &Self| {
            let (straight, mirrored) = (a.views[0], a.views[0].mirrored());
            let nearest = |view: Hash| straight.distance(view).min(mirrored.distance(view));
            b.views.iter().copied().map(nearest).min().unwrap_or(Hash::BITS)
        };
        whole(self, other).min(whole(other, self))
    }

    /// The keys that the revision is found by: four for each view, 16 bits of its coarsest 64 each,
    /// with the number of the band above them.
    pub fn keys(&self) -> Vec<i32> {
        tidy(self.views.iter().flat_map(|view| view.bands()).collect())
    }

    /// The keys of the whole: a portrait whose four are all crowded can't be looked up.
    pub fn whole_keys(&self) -> Vec<i32> {
        self.views[0].bands().to_vec()
    }

    /// The keys to look for: of the whole with up to one bit turned over in each band, so that
    /// whatever differs in at most seven of the 64 is found; of the views as they are.
    pub fn probes(&self) -> Vec<i32> {
        let whole = [self.views[0], self.views[0].mirrored()];
        let near = whole.iter().flat_map(|hash| hash.bands()).flat_map(|key| {
            std::iter::once(key).chain((0..Hash::BAND_BITS).map(move |bit| key ^ (1 << bit)))
        });
        let views = self
            .views
            .iter()
            .flat_map(|view| view.bands().into_iter().chain(view.mirrored().bands()));
        tidy(near.chain(views).collect())
    }
}

fn tidy(mut keys: Vec<i32>) -> Vec<i32> {
    keys.sort_unstable();
    keys.dedup();
    keys
}
