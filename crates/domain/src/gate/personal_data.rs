//! `personal-data`: addresses, numbers and accounts of real people.
//!
//! Why: a character is copied to every device that runs it. What looks like a way to reach or
//! charge somebody does not belong there. Numbers are checked, not only matched: a card number
//! passes Luhn's test, an IBAN its remainder of 97, a telephone number has digits enough. Data that
//! standards reserve for examples (example.com, 192.0.2.1, 555-0100) is nobody's.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::builtin::{Evaluator, Subject};
use super::text::{Part, parts};
use super::{DetailFinding, Finding, Setting, SettingKind, Severity};

/// The evaluator.
pub(crate) enum PersonalData {}

/// What each kind of data means, and what is allowed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Configuration {
    email: Severity,
    phone: Severity,
    payment_card: Severity,
    iban: Severity,
    ip_address: Severity,
    /// Email domains that are the provider's own.
    allowed_domains: Vec<String>,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            email: Severity::Error,
            phone: Severity::Error,
            payment_card: Severity::Error,
            iban: Severity::Error,
            ip_address: Severity::Warning,
            allowed_domains: Vec::new(),
        }
    }
}

impl Evaluator for PersonalData {
    const ID: &'static str = "personal-data";
    const NAME: &'static str = "Personal data";
    const VERSION: &'static str = "1.0.0";
    const ABOUT: &'static str = "Addresses, numbers and accounts of real people, which would be copied to every device that runs the character. Numbers are checked, and what standards reserve for examples is nobody’s.";
    const SETTINGS: &'static [Setting] = &[
        Setting { key: "email", label: "An email address", about: "", kind: SettingKind::Weight },
        Setting { key: "phone", label: "A telephone number", about: "", kind: SettingKind::Weight },
        Setting {
            key: "paymentCard",
            label: "A payment card",
            about: "",
            kind: SettingKind::Weight,
        },
        Setting {
            key: "iban",
            label: "A bank account (IBAN)",
            about: "",
            kind: SettingKind::Weight,
        },
        Setting { key: "ipAddress", label: "An IP address", about: "", kind: SettingKind::Weight },
        Setting {
            key: "allowedDomains",
            label: "Email domains of your own",
            about: "A domain on each line; addresses there are let through.",
            kind: SettingKind::Lines,
        },
    ];
    type Configuration = Configuration;

    fn evaluate(subject: &Subject<'_>, configuration: &Configuration) -> Finding {
        let content = subject.content;
        let findings = parts(content).iter().flat_map(|part| scan(part, configuration)).collect();
        Finding::judged(findings, None)
    }
}

/// A kind of personal data: its pattern, and whether a match is one.
struct Kind {
    code: &'static str,
    message: &'static str,
    pattern: &'static str,
    severity: fn(&Configuration) -> Severity,
    is_real: fn(&str, &Configuration) -> bool,
}

/// In the order in which they claim a place: a card number is no telephone number.
const KINDS: [Kind; 6] = [
    Kind {
        code: "email",
        message: "looks like an email address",
        pattern: r"(?i)[a-z0-9][a-z0-9._%+-]{0,63}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}\b",
        severity: |configuration| configuration.email,
        is_real: is_real_email,
    },
    Kind {
        code: "iban",
        message: "is a valid IBAN",
        pattern: r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b",
        severity: |configuration| configuration.iban,
        is_real: |text, _| is_iban(text),
    },
    Kind {
        code: "payment_card",
        message: "is a valid payment card number",
        pattern: r"\b[2-6][0-9]{3}(?:[ -]?[0-9]{2,6}){2,4}\b",
        severity: |configuration| configuration.payment_card,
        is_real: |text, _| is_payment_card(text),
    },
    Kind {
        code: "ip_address",
        message: "is an IP address",
        pattern: r"\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b",
        severity: |configuration| configuration.ip_address,
        is_real: |text, _| is_public_ipv4(text),
    },
    Kind {
        code: "ip_address",
        message: "is an IP address",
        pattern: r"(?i)\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}\b",
        severity: |configuration| configuration.ip_address,
        is_real: |text, _| is_public_ipv6(text),
    },
    Kind {
        code: "phone",
        message: "looks like a telephone number",
        pattern: r"(?:\+|\b00)[1-9][0-9]{0,2}(?:[ ./-]?\(?[0-9]{1,4}\)?){2,6}\b|\(?\b[2-9][0-9]{2}\)?[ .-][2-9][0-9]{2}[ .-][0-9]{4}\b",
        severity: |configuration| configuration.phone,
        is_real: |text, _| is_phone(text),
    },
];

