//! `prompt-injection`: texts that try to take the model away from the app.
//!
//! Why: overrides, lorebooks and examples of strangers end up in the prompt of every app. Bad:
//! "ignore all previous instructions", a role token of a chat template, a system tag that is not
//! the system's, an order to send the conversation somewhere.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::builtin::{Evaluator, Subject};
use super::fold::Folded;
use super::text::{Part, Reader, parts};
use super::{DetailFinding, Finding, Setting, SettingKind, Severity};

/// The evaluator.
pub(crate) enum PromptInjection {}

/// What can be set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Configuration {
    /// The gate fails from this score on, 0 to 1.
    fail_score: f64,
    /// Codes that this app does not mind.
    ignored_codes: Vec<String>,
}

impl Default for Configuration {
    fn default() -> Self {
        Self { fail_score: 0.7, ignored_codes: Vec::new() }
    }
}

impl Evaluator for PromptInjection {
    const ID: &'static str = "prompt-injection";
    const NAME: &'static str = "Prompt injection";
    const VERSION: &'static str = "1.0.0";
    const ABOUT: &'static str = "Texts that try to take the model away from the app: ‘ignore all previous instructions’, tokens of a chat template, orders to send the conversation somewhere.";
    const SETTINGS: &'static [Setting] = &[
        Setting {
            key: "failScore",
            label: "Holds from this score on",
            about: "From 0 to 1; lower is stricter.",
            kind: SettingKind::Score,
        },
        Setting {
            key: "ignoredCodes",
            label: "Findings that this app does not mind",
            about: "A code on each line, as jailbreak or system_note.",
            kind: SettingKind::Lines,
        },
    ];
    type Configuration = Configuration;

    fn evaluate(subject: &Subject<'_>, configuration: &Configuration) -> Finding {
        let content = subject.content;
        let in_prompt = parts(content).into_iter().filter(|part| part.reader == Reader::Model);
        let mut score: f64 = 0.0;
        let mut findings = Vec::new();
        for part in in_prompt {
            for (weight, finding) in scan(&part, configuration) {
                score = score.max(weight);
                findings.push(finding);
            }
        }
        Finding::judged(findings, Some(score))
    }
}

/// A way to take the model over, and how sure its pattern is.
struct Attack {
    code: &'static str,
    weight: f64,
    pattern: &'static str,
    message: &'static str,
}

