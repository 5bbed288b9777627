//! Receipts: an in-toto Statement of a publication in a DSSE envelope, signed with Ed25519.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    AccountId, AssetKind, AssetReferenceId, CanonicalError, CharacterDraftId, CharacterId,
    CharacterRevisionId, Digest, EvaluationId, EvaluatorId, PublicationId, PublicationKind,
    SigningKeyId, Slug, SplitSetId, Target, Verdict, WalletId, canonical,
};

/// What the envelope carries.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// in-toto Statement v1.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// The shape of the predicate.
pub const PREDICATE_TYPE: &str = "https://repertoire.dev/publication/v1";

/// An in-toto Statement about a publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    /// [`STATEMENT_TYPE`].
    #[serde(rename = "_type")]
    pub statement_type: String,
    /// The revision and the payload, by digest.
    pub subject: Vec<Subject>,
    /// [`PREDICATE_TYPE`].
    pub predicate_type: String,
    /// All that answers for the publication.
    pub predicate: Provenance,
}

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// `revision` or `payload`, and of what.
    pub name: String,
    /// Its digest.
    pub digest: SubjectDigest,
}

/// A digest in in-toto's way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectDigest {
    /// SHA-256.
    pub sha256: Digest,
}

/// The provenance of a publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    /// The publication.
    pub publication: PublicationId,
    /// What it did.
    pub kind: PublicationKind,
    /// Its number within the character.
    pub sequence: i32,
    /// When.
    pub published_at: Timestamp,
    /// Why, in the actor's words; may be empty.
    pub reason: String,
    /// The character.
    pub character: CharacterRef,
    /// The draft that was sealed.
    pub draft: DraftRef,
    /// The revision that the pointer rests on.
    pub revision: RevisionRef,
    /// The payload that apps fetch.
    pub payload: PayloadRef,
    /// The evaluations relied on.
    pub evaluations: Vec<EvaluationRef>,
    /// What was assumed of runtimes.
    pub targets: Vec<Target>,
    /// The mints and escrows it was made under.
    pub assets: Vec<AssetRef>,
    /// Who did it.
    pub actor: ActorRef,
    /// Who is paid.
    pub split_set: SplitSetRef,
    /// SHA-256 of the contract that the data follows.
    pub contract_hash: String,
    /// SHA-256 of the receipt before this one; none for the first publication.
    pub previous_receipt: Option<Digest>,
}

macro_rules! refs {
    ($($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $field_doc:literal])+ $field:ident: $kind:ty,)+ })+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(rename_all = "camelCase")]
            pub struct $name {
                $($(#[doc = $field_doc])+ pub $field: $kind,)+
            }
        )+
    };
}

refs! {
    /// The character of a receipt.
    CharacterRef {
        /// Its id.
        id: CharacterId,
        /// Its name in URLs.
        slug: Slug,
        /// Its owner.
        creator: AccountId,
    }
    /// The draft of a receipt.
    DraftRef {
        /// Its id.
        id: CharacterDraftId,
        /// The version that was sealed.
        version: i32,
    }
    /// The revision of a receipt.
    RevisionRef {
        /// Its id.
        id: CharacterRevisionId,
        /// Its number within the character.
        number: i32,
        /// SHA-256 of its content.
        digest: Digest,
    }
    /// The payload of a receipt.
    PayloadRef {
        /// The version of its shape.
        version: i32,
        /// SHA-256 of its bytes.
        digest: Digest,
    }
    /// An evaluation that a receipt relies on.
    EvaluationRef {
        /// Its id.
        id: EvaluationId,
        /// The evaluator.
        evaluator: EvaluatorId,
        /// Its version.
        evaluator_version: String,
        /// SHA-256 of its configuration.
        configuration_digest: Digest,
        /// What it said.
        verdict: Verdict,
        /// When it said so.
        finished_at: Timestamp,
    }
    /// A mint or an escrow of a receipt.
    AssetRef {
        /// Its id.
        id: AssetReferenceId,
        /// Mint or escrow.
        kind: AssetKind,
        /// CAIP-2 chain id.
        chain: String,
        /// The contract on the chain.
        contract_address: String,
        /// The token of the contract.
        token_id: String,
        /// The transaction.
        transaction_hash: String,
    }
    /// The actor of a receipt.
    ActorRef {
        /// The account.
        account: AccountId,
        /// The account's wallet.
        wallet: Option<WalletRef>,
    }
    /// A wallet of a receipt.
    WalletRef {
        /// Its id.
        id: WalletId,
        /// CAIP-2 chain id.
        chain: String,
        /// The address.
        address: String,
    }
    /// The split set of a receipt.
    SplitSetRef {
        /// Its id.
        id: SplitSetId,
        /// SHA-256 of the canonical list of shares.
        digest: Digest,
    }
}

/// A signed receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The DSSE envelope, JSON.
    pub envelope: String,
    /// SHA-256 of the envelope.
    pub digest: Digest,
    /// Its leaf hash in the transparency log.
    pub leaf_hash: Digest,
    /// The key that signed.
    pub key_id: SigningKeyId,
}

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