/// The patterns of [`KINDS`], compiled once. They are constants, and a test compiles them all.
static PATTERNS: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| KINDS.iter().map(|kind| Regex::new(kind.pattern).ok()).collect());

fn scan(part: &Part<'_>, configuration: &Configuration) -> Vec<DetailFinding> {
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut findings = Vec::new();
    for (kind, pattern) in KINDS.iter().zip(PATTERNS.iter()) {
        for found in pattern.iter().flat_map(|pattern| pattern.find_iter(part.text)) {
            let place = (found.start(), found.end());
            let overlaps = taken.iter().any(|(start, end)| place.0 < *end && *start < place.1);
            if overlaps || !(kind.is_real)(found.as_str(), configuration) {
                continue;
            }
            taken.push(place);
            let code = (kind.code, (kind.severity)(configuration));
            findings.push(DetailFinding::at(code, (&part.path, part.text), place, kind.message));
        }
    }
    findings.sort_by_key(|finding| finding.start);
    findings
}

/// Domains that RFC 2606 and RFC 6761 keep for examples belong to nobody.
fn is_real_email(text: &str, configuration: &Configuration) -> bool {
    let domain = text.rsplit('@').next().unwrap_or_default().to_lowercase();
    let is_at = |reserved: &str| domain == reserved || domain.ends_with(&format!(".{reserved}"));
    let reserved =
        ["example", "example.com", "example.net", "example.org", "invalid", "test", "localhost"];
    !reserved.into_iter().any(is_at)
        && !configuration.allowed_domains.iter().any(|allowed| is_at(&allowed.to_lowercase()))
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|character| character.to_digit(10)).collect()
}

/// 13 to 19 digits, not all the same, that pass Luhn's test.
fn is_payment_card(text: &str) -> bool {
    let digits = digits(text);
    let varied = digits.iter().any(|digit| *digit != digits[0]);
    (13..=19).contains(&digits.len()) && varied && luhn(&digits).is_multiple_of(10)
}

fn luhn(digits: &[u32]) -> u32 {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let weigh =
        |(place, digit): (usize, &u32)| if place % 2 == 1 { doubled(*digit) } else { *digit };
    digits.iter().rev().enumerate().map(weigh).sum()
}

/// ISO 13616: the first four moved to the end, letters as numbers, remainder of 97 is 1.
fn is_iban(text: &str) -> bool {
    let plain: String = text.chars().filter(|character| *character != ' ').collect();
    if !(15..=34).contains(&plain.len()) || !plain.is_ascii() {
        return false;
    }
    let rotated = plain[4..].chars().chain(plain[..4].chars());
    let remainder =
        rotated.filter_map(|character| character.to_digit(36)).fold(0, |rest, digit| {
            let shift = if digit > 9 { 100 } else { 10 };
            (rest * shift + digit) % 97
        });
    remainder == 1
}

/// Routed on the Internet and not kept for documentation.
fn is_public_ipv4(text: &str) -> bool {
    let Ok(address) = text.parse::<std::net::Ipv4Addr>() else { return false };
    let reserved = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_multicast()
        || address.is_documentation();
    // 1.2.3.4 is how people write a version or a joke.
    !reserved && address.octets()[0] != 0 && text != "1.2.3.4"
}

fn is_public_ipv6(text: &str) -> bool {
    let Ok(address) = text.parse::<std::net::Ipv6Addr>() else { return false };
    let segments = address.segments();
    // 2000::/3 is what is routed; 2001:db8::/32 is kept for documentation.
    segments[0] >> 13 == 1 && !(segments[0] == 0x2001 && segments[1] == 0x0db8)
}

/// Digits enough (E.164 has 15 at most), and not one of the North American 555-01xx that films use.
fn is_phone(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let fictional = digits.len() >= 10 && digits[digits.len() - 7..].starts_with("55501");
    (9..=17).contains(&digits.len()) && !fictional
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for (kind, pattern) in KINDS.iter().zip(PATTERNS.iter()) {
            assert!(pattern.is_some(), "{}", kind.pattern);
        }
    }
}
