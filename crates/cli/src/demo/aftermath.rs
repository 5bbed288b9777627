//! What comes after a release: a report, a suspension, another version, and a way back.

use serde_json::json;

use super::authoring::{Character, save, version};
use super::cast::Cast;
use super::judging;
use super::release::{Publication, moved, pointer};
use super::step::{chapter, ensure, right};
use crate::failure::Failure;

/// An app reports, a moderator suspends at once, and lifts it again.
pub(super) fn report_and_suspend(
    cast: &Cast,
    character: &Character,
    first: &Publication,
) -> Result<(), Failure> {
    chapter("The aftermath");
    let report = json!({
        "kind": "safety",
        "payloadDigest": first.payload_digest,
        "category": "demo",
        "description": "A drill.",
    });
    let report = cast.app.client.post("/api/reports", &report)?.facts(201)?;
    right(format_args!(
        "the app reported a safety issue of what it served: {}",
        report.text("/id")?
    ));
    let suspend = json!({ "kind": "suspend", "reason": "Looking into a report." });
    moved(&cast.moderator, character, &format!("{}-suspend", cast.suffix), &suspend)?;
    pointer(cast, character)?.expect(451)?;
    right("the moderator suspended it; the app gets 451");
    let reinstate = json!({ "kind": "reinstate", "reason": "It was a drill." });
    moved(&cast.moderator, character, &format!("{}-reinstate", cast.suffix), &reinstate)?;
    pointer(cast, character)?.expect(200)?;
    right("reinstated; the app gets it again");
    Ok(())
}

/// A new version is judged anew; rolling back serves the first one's very bytes.
pub(super) fn second_version_and_back(
    cast: &Cast,
    character: &Character,
    first: &Publication,
) -> Result<(), Failure> {
    let base = version(cast, character)?;
    save(cast, character, base, &json!({ "versionLabel": "demo 2" }))?.expect(200)?;
    let revision = judging::seal_next(cast, character)?;
    check_diff(cast, first, &revision.id)?;
    let revision = judging::judge(cast, character, revision)?;
    let key = format!("{}-second", cast.suffix);
    let second = moved(&cast.creator, character, &key, &judging::publish(&revision))?;
    ensure(second.payload_digest != first.payload_digest, "another version is another payload")?;
    ensure(rests_on(cast, character, &second)?, "the pointer moved to the second version")?;
    right(format_args!("published revision {}; the pointer moved", revision.number));

    let back = json!({
        "kind": "rollback",
        "revisionId": first.revision_id,
        "reason": "The first one was better.",
    });
    let key = format!("{}-rollback", cast.suffix);
    let back = moved(&cast.creator, character, &key, &back)?;
    ensure(back.payload_digest == first.payload_digest, "the same revision is the same bytes")?;
    ensure(rests_on(cast, character, first)?, "the pointer is back")?;
    right("rolled back: a new publication of the first revision, and the same bytes");
    Ok(())
}

fn check_diff(cast: &Cast, first: &Publication, second: &str) -> Result<(), Failure> {
    let path = format!("/api/revisions/{}/diff/{second}", first.revision_id);
    let changes = cast.creator.client.get(&path)?.facts(200)?.list("")?;
    let fields: Vec<&str> = changes.iter().map(|it| it.text("/field")).collect::<Result<_, _>>()?;
    ensure(!fields.is_empty(), "the revisions differ")?;
    right(format_args!("the two revisions differ in {}", fields.join(", ")));
    Ok(())
}

fn rests_on(
    cast: &Cast,
    character: &Character,
    publication: &Publication,
) -> Result<bool, Failure> {
    let pointer = pointer(cast, character)?.facts(200)?;
    Ok(pointer.is("/payloadDigest", publication.payload_digest.as_str()))
}
