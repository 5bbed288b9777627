//! Inside of parentheses and brackets.

use lsp_types::{CompletionItem, CompletionItemKind};
use psl::schema::{FieldKind, Model, ScalarType};

use super::{item, items, words};
use crate::project::Project;

/// What is open where the line ends.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Inner<'l> {
    /// `@relation`, `@@index`; or the field of `email(sort: …)`.
    called: &'l str,
    /// The name before the colon, if one stands there.
    argument: Option<&'l str>,
    /// Within `[`.
    listed: bool,
}

/// The brackets that are open where the line ends, and whether a string is.
fn open_brackets(line: &str) -> (Vec<(usize, char)>, bool) {
    let mut open = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => open.push((at, c)),
            ')' | ']' | '}' if !quoted => drop(open.pop()),
            _ => {}
        }
    }
    (open, quoted)
}

/// Text of the user's own, where nothing is to be offered.
pub(super) fn in_string(line: &str) -> bool {
    open_brackets(line).1
}

/// `None` outside of parentheses.
pub(super) fn innermost(line: &str) -> Option<Inner<'_>> {
    let (mut open, _) = open_brackets(line);
    let (last, sign) = open.pop()?;
    let listed = sign == '[';
    let call = if listed { open.pop().map(|(at, _)| at) } else { Some(last) };
    let Some(call) = call else { return Some(Inner { listed, ..Inner::default() }) };
    let name = |c: char| c.is_alphanumeric() || "_@.".contains(c);
    let called = &line[..call];
    let called = &called[called.trim_end_matches(name).len()..];
    let end = if listed { last } else { line.len() };
    let own = line[call + 1..end].rsplit(',').next().unwrap_or_default();
    let argument = own.split_once(':').map(|(name, _)| name.trim());
    Some(Inner { called, argument, listed })
}

pub(super) fn complete(
    project: &Project,
    model: Option<&Model>,
    line: &str,
    inner: &Inner<'_>,
) -> Vec<CompletionItem> {
    match (inner.called, inner.argument) {
        ("@relation", Some("fields")) => model.map(scalars).unwrap_or_default(),
        ("@relation", Some("references")) => referenced(project, model, line),
        ("@relation", Some("onDelete" | "onUpdate")) => {
            items(words::ACTIONS, CompletionItemKind::ENUM_MEMBER)
        }
        (_, Some("sort")) => items(&["Asc", "Desc"], CompletionItemKind::ENUM_MEMBER),
        ("@@index", Some("type")) => items(words::METHODS, CompletionItemKind::ENUM_MEMBER),
        ("@default", _) => defaults(project, model, line),
        ("@@id" | "@@unique" | "@@index", None | Some("fields")) if inner.listed => {
            model.map(scalars).unwrap_or_default()
        }
        (called, None) if !inner.listed => arguments(called),
        _ => Vec::new(),
    }
}

fn arguments(called: &str) -> Vec<CompletionItem> {
    let names = words::ARGUMENTS.iter().find(|(name, _)| *name == called).map(|(_, names)| *names);
    // Behind a field of an index stand its options.
    let names = names.unwrap_or(if called.starts_with('@') { &[] } else { &["sort", "ops"] });
    names.iter().map(|name| item(&format!("{name}:"), CompletionItemKind::FIELD, "")).collect()
}

fn scalars(model: &Model) -> Vec<CompletionItem> {
    let fields = model.scalar_fields().map(|(_, field, _)| field);
    fields.map(|it| item(&it.name, CompletionItemKind::FIELD, "")).collect()
}

fn referenced(project: &Project, model: Option<&Model>, line: &str) -> Vec<CompletionItem> {
    let ty = line.split_ascii_whitespace().nth(1).unwrap_or_default();
    let other = project.analysis.schema.find_model(ty.trim_end_matches(['?', '[', ']']));
    other.map(|(_, it)| it).or(model).map(scalars).unwrap_or_default()
}

fn defaults(project: &Project, model: Option<&Model>, line: &str) -> Vec<CompletionItem> {
    let mut parts = line.split_ascii_whitespace();
    let (name, ty) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let schema = &project.analysis.schema;
    let known = model.and_then(|it| it.fields.iter().find(|field| field.name == name));
    let of_field = known.and_then(|field| match &field.kind {
        FieldKind::Scalar(scalar) => match scalar.ty {
            ScalarType::Enum(id) => Some(schema.enumeration(id)),
            _ => None,
        },
        FieldKind::Relation { .. } => None,
    });
    let of_type = schema.enums.iter().find(|it| it.name == ty.trim_end_matches(['?', '[', ']']));
    if let Some(found) = of_field.or(of_type) {
        let values = found.values.iter().map(|it| it.name.as_str());
        return values.map(|it| item(it, CompletionItemKind::ENUM_MEMBER, "")).collect();
    }
    let mut all = items(words::FUNCTIONS, CompletionItemKind::FUNCTION);
    if ty.starts_with("Boolean") {
        all = items(&["true", "false"], CompletionItemKind::VALUE);
    }
    all
}
