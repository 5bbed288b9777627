//! Decorators of the V3 specification: the list of those that are known, and how they are read.

/// A decorator that was understood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Decorator {
    ActivateOnlyAfter(f64),
    ActivateOnlyEvery(f64),
    KeepActivateAfterMatch,
    DontActivateAfterMatch,
    Depth(f64),
    ReverseDepth(f64),
    Role(i64),
    ScanDepth(f64),
    IsGreeting(f64),
    Position(Position),
    IgnoreOnMaxContext,
    AdditionalKeys(Vec<String>),
    ExcludeKeys(Vec<String>),
    IsUserIcon(String),
    Activate,
    DontActivate,
    DisableUiPrompt(String),
    /// For contexts that are no chats; ours are, so the specification has it passed over.
    NotForChats,
}

/// Where `@@position` puts an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    BeforeDescription,
    AfterDescription,
    Personality,
    Scenario,
}

/// What a decorator's value has to be.
enum Shape {
    None(fn() -> Decorator),
    Number(fn(f64) -> Decorator),
    Texts(fn(Vec<String>) -> Decorator),
    Text(fn(&str) -> Option<Decorator>),
}

use Decorator as D;

/// The names of [`DECORATORS`].
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    DECORATORS.iter().map(|(name, _)| *name)
}

/// Every decorator of the specification. `instruct` ones are for contexts without messages.
const DECORATORS: &[(&str, Shape)] = &[
    ("activate_only_after", Shape::Number(D::ActivateOnlyAfter)),
    ("activate_only_every", Shape::Number(D::ActivateOnlyEvery)),
    ("keep_activate_after_match", Shape::None(|| D::KeepActivateAfterMatch)),
    ("dont_activate_after_match", Shape::None(|| D::DontActivateAfterMatch)),
    ("depth", Shape::Number(D::Depth)),
    ("instruct_depth", Shape::Number(|_| D::NotForChats)),
    ("reverse_depth", Shape::Number(D::ReverseDepth)),
    ("reverse_instruct_depth", Shape::Number(|_| D::NotForChats)),
    ("role", Shape::Text(role)),
    ("scan_depth", Shape::Number(D::ScanDepth)),
    ("instruct_scan_depth", Shape::Number(|_| D::NotForChats)),
    ("is_greeting", Shape::Number(D::IsGreeting)),
    ("position", Shape::Text(position)),
    ("ignore_on_max_context", Shape::None(|| D::IgnoreOnMaxContext)),
    ("additional_keys", Shape::Texts(D::AdditionalKeys)),
    ("exclude_keys", Shape::Texts(D::ExcludeKeys)),
    ("is_user_icon", Shape::Text(|name| Some(D::IsUserIcon(name.to_owned())))),
    ("dont_activate", Shape::None(|| D::DontActivate)),
    ("activate", Shape::None(|| D::Activate)),
    ("disable_ui_prompt", Shape::Text(ui_prompt)),
];

fn role(name: &str) -> Option<Decorator> {
    ["system", "user", "assistant"]
        .iter()
        .position(|known| *known == name)
        .map(|at| D::Role(at as i64))
}

fn position(name: &str) -> Option<Decorator> {
    let position = match name {
        "before_desc" => Position::BeforeDescription,
        "after_desc" => Position::AfterDescription,
        "personality" => Position::Personality,
        "scenario" => Position::Scenario,
        _ => return None,
    };
    Some(D::Position(position))
}

fn ui_prompt(name: &str) -> Option<Decorator> {
    let known = ["post_history_instructions", "system_prompt"].contains(&name);
    known.then(|| D::DisableUiPrompt(name.to_owned()))
}

/// A decorator by its line, without the `@`s; `None` where its name or its value is unknown.
fn parse(line: &str) -> Option<Decorator> {
    let (name, value) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let value = value.trim();
    let (_, shape) = DECORATORS.iter().find(|(known, _)| *known == name)?;
    match shape {
        Shape::None(make) => Some(make()),
        Shape::Number(make) => value.parse().ok().filter(|n: &f64| n.is_finite()).map(make),
        Shape::Texts(make) => {
            let texts = value.split(',').map(|text| text.trim().to_owned());
            Some(make(texts.filter(|text| !text.is_empty()).collect()))
        }
        Shape::Text(make) => (!value.is_empty()).then(|| make(value)).flatten(),
    }
}

/// The decorators of a content, the first of each kind, and the content without any.
///
/// `@@@` is a fallback of the line before it: it is read only if that was not understood.
pub(crate) fn read(content: &str) -> (Vec<Decorator>, &str) {
    let mut found: Vec<Decorator> = Vec::new();
    let mut rest = content;
    let mut understood = true;
    loop {
        let trimmed = rest.trim_start_matches(['\n', '\r']);
        if !trimmed.starts_with("@@") {
            // Line ends around decorators go with them.
            return (found, if rest.len() == content.len() { content } else { trimmed });
        }
        let (line, after) = trimmed.split_once('\n').unwrap_or((trimmed, ""));
        rest = after;
        let fallback = line.starts_with("@@@");
        if fallback && understood {
            continue;
        }
        let decorator = parse(line.trim_start_matches('@').trim_end());
        // What is passed over counts as not understood, so that a fallback may stand in for it.
        understood = decorator.as_ref().is_some_and(|d| *d != D::NotForChats);
        found.extend(decorator.filter(|new| understood && is_first(&found, new)));
    }
}

/// `@@additional_keys` may stand more than once; of all others the first counts.
fn is_first(found: &[Decorator], new: &Decorator) -> bool {
    matches!(new, D::AdditionalKeys(_))
        || !found.iter().any(|old| std::mem::discriminant(old) == std::mem::discriminant(new))
}