/// Why a receipt proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// The envelope is not JSON of its shape.
    #[error("the envelope can't be read: {0}")]
    Envelope(serde_json::Error),
    /// Another kind of content.
    #[error("the envelope carries `{0}`, not `{PAYLOAD_TYPE}`")]
    PayloadType(String),
    /// The payload or a signature is not base64.
    #[error("the envelope's {0} is not base64")]
    Base64(&'static str),
    /// None of the signatures is this key's.
    #[error("no signature of the key {wanted}; the envelope is signed by {}", found.join(", "))]
    OtherKey {
        /// The key id that was asked for.
        wanted: SigningKeyId,
        /// The key ids in the envelope.
        found: Vec<String>,
    },
    /// The signature is not one of these bytes.
    #[error("the signature does not fit: the receipt was changed, or it is not signed by this key")]
    Signature,
    /// The statement is not JSON of its shape.
    #[error("the statement can't be read: {0}")]
    Statement(serde_json::Error),
    /// Another kind of statement.
    #[error("the statement is `{0}`, not a publication of Repertoire")]
    StatementType(String),
    /// Subjects and predicate name different digests.
    #[error(
        "the statement contradicts itself: its subjects are not the revision and payload it describes"
    )]
    Contradiction,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payload: String,
    payload_type: String,
    signatures: Vec<EnvelopeSignature>,
}

#[derive(Serialize, Deserialize)]
struct EnvelopeSignature {
    #[serde(default)]
    keyid: String,
    sig: String,
}

impl Statement {
    /// The statement of a publication.
    pub fn of(predicate: Provenance) -> Self {
        Self {
            statement_type: STATEMENT_TYPE.to_owned(),
            subject: subjects(&predicate),
            predicate_type: PREDICATE_TYPE.to_owned(),
            predicate,
        }
    }
}

fn subjects(provenance: &Provenance) -> Vec<Subject> {
    let slug = &provenance.character.slug;
    let subject = |name: String, sha256| Subject { name, digest: SubjectDigest { sha256 } };
    vec![
        subject(
            format!("revision:{slug}#{}", provenance.revision.number),
            provenance.revision.digest,
        ),
        subject(format!("payload:{slug}"), provenance.payload.digest),
    ]
}

/// The id of a key: SHA-256 of its public half, lower-case hex.
pub fn key_id(key: &VerifyingKey) -> SigningKeyId {
    SigningKeyId(Digest::of(key.as_bytes()).to_string())
}

/// Signs a statement. The same statement and key give the same bytes.
pub fn sign(statement: &Statement, key: &SigningKey) -> Result<Receipt, CanonicalError> {
    let body = canonical::to_string(statement)?;
    let key_id = key_id(&key.verifying_key());
    let signature = key.sign(&pre_authentication_encoding(PAYLOAD_TYPE, body.as_bytes()));
    let envelope = canonical::to_string(&Envelope {
        payload: BASE64.encode(&body),
        payload_type: PAYLOAD_TYPE.to_owned(),
        signatures: vec![EnvelopeSignature {
            keyid: key_id.0.clone(),
            sig: BASE64.encode(signature.to_bytes()),
        }],
    })?;
    let digest = Digest::of(&envelope);
    let leaf_hash = leaf_hash(envelope.as_bytes());
    Ok(Receipt { envelope, digest, leaf_hash, key_id })
}

/// Verifies a receipt against a key, and reads what it says. Nothing is read that is not signed.
pub fn verify(envelope_json: &str, key: &VerifyingKey) -> Result<Verified, ReceiptError> {
    let envelope: Envelope = serde_json::from_str(envelope_json).map_err(ReceiptError::Envelope)?;
    if envelope.payload_type != PAYLOAD_TYPE {
        return Err(ReceiptError::PayloadType(envelope.payload_type));
    }
    let body = BASE64.decode(&envelope.payload).map_err(|_| ReceiptError::Base64("payload"))?;
    let key_id = key_id(key);
    check_signature(&envelope, &body, key, &key_id)?;
    let statement = read_statement(&body)?;
    Ok(Verified { statement, key_id, receipt_digest: Digest::of(envelope_json) })
}

/// The `keyid` is only a hint: a signature without one is tried too.
fn check_signature(
    envelope: &Envelope,
    body: &[u8],
    key: &VerifyingKey,
    key_id: &SigningKeyId,
) -> Result<(), ReceiptError> {
    let ours =
        |signature: &&EnvelopeSignature| signature.keyid.is_empty() || signature.keyid == key_id.0;
    let Some(signature) = envelope.signatures.iter().find(ours) else {
        let found = envelope.signatures.iter().map(|signature| signature.keyid.clone()).collect();
        return Err(ReceiptError::OtherKey { wanted: key_id.clone(), found });
    };
    let bytes = BASE64.decode(&signature.sig).map_err(|_| ReceiptError::Base64("signature"))?;
    let signature = Signature::from_slice(&bytes).map_err(|_| ReceiptError::Signature)?;
    let signed = pre_authentication_encoding(&envelope.payload_type, body);
    key.verify_strict(&signed, &signature).map_err(|_| ReceiptError::Signature)
}

fn read_statement(body: &[u8]) -> Result<Statement, ReceiptError> {
    let statement: Statement = serde_json::from_slice(body).map_err(ReceiptError::Statement)?;
    for (is, should) in
        [(&statement.statement_type, STATEMENT_TYPE), (&statement.predicate_type, PREDICATE_TYPE)]
    {
        if is != should {
            return Err(ReceiptError::StatementType(is.clone()));
        }
    }
    if statement.subject != subjects(&statement.predicate) {
        return Err(ReceiptError::Contradiction);
    }
    Ok(statement)
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

/// DSSE's pre-authentication encoding: what is signed.
pub fn pre_authentication_encoding(payload_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), body.len());
    [head.as_bytes(), body].concat()
}

/// The hash of a leaf of the transparency log (RFC 6962, 2.1): SHA-256(0x00 ‖ leaf).
pub fn leaf_hash(leaf: &[u8]) -> Digest {
    Digest::of_parts(&[&[0], leaf])
}
