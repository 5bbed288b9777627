//! What a target can't carry.

use crate::object::Object;
use crate::{Card, Spec};

/// One thing that a card says and a target can't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Where: `data.nickname`.
    pub path: String,
    /// Why it is lost.
    pub why: String,
}

/// What would be lost if the card were written to that specification, in the card's order.
pub fn loss(card: &Card, spec: Spec) -> Vec<Loss> {
    let mut losses = Vec::new();
    card.data.losses(card.target(spec), card.data_path(), &mut losses);
    if spec == Spec::V1 && card.spec != Spec::V1 {
        let why = || "V1 has no place for it".to_owned();
        let paths = card.data.unknown().map(|(key, _)| format!("data.{key}"));
        losses.extend(paths.map(|path| Loss { path, why: why() }));
    }
    losses
}
