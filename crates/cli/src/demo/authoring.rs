//! The creator's part: from a card to a draft that is ready to be sealed.

use serde_json::{Value, json};
use ureq::http::Method;

use super::cast::Cast;
use super::stage::Stage;
use super::step::{chapter, ensure, right};
use crate::failure::Failure;
use crate::http::{Answer, HttpError, Sent};
use crate::import::{CARDS, Imported, card};

/// The character of this run.
pub(super) struct Character {
    pub(super) id: String,
    pub(super) slug: String,
}

pub(super) fn author(cast: &Cast, stage: &Stage, bytes: Vec<u8>) -> Result<Character, Failure> {
    chapter("The creator");
    register_wallet(cast)?;
    let imported = import(cast, bytes)?;
    let character = Character { id: imported.id, slug: imported.slug };
    let version = edit(cast, &character)?;
    stale_save(cast, &character, version)?;
    prepare(cast, stage, &character)?;
    share(cast, &character)?;
    roll_out(cast, &character)?;
    record_mint(cast, &character)?;
    Ok(character)
}

/// Saves some fields of the draft, based on a version of it.
pub(super) fn save(
    cast: &Cast,
    character: &Character,
    base: i64,
    fields: &Value,
) -> Result<Answer, HttpError> {
    let path = format!("/api/characters/{}/draft", character.id);
    let sent = Sent::json(fields).header("If-Match", format!("\"{base}\""));
    cast.creator.client.send(Method::PATCH, &path, sent)
}

/// The version that the draft stands at, which is also its ETag.
pub(super) fn version(cast: &Cast, character: &Character) -> Result<i64, Failure> {
    let draft = cast.creator.client.get(&format!("/api/characters/{}/draft", character.id))?;
    let etag = draft.etag.clone();
    let version = draft.facts(200)?.number("/version")?;
    ensure(etag == Some(format!("\"{version}\"")), "the draft's ETag is its version")?;
    Ok(version)
}

/// Only said: a receipt names a wallet once its key signed, which a person does in the studio.
fn register_wallet(cast: &Cast) -> Result<(), Failure> {
    let wallet = json!({ "chain": "eip155:1", "address": format!("0xdemo{}", cast.suffix) });
    cast.creator.client.post("/api/wallets", &wallet)?.facts(201)?;
    right(format_args!("the wallet 0xdemo{} on eip155:1, not proved yet", cast.suffix));
    Ok(())
}

fn import(cast: &Cast, bytes: Vec<u8>) -> Result<Imported, Failure> {
    let answer = cast.creator.client.send(Method::POST, CARDS, card(bytes))?.expect(201)?;
    let imported: Imported = answer.json()?;
    ensure(!imported.fields.is_empty(), "the import tells what became of each field")?;
    right(format_args!(
        "imported `{}` from {}: {} fields, {} repaired, {} warnings",
        imported.slug,
        imported.format,
        imported.fields.len(),
        imported.repairs.len(),
        imported.warnings.len()
    ));
    Ok(imported)
}

fn edit(cast: &Cast, character: &Character) -> Result<i64, Failure> {
    let base = version(cast, character)?;
    let label = json!({ "versionLabel": "demo 1" });
    let saved = save(cast, character, base, &label)?.facts(200)?;
    let version = saved.number("/version")?;
    ensure(version == base + 1, "a save makes the next version")?;
    let again = save(cast, character, base, &label)?.facts(200)?;
    ensure(again.is("/alreadySaved", true), "a retried save is recognised")?;
    right(format_args!(
        "saved version {version} of the draft; the same save sent again is recognised"
    ));
    Ok(version)
}

/// Another window that still shows the version before.
fn stale_save(cast: &Cast, character: &Character, version: i64) -> Result<(), Failure> {
    let stale = json!({ "versionLabel": "from another window" });
    let refused = save(cast, character, version - 1, &stale)?.facts(412)?;
    ensure(refused.is("/colliding", json!(["versionLabel"])), "the refusal names the field")?;
    ensure(
        refused.is("/current/fields/versionLabel", "demo 1"),
        "the refusal carries the current state",
    )?;
    right("a stale save of the same field is refused, with what stands there now (412)");
    let other = json!({ "authoringNotes": { "notes": "Written in another window." } });
    let merged = save(cast, character, version - 1, &other)?.facts(200)?;
    ensure(merged.is("/merged", true), "a stale save of another field merges")?;
    right(format_args!(
        "a stale save of another field merges: version {}",
        merged.number("/version")?
    ));
    Ok(())
}

fn prepare(cast: &Cast, stage: &Stage, character: &Character) -> Result<(), Failure> {
    let fields = json!({
        "verticalApp": cast.app_id,
        "visibility": "public",
        "voiceId": stage.voice_id,
        "modelPacks": [{ "modelPackId": stage.model_pack_id, "minVersion": 1 }],
    });
    save(cast, character, version(cast, character)?, &fields)?.expect(200)?;
    right(format_args!(
        "made public for `{}`, speaking with `{}`, written for the model pack from version 1 on",
        cast.app_id, stage.voice_id
    ));
    Ok(())
}

fn share(cast: &Cast, character: &Character) -> Result<(), Failure> {
    let shares = json!([
        { "handle": cast.creator.handle, "role": "author", "sharePpm": 700_000 },
        { "handle": cast.artist.handle, "role": "artist", "sharePpm": 300_000 },
    ]);
    let path = format!("/api/characters/{}/collaborators", character.id);
    cast.creator.client.put(&path, &shares)?.expect(204)?;
    right(format_args!("shared 70 to 30 with `{}`", cast.artist.handle));
    Ok(())
}

fn roll_out(cast: &Cast, character: &Character) -> Result<(), Failure> {
    let path = format!("/api/characters/{}/apps/{}", character.id, cast.app_id);
    let live = json!({ "state": "live", "percentage": 100 });
    cast.creator.client.put(&path, &live)?.expect(204)?;
    right(format_args!("to be live in `{}` for 100 % of its users", cast.app_id));
    Ok(())
}

fn record_mint(cast: &Cast, character: &Character) -> Result<(), Failure> {
    let mint = json!({
        "kind": "mint",
        "chain": "eip155:1",
        "contractAddress": "0xdemo",
        "tokenId": cast.suffix,
        "transactionHash": format!("0xfeed{}", cast.suffix),
    });
    let path = format!("/api/characters/{}/assets", character.id);
    cast.creator.client.post(&path, &mint)?.expect(204)?;
    right(format_args!("minted as token {} of 0xdemo on eip155:1", cast.suffix));
    Ok(())
}
