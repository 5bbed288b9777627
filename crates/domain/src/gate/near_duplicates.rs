//! `near-duplicates`: whether the revision is likely a copy of one that was published before.
//!
//! Why: a character that somebody else wrote must not be sold under another name. Bad: a persona
//! that stands, with the name replaced, in a character of another creator. Fix: declare the fork, or
//! write it anew; where the two only look alike, a moderator says so. How it is decided, and how
//! often it errs: `docs/near-duplicates.md`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::builtin::{Evaluator, Subject};
use super::finding::EXCERPT_CHARS_MAX;
use super::{DetailFinding, EarlierPlace, Finding, Setting, Severity};
use crate::revision::SealedContent;
use crate::similarity::{
    Ground, Judgement, KEY_ROWS_MAX, Likeness, Passage, Place, Shared, judge, shared,
};
use crate::{CharacterRevisionId, Digest, KinshipKind};

/// Passages of one neighbour that are shown.
const PASSAGES_SHOWN: usize = 5;

/// The evaluator.
pub(crate) enum NearDuplicates {}

/// A published revision of another character, like the one that is judged.
#[derive(Clone, Debug)]
pub struct Neighbour {
    /// The revision.
    pub revision_id: CharacterRevisionId,
    /// SHA-256 of its content.
    pub digest: Digest,
    /// What was sealed.
    pub content: SealedContent,
    /// Everybody may see it: its name and words may be shown to the one who is judged.
    pub is_public: bool,
    /// How alike the signatures are: "first" is the neighbour, "second" what is judged.
    pub likeness: Likeness,
    /// What somebody said of the two characters.
    pub kinship: Option<KinshipKind>,
}

/// What was not looked up, since too many characters have it: a copy may have gone unseen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsought {
    /// Sampled phrases of the text.
    pub phrases: usize,
    /// The portrait as a whole.
    pub portrait: bool,
}

/// What of all that was said of a character and another counts for a revision: a moderator's word
/// that they are unrelated, for what was sealed by then, before the creator's that it is a fork.
pub fn ruling(
    said: impl Iterator<Item = (KinshipKind, Timestamp)>,
    sealed_at: Timestamp,
) -> Option<KinshipKind> {
    let counts = |(kind, at): (KinshipKind, Timestamp)| match kind {
        KinshipKind::Fork => Some(kind),
        KinshipKind::Unrelated => (at >= sealed_at).then_some(kind),
    };
    said.filter_map(counts).max_by_key(|kind| *kind == KinshipKind::Unrelated)
}

/// As many characters as one look-up meets: a hundred by rare phrases, by common ones, by the portrait.
/// More is not asked of anybody, and all of them are read whenever the character is judged.
pub const KINSHIPS_MAX: usize = 300;

/// Whether as much of a kind was said of a character as may be. Each has its own limit: what a creator
/// declares takes no moderator's word away.
pub fn is_full(said: impl Iterator<Item = KinshipKind>, kind: KinshipKind) -> bool {
    said.filter(|it| *it == kind).count() >= KINSHIPS_MAX
}

/// What can be set: nothing yet.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Configuration {}

impl Evaluator for NearDuplicates {
    const ID: &'static str = "near-duplicates";
    const NAME: &'static str = "Near-duplicates";
    /// Its second number is [`crate::similarity::VERSION`].
    const VERSION: &'static str = "1.1.1";
    const ABOUT: &'static str = "Whether the character is likely a copy of one that was published before, under another name, reordered or lightly rewritten. It goes on when the creator declares the fork, or a moderator says that the two are unrelated.";
    const SETTINGS: &'static [Setting] = &[];
    const COMPARES: bool = true;
    type Configuration = Configuration;

    fn evaluate(subject: &Subject<'_>, _: &Configuration) -> Finding {
        let told = subject.neighbours.iter().map(|it| told(it, subject.content));
        let (findings, shares): (Vec<_>, Vec<_>) = told.unzip();
        let score = shares.into_iter().fold(0.0, f64::max);
        let findings = findings.into_iter().flatten().chain(unsought(subject.unsought));
        Finding::judged(findings.collect(), Some(score))
    }
}

/// That something was not looked up: whoever relies on a verdict may know.
fn unsought(it: Unsought) -> Vec<DetailFinding> {
    let many = format!("more than {KEY_ROWS_MAX} published characters");
    let phrases = format!("not looked up, as {many} have each: {} sampled phrases", it.phrases);
    let portrait = format!("not looked up, as {many} have one like it");
    let told = [
        (it.phrases > 0, "common_phrases", "", phrases),
        (it.portrait, "common_portrait", "portraitDigest", portrait),
    ];
    let told = told.into_iter().filter(|(is_so, ..)| *is_so);
    let note = |code, path, message| DetailFinding::about(code, Severity::Info, path, message);
    told.map(|(_, code, path, message)| note(code, path, message)).collect()
}

