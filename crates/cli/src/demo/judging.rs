//! What stands between a draft and its publication: a seal, gates, and a moderator.

use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::json;
use ureq::http::Method;

use super::authoring::Character;
use super::cast::Cast;
use super::mending;
use super::release::request;
use super::step::{chapter, ensure, right, short};
use crate::failure::Failure;
use crate::http::{Facts, Sent};
use crate::say;

/// Built-in evaluators take milliseconds; a minute covers a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks.
const GLANCE: Duration = Duration::from_millis(100);

/// A sealed revision.
pub(super) struct Revision {
    pub(super) id: String,
    pub(super) number: i64,
    pub(super) digest: String,
}

/// Seals the first revision.
pub(super) fn seal(cast: &Cast, character: &Character) -> Result<Revision, Failure> {
    chapter("The judges");
    seal_next(cast, character)
}

/// Seals the draft as it stands; sealing it again changes nothing.
pub(super) fn seal_next(cast: &Cast, character: &Character) -> Result<Revision, Failure> {
    let path = format!("/api/characters/{}/revisions", character.id);
    let seal = || cast.creator.client.send(Method::POST, &path, Sent::nothing());
    let sealed = seal()?.facts(201)?;
    let revision = Revision {
        id: sealed.text("/id")?.to_owned(),
        number: sealed.number("/number")?,
        digest: sealed.text("/digest")?.to_owned(),
    };
    let again = seal()?.facts(200)?;
    ensure(again.is("/id", revision.id.as_str()), "the same content is the same revision")?;
    right(format_args!(
        "sealed revision {} with the digest {}…; sealing again gives the same",
        revision.number,
        short(&revision.digest)
    ));
    Ok(revision)
}

/// The refusal lists all that is missing, not only the first.
pub(super) fn publish_too_early(
    cast: &Cast,
    character: &Character,
    revision: &Revision,
) -> Result<(), Failure> {
    let key = format!("{}-too-early", cast.suffix);
    let refused = request(&cast.creator, character, &key, &publish(revision))?.facts(422)?;
    ensure(refused.is("/type", "/problems/gates-missing"), "the refusal is `gates-missing`")?;
    let missing = refused.list("/missing")?;
    let codes: Vec<&str> = missing.iter().map(|it| it.text("/code")).collect::<Result<_, _>>()?;
    ensure(codes.contains(&"gates_missing"), "the refusal lists the gates")?;
    ensure(codes.contains(&"approvals_missing"), "the refusal lists the approvals")?;
    right(format_args!(
        "publishing now is refused, and all that is missing listed: {}",
        codes.join(", ")
    ));
    Ok(())
}

/// How often a creator mends a card before the demo gives up.
const MENDINGS_MAX: usize = 5;

/// Gates, then a moderator. What the gates point at is mended and sealed anew; the revision that
/// passed is answered.
pub(super) fn judge(
    cast: &Cast,
    character: &Character,
    revision: Revision,
) -> Result<Revision, Failure> {
    let revision = passing(cast, character, revision)?;
    let approval = json!({ "decision": "approve", "reason": "Read it; a pleasure." });
    let path = format!("/api/revisions/{}/approvals", revision.id);
    cast.moderator.client.post(&path, &approval)?.expect(201)?;
    right(format_args!("`{}` approved it", cast.moderator.handle));
    Ok(revision)
}

fn passing(
    cast: &Cast,
    character: &Character,
    mut revision: Revision,
) -> Result<Revision, Failure> {
    for _ in 0..=MENDINGS_MAX {
        let path = format!("/api/revisions/{}/evaluations", revision.id);
        cast.creator.client.send(Method::POST, &path, Sent::nothing())?.expect(202)?;
        let standing = wait_for_gates(cast, &path)?;
        if all_passed(&standing)? {
            return Ok(revision);
        }
        show_evidence(&standing)?;
        mending::mend(cast, character, &mending::errors(&standing)?)?;
        revision = seal_next(cast, character)?;
    }
    Err(Failure::new("the demo stopped: the card still fails its gates; see the findings above"))
}

fn wait_for_gates(cast: &Cast, path: &str) -> Result<Facts, Failure> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let standing = cast.creator.client.get(path)?.facts(200)?;
        if standing.list("/pending")?.is_empty() {
            return Ok(standing);
        }
        ensure(Instant::now() < deadline, "the gates are judged within a minute")?;
        sleep(GLANCE);
    }
}

/// A card may come with warnings; one with errors fails.
fn all_passed(standing: &Facts) -> Result<bool, Failure> {
    let gates = standing.list("/gates")?;
    if !gates.iter().all(|gate| gate.is("/standing/standing", "passed")) {
        return Ok(false);
    }
    let evaluations = standing.list("/evaluations")?;
    let names: Vec<&str> =
        evaluations.iter().map(|it| it.text("/evaluator")).collect::<Result<_, _>>()?;
    right(format_args!("passed all {} gates: {}", gates.len(), names.join(", ")));
    Ok(true)
}

fn show_evidence(standing: &Facts) -> Result<(), Failure> {
    for evaluation in standing.list("/evaluations")? {
        let (evaluator, verdict) = (evaluation.text("/evaluator")?, evaluation.text("/verdict")?);
        say::told(format_args!(
            "  {evaluator}: {verdict}; {}",
            evaluation.text("/detail/summary")?
        ));
        for finding in evaluation.list("/detail/findings")? {
            let (severity, path) = (finding.text("/severity")?, finding.text("/path")?);
            say::told(format_args!("    {severity} at {path}: {}", finding.text("/message")?));
        }
    }
    Ok(())
}

/// The request that publishes a revision.
pub(super) fn publish(revision: &Revision) -> serde_json::Value {
    json!({ "kind": "publish", "revisionId": revision.id })
}
