//! `banned-terms`: words that no character may carry.
//!
//! Why: some content is illegal everywhere, and each provider has a list of its own. Bad: a term
//! written with Cyrillic letters or zero-width spaces in it. It is found all the same, as whole
//! words, and shown as it stands in the text.

use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};

use super::builtin::{Evaluator, Subject};
use super::fold::Folded;
use super::text::{Part, parts};
use super::{DetailFinding, Finding, Setting, SettingKind, Severity};

/// The evaluator.
pub(crate) enum BannedTerms {}

/// What can be set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Configuration {
    /// A revision with one of these fails.
    terms: Vec<String>,
    /// These are only pointed out.
    watched: Vec<String>,
}

/// Sexual content about children and directions for mass killing are illegal to hold or spread in
/// most places. Everything else is a provider's choice, in the gate's configuration.
const DEFAULT_TERMS: [&str; 10] = [
    "child porn",
    "child pornography",
    "child sexual abuse material",
    "csam",
    "jailbait",
    "kiddie porn",
    "preteen sex",
    "underage sex",
    "synthesize sarin",
    "synthesize nerve agent",
];

impl Default for Configuration {
    fn default() -> Self {
        Self { terms: DEFAULT_TERMS.map(str::to_owned).to_vec(), watched: Vec::new() }
    }
}

impl Evaluator for BannedTerms {
    const ID: &'static str = "banned-terms";
    const NAME: &'static str = "Banned terms";
    const VERSION: &'static str = "1.0.0";
    const ABOUT: &'static str = "Words that no character may carry, also where they are written with look-alike letters or invisible spaces. It begins with what is illegal nearly everywhere; the rest of the list is yours.";
    const SETTINGS: &'static [Setting] = &[
        Setting {
            key: "terms",
            label: "Hold the revision",
            about: "A term on each line, found as whole words.",
            kind: SettingKind::Lines,
        },
        Setting {
            key: "watched",
            label: "Are only pointed out",
            about: "A term on each line.",
            kind: SettingKind::Lines,
        },
    ];
    type Configuration = Configuration;

    fn evaluate(subject: &Subject<'_>, configuration: &Configuration) -> Finding {
        let content = subject.content;
        match Search::new(configuration) {
            Ok(search) => {
                let findings = parts(content).iter().flat_map(|part| search.run(part)).collect();
                Finding::judged(findings, None)
            }
            Err(error) => Finding::indeterminate(format!("the terms can't be searched: {error}")),
        }
    }
}

struct Search {
    automaton: AhoCorasick,
    terms: Vec<(String, Severity)>,
}

impl Search {
    fn new(configuration: &Configuration) -> Result<Self, aho_corasick::BuildError> {
        let with = |terms: &[String], severity| -> Vec<_> {
            terms.iter().map(|term| (squeezed(&Folded::of(term)).text, severity)).collect()
        };
        let mut terms = with(&configuration.terms, Severity::Error);
        terms.extend(with(&configuration.watched, Severity::Warning));
        terms.retain(|(term, _)| !term.is_empty());
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(terms.iter().map(|(term, _)| term))?;
        Ok(Self { automaton, terms })
    }

    fn run(&self, part: &Part<'_>) -> Vec<DetailFinding> {
        let squeezed = squeezed(&Folded::of(part.text));
        self.automaton
            .find_overlapping_iter(&squeezed.text)
            .filter(|found| squeezed.is_whole_word(found.start(), found.end()))
            .map(|found| {
                let (term, severity) = &self.terms[found.pattern()];
                let place = squeezed.original(found.start(), found.end());
                let message = format!("holds the banned term `{term}`");
                DetailFinding::at(
                    ("banned_term", *severity),
                    (&part.path, part.text),
                    place,
                    message,
                )
            })
            .collect()
    }
}

/// Runs of white space, hyphens and underscores as one space, so that `child-porn` is two words.
fn squeezed(folded: &Folded) -> Folded {
    folded.squeezed(|character| character.is_whitespace() || matches!(character, '-' | '_'))
}
