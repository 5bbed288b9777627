//! What a verified receipt proves, in words.

use super::statement::{ApprovalRef, AssetRef, EvaluationRef, Statement};
use crate::{Digest, SigningKeyId, Target};

/// What a verified receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The statement.
    pub statement: Statement,
    /// The key that signed.
    pub key_id: SigningKeyId,
    /// SHA-256 of the envelope.
    pub receipt_digest: Digest,
}

impl Verified {
    /// Whether a revision's content is the one that the receipt is about.
    pub fn is_of_revision(&self, content: &[u8]) -> bool {
        Digest::of(content) == self.statement.predicate.revision.digest
    }

    /// Whether a payload's bytes are those that the receipt is about.
    pub fn is_of_payload(&self, body: &[u8]) -> bool {
        Digest::of(body) == self.statement.predicate.payload.digest
    }

    /// What the receipt proves, a sentence each.
    pub fn proves(&self) -> Vec<String> {
        let fact = &self.statement.predicate;
        let mut proof = vec![
            format!(
                "The holder of the key {} signed this statement; not a byte of it was changed since.",
                self.key_id
            ),
            format!(
                "Publication {} of `{}` ({}) was made at {} by the account {}.",
                fact.sequence,
                fact.character.slug,
                fact.kind,
                fact.published_at,
                fact.actor.account
            ),
            format!(
                "It rests on revision {} with the digest {}, sealed from version {} of the draft {}.",
                fact.revision.number, fact.revision.digest, fact.draft.version, fact.draft.id
            ),
            format!("Apps fetch the payload with the digest {}.", fact.payload.digest),
        ];
        proof.extend(fact.evaluations.iter().map(evaluation_sentence));
        proof.extend(fact.approvals.iter().map(approval_sentence));
        proof.extend(fact.targets.iter().map(target_sentence));
        proof.extend(fact.assets.iter().map(asset_sentence));
        proof.push(format!(
            "Revenue is split by the shares with the digest {}.",
            fact.split_set.digest
        ));
        proof.push(match &fact.previous_receipt {
            Some(digest) => format!("It follows on the receipt with the digest {digest}."),
            None => "It is the first publication of the character.".to_owned(),
        });
        proof
    }
}

fn approval_sentence(approval: &ApprovalRef) -> String {
    format!("The moderator {} approved it at {}.", approval.account, approval.decided_at)
}

fn evaluation_sentence(evaluation: &EvaluationRef) -> String {
    let EvaluationRef {
        evaluator,
        evaluator_version,
        configuration_digest,
        verdict,
        finished_at,
        ..
    } = evaluation;
    format!(
        "It relies on `{evaluator}` {evaluator_version} (configuration {configuration_digest}), \
         which said {verdict} at {finished_at}."
    )
}

fn target_sentence(target: &Target) -> String {
    let Target { app_id, model_pack_id, version } = target;
    format!(
        "It assumes that the app `{app_id}` ships the model pack `{model_pack_id}` in version {version}."
    )
}

fn asset_sentence(asset: &AssetRef) -> String {
    let AssetRef { kind, chain, contract_address, token_id, transaction_hash, .. } = asset;
    format!(
        "It was made under the {kind} {contract_address}/{token_id} on {chain}, transaction {transaction_hash}."
    )
}