/// What is to be said of a neighbour, and the share that is copied.
fn told(neighbour: &Neighbour, content: &SealedContent) -> (Vec<DetailFinding>, f64) {
    let texts = neighbour.likeness.asks_for_texts().then(|| shared(&neighbour.content, content));
    let texts = texts.unwrap_or_default();
    let share = texts.earlier_in_later.max(texts.later_in_earlier);
    match (judge(&neighbour.likeness, Some(&texts)), neighbour.kinship) {
        (Judgement::Distinct, _) => (Vec::new(), 0.0),
        (Judgement::SharedRest, _) => {
            let message = "a world, its book or instructions are shared; that holds nothing";
            (vec![about(neighbour, "shared_world", Severity::Info, message.to_owned())], 0.0)
        }
        (Judgement::Copy(_), Some(KinshipKind::Fork)) => {
            let message = "a declared fork: its lineage names the original";
            (vec![about(neighbour, "declared_fork", Severity::Info, message.to_owned())], 0.0)
        }
        (Judgement::Copy(_), Some(KinshipKind::Unrelated)) => {
            let message = "alike, and a moderator found that neither is a copy of the other";
            (vec![about(neighbour, "ruled_unrelated", Severity::Info, message.to_owned())], 0.0)
        }
        (Judgement::Copy(ground), None) => (copy(neighbour, content, ground, &texts), share),
    }
}

/// The claim, and each passage in both as evidence.
fn copy(
    neighbour: &Neighbour,
    content: &SealedContent,
    ground: Ground,
    texts: &Shared,
) -> Vec<DetailFinding> {
    let percent = |share: f64| (share * 100.0).round() as u32;
    let (theirs, ours) = (percent(texts.earlier_in_later), percent(texts.later_in_earlier));
    let text = format!("{theirs} % of its telling words stand here, {ours} % of these there");
    let what = match ground {
        Ground::Text => text,
        Ground::Portrait => "the portraits are one picture".to_owned(),
        Ground::Both => format!("the portraits are alike, and {text}"),
    };
    let message = format!(
        "likely a copy of a character that was published before: {what}. If it was made from that \
         one, declare the fork; if not, a moderator can say that they are unrelated"
    );
    let mut findings = vec![about(neighbour, "likely_copy", Severity::Error, message)];
    let passages = texts.passages.iter().take(PASSAGES_SHOWN);
    findings.extend(passages.map(|it| evidence(neighbour, content, it)));
    findings
}

/// A finding about the whole.
fn about(neighbour: &Neighbour, code: &str, severity: Severity, message: String) -> DetailFinding {
    let earlier = Some(earlier(neighbour, None));
    DetailFinding { earlier, ..DetailFinding::about(code, severity, "", message) }
}

fn evidence(neighbour: &Neighbour, content: &SealedContent, passage: &Passage) -> DetailFinding {
    let message = format!("{} telling words in common", passage.words);
    let about = DetailFinding::about("passage", Severity::Warning, &passage.later.path, message);
    let (start, end) = chars(&passage.later);
    DetailFinding {
        start,
        end,
        excerpt: excerpt(content, &passage.later),
        earlier: Some(earlier(neighbour, Some(&passage.earlier))),
        ..about
    }
}

/// Of what is not public: that it is there, and no word of it.
fn earlier(neighbour: &Neighbour, place: Option<&Place>) -> EarlierPlace {
    let content = neighbour.is_public.then_some(&neighbour.content);
    let place = place.filter(|_| neighbour.is_public);
    let (start, end) = place.map(chars).unwrap_or_default();
    EarlierPlace {
        revision_id: neighbour.revision_id,
        revision_digest: neighbour.digest.to_string(),
        character: content.map(|it| it.slug.to_string()),
        path: place.map(|it| it.path.clone()),
        start,
        end,
        excerpt: content.zip(place).and_then(|(content, place)| excerpt(content, place)),
    }
}

fn chars(place: &Place) -> (Option<u32>, Option<u32>) {
    (u32::try_from(place.chars.start).ok(), u32::try_from(place.chars.end).ok())
}

fn excerpt(content: &SealedContent, place: &Place) -> Option<String> {
    let part = super::text::parts(content).into_iter().find(|part| part.path == place.path)?;
    Some(part.text.get(place.bytes.clone())?.chars().take(EXCERPT_CHARS_MAX).collect())
}

#[cfg(test)]
mod tests {
    use super::{Evaluator, NearDuplicates};

    #[test]
    fn its_version_follows_the_comparison() {
        let compared = crate::similarity::VERSION.to_string();
        assert_eq!(NearDuplicates::VERSION.split('.').nth(1), Some(compared.as_str()));
    }
}
