//! Who sees a character: cohorts of an app's users, and the model packs that suit.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{AppId, Digest, ModelPackId, Slug};

/// A hundredth of a per cent is the finest share; rollouts are in whole per cents today.
pub const BUCKETS: u16 = 10_000;

/// The versions of a model pack that a character is written for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelPackRange {
    /// The model pack.
    pub model_pack_id: ModelPackId,
    /// The first version that suits.
    pub min_version: i32,
    /// The last version that suits; empty where every later one does.
    #[serde(default)]
    pub max_version: Option<i32>,
}

/// A release of a model pack that an app ships.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShippedPack {
    /// The model pack.
    pub model_pack_id: ModelPackId,
    /// Its version.
    pub version: i32,
}

/// What a publication assumed of a runtime: the app, and a release that it shipped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// The app.
    pub app_id: AppId,
    /// The model pack that it shipped.
    pub model_pack_id: ModelPackId,
    /// The version of the pack.
    pub version: i32,
}

impl ModelPackRange {
    /// Whether a release lies in the range.
    pub fn contains(&self, shipped: &ShippedPack) -> bool {
        shipped.model_pack_id == self.model_pack_id
            && shipped.version >= self.min_version
            && self.max_version.is_none_or(|max| shipped.version <= max)
    }

    /// What makes the range one that nothing can satisfy.
    pub fn problem(&self) -> Option<String> {
        if self.min_version < 1 {
            return Some(format!("minVersion is {}; versions count from 1", self.min_version));
        }
        let max = self.max_version.filter(|max| *max < self.min_version)?;
        Some(format!("maxVersion {max} is below minVersion {}", self.min_version))
    }
}

/// The shipped releases that a character may run on. One written for no pack in particular
/// runs on all.
pub fn suitable<'a>(ranges: &[ModelPackRange], shipped: &'a [ShippedPack]) -> Vec<&'a ShippedPack> {
    let suits =
        |pack: &&ShippedPack| ranges.is_empty() || ranges.iter().any(|range| range.contains(pack));
    shipped.iter().filter(suits).collect()
}

/// The bucket of a cohort for a character, 0 to 9,999. Each character deals the cohorts anew, so
/// that the same users are not always first.
pub fn bucket(slug: &Slug, cohort: &str) -> u16 {
    let digest = Digest::of_parts(&[slug.as_str().as_bytes(), b"\0", cohort.as_bytes()]);
    let mut head = [0; 8];
    head.copy_from_slice(&digest.as_bytes()[..8]);
    (u64::from_be_bytes(head) % u64::from(BUCKETS)) as u16
}

/// Whether a rollout to `percentage` per cent reaches a bucket. What was reached stays reached
/// when the percentage goes up.
pub fn covers(percentage: i32, bucket: u16) -> bool {
    i64::from(bucket) < i64::from(percentage) * i64::from(BUCKETS / 100)
}
