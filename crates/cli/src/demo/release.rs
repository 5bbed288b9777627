//! Publishing, and what everyone can see and fetch from then on.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Digest, receipt};
use ed25519_dalek::VerifyingKey;
use serde_json::{Value, json};
use ureq::http::Method;

use super::authoring::Character;
use super::cast::{Cast, Person};
use super::judging::Revision;
use super::step::{chapter, ensure, right, short};
use crate::failure::Failure;
use crate::http::{Answer, HttpError, Sent};

/// A publication that happened.
pub(super) struct Publication {
    pub(super) id: String,
    pub(super) revision_id: String,
    pub(super) revision_digest: String,
    pub(super) payload_digest: String,
    pub(super) created_at: String,
    receipt: String,
    receipt_digest: String,
}

/// Asks for a move of the pointer.
pub(super) fn request(
    who: &Person,
    character: &Character,
    key: &str,
    request: &Value,
) -> Result<Answer, HttpError> {
    let path = format!("/api/characters/{}/publications", character.id);
    who.client.send(Method::POST, &path, Sent::json(request).header("Idempotency-Key", key))
}

/// A move of the pointer that happens.
pub(super) fn moved(
    who: &Person,
    character: &Character,
    key: &str,
    body: &Value,
) -> Result<Publication, Failure> {
    let published = request(who, character, key, body)?.facts(201)?;
    let text = |pointer| published.text(pointer).map(str::to_owned);
    Ok(Publication {
        id: text("/id")?,
        revision_id: text("/revisionId")?,
        revision_digest: text("/revisionDigest")?,
        payload_digest: text("/payloadDigest")?,
        created_at: text("/createdAt")?,
        receipt: text("/receipt")?,
        receipt_digest: text("/receiptDigest")?,
    })
}

pub(super) fn publish(
    cast: &Cast,
    character: &Character,
    revision: &Revision,
) -> Result<Publication, Failure> {
    chapter("The release");
    let key = format!("{}-first", cast.suffix);
    let body = json!({
        "kind": "publish",
        "revisionId": revision.id,
        "reason": "First release.",
    });
    let published = moved(&cast.creator, character, &key, &body)?;
    ensure(published.revision_digest == revision.digest, "what was sealed is what is published")?;
    let again = request(&cast.creator, character, &key, &body)?.facts(200)?;
    let same = again.is("/id", published.id.as_str()) && again.is("/replayed", true);
    ensure(same, "the same Idempotency-Key gives the same publication")?;
    right(format_args!(
        "published as {} with the payload {}…; asking twice publishes once",
        published.id,
        short(&published.payload_digest)
    ));
    Ok(published)
}

/// Offline, with the server's public key.
pub(super) fn check_receipt(cast: &Cast, published: &Publication) -> Result<(), Failure> {
    let keys = cast.nobody.get("/api/keys")?.facts(200)?.list("")?;
    let keys: Vec<VerifyingKey> =
        keys.iter().filter_map(|it| verifying_key(it.text("/publicKey").ok()?)).collect();
    let verified = keys.iter().find_map(|key| receipt::verify(&published.receipt, key).ok());
    let Some(verified) = verified else {
        return Err(Failure::new("the demo stopped: a key of /api/keys verifies the receipt"));
    };
    ensure(
        verified.receipt_digest.to_string() == published.receipt_digest,
        "the receipt is the one that the publication names",
    )?;
    let fact = &verified.statement.predicate;
    right(format_args!(
        "the receipt verifies offline: signed by {}…, {} evaluations, {} asset",
        short(&verified.key_id.0),
        fact.evaluations.len(),
        fact.assets.len()
    ));
    Ok(())
}

fn verifying_key(base64: &str) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = STANDARD.decode(base64).ok()?.try_into().ok()?;
    VerifyingKey::from_bytes(&bytes).ok()
}

/// Anyone sees it; the creator sees it in their library.
pub(super) fn find_on_market(cast: &Cast, character: &Character) -> Result<(), Failure> {
    let market = format!("/api/characters?verticalApp={}", cast.app_id);
    let found = cast.nobody.get(&market)?.facts(200)?.list("/items")?;
    let listed = matches!(&found[..], [one] if one.is("/id", character.id.as_str()));
    ensure(listed, "the market lists the character for its app")?;
    let library = cast.creator.client.get("/api/characters?creator=me")?.facts(200)?;
    let mine = library.list("/items")?;
    ensure(mine.iter().any(|it| it.is("/id", character.id.as_str())), "the library lists it")?;
    right(format_args!("`{}` is on the market, and in its creator's library", character.slug));
    Ok(())
}

/// The digest that the app's pointer rests on.
pub(super) fn pointer(cast: &Cast, character: &Character) -> Result<Answer, HttpError> {
    let path = format!("/api/runtime/{}/characters/{}", cast.app_id, character.slug);
    cast.app.client.get(&path)
}

/// Pointer, then bytes, then not again.
pub(super) fn fetch(
    cast: &Cast,
    character: &Character,
    published: &Publication,
) -> Result<(), Failure> {
    let pointer = pointer(cast, character)?.facts(200)?;
    let digest = published.payload_digest.as_str();
    ensure(pointer.is("/payloadDigest", digest), "the pointer rests on what was published")?;
    let url = pointer.text("/payloadUrl")?;
    let payload = cast.app.client.get(url)?.expect(200)?;
    ensure(Digest::of(&payload.body).to_string() == digest, "the bytes have their digest")?;
    let etag = payload.etag.clone().unwrap_or_default();
    let again = Sent::nothing().header("If-None-Match", etag);
    let again = cast.app.client.send(Method::GET, url, again)?.expect(304)?;
    ensure(again.body.is_empty(), "a 304 has no body")?;
    right(format_args!(
        "the app fetched {} bytes whose SHA-256 is {}…; the second time 304",
        payload.body.len(),
        short(digest)
    ));
    Ok(())
}