/// Patterns run on folded text: lower case, no invisible characters, Latin letters.
const ATTACKS: [Attack; 10] = [
    Attack {
        code: "ignore_instructions",
        weight: 0.9,
        pattern: r"\b(?:ignore|disregard|forget|override|bypass)\b(?:\s+\w+){0,3}?\s+(?:previous|prior|above|earlier|preceding|foregoing|system|original|initial)\s+(?:\w+\s+)?(?:instruction|prompt|direction|rule|guideline|message|command|context)s?\b",
        message: "tells the model to ignore its instructions; say what the character does instead",
    },
    Attack {
        code: "role_token",
        weight: 1.0,
        pattern: r"<\|[^|<>\n]{1,40}\|>|<\|(?:system|user|assistant)>|\[/?inst\]|<</?sys>>|<(?:start|end)_of_turn>",
        message: "holds a control token of a chat template; take it out, the app writes those",
    },
    Attack {
        code: "role_token",
        weight: 0.8,
        pattern: r"(?m)^\s*#{2,4}\s*(?:system|instruction|response|human|assistant)s?\s*:?\s*$",
        message: "holds a turn marker of an instruction template; take it out, the app writes those",
    },
    Attack {
        code: "system_spoof",
        weight: 0.8,
        pattern: r"</?(?:system|system[_-]prompt|developer|admin|instructions?)>|(?m)^\s*(?:system|developer)\s*:\s",
        message: "pretends to be the system or the app's developer",
    },
    Attack {
        code: "system_note",
        // Creators of good faith write their own instructions so: worth a look, no more.
        weight: 0.4,
        pattern: r"\[(?:system|admin|developer)(?:\s+(?:message|note|prompt|override))?\s*:",
        message: "speaks as the system; apps may show or weigh that otherwise than you expect",
    },
    Attack {
        code: "jailbreak",
        weight: 0.9,
        pattern: r"\b(?:developer|dan|god|jailbreak|unrestricted|unfiltered)\s+mode\b(?:\s+\w+){0,2}?\s+(?:enabled|activated|on|active)\b|\bdo\s+anything\s+now\b|\b(?:you\s+(?:are|have)|with)\s+(?:no|not\s+bound\s+by(?:\s+any)?|free\s+of\s+all|without\s+any)\s+(?:content\s+|safety\s+|ethical\s+|moral\s+)?(?:restriction|filter|guideline|polic(?:y|ie)|safeguard)s?\b",
        message: "tries to switch the model's safeguards off",
    },
    Attack {
        code: "safeguards_off",
        weight: 0.7,
        pattern: r"\b(?:ignore|bypass|disable|circumvent|evade|turn\s+off)\b(?:\s+\w+){0,3}?\s+(?:safety|content|moderation|ethical|openai|anthropic|google|platform)\s+(?:\w+\s+)?(?:polic(?:y|ies)|filters?|guidelines?|rules?|measures?|checks?)\b",
        message: "tells the model to get round a safety policy",
    },
    Attack {
        code: "reveal_prompt",
        weight: 0.7,
        pattern: r"\b(?:reveal|print|repeat|output|show|leak|display)\b(?:\s+\w+){0,3}?\s+(?:system\s+prompt|hidden\s+(?:prompt|instructions?)|(?:your|initial|original)\s+(?:prompt|instructions?))\b",
        message: "asks for the app's hidden prompt",
    },
    Attack {
        code: "exfiltration",
        weight: 0.9,
        pattern: r"\b(?:send|post|forward|upload|transmit|exfiltrate|leak|report)\b(?:\s+\w+){0,6}?\s+(?:conversation|chat|history|message|password|credential|token|api\s+key|user\s+data|personal\s+data|location)s?\b[^.\n]{0,60}?\b(?:https?://|to\s+(?:the\s+)?(?:server|url|webhook|email|address)\b)",
        message: "tells the model to send the conversation somewhere",
    },
    Attack {
        code: "exfiltration",
        weight: 0.9,
        pattern: r"!\[[^\]\n]{0,200}\]\(\s*https?://[^)\s]{0,500}(?:\{\{|\$\{|<|%7b)[^)\n]{0,200}\)",
        message: "builds a picture address out of the conversation, which sends it to that server",
    },
];

/// The patterns of [`ATTACKS`], compiled once. They are constants, and a test compiles them all.
static PATTERNS: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| ATTACKS.iter().map(|attack| Regex::new(attack.pattern).ok()).collect());

/// Every attack in a text, with its weight.
fn scan(part: &Part<'_>, configuration: &Configuration) -> Vec<(f64, DetailFinding)> {
    let folded = Folded::of(part.text);
    let mut found = Vec::new();
    for (attack, pattern) in ATTACKS.iter().zip(PATTERNS.iter()) {
        if configuration.ignored_codes.iter().any(|code| code == attack.code) {
            continue;
        }
        for place in pattern.iter().flat_map(|pattern| pattern.find_iter(&folded.text)) {
            let place = folded.original(place.start(), place.end());
            let severity = severity(attack.weight, configuration);
            let message = attack.message;
            let text = (part.path.as_str(), part.text);
            found.push((
                attack.weight,
                DetailFinding::at((attack.code, severity), text, place, message),
            ));
        }
    }
    found
}

fn severity(weight: f64, configuration: &Configuration) -> Severity {
    if weight >= configuration.fail_score { Severity::Error } else { Severity::Warning }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for attack in &ATTACKS {
            Regex::new(attack.pattern).expect(attack.code);
        }
    }
}
