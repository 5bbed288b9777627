//! The documents in JSON columns, checked at the door.
//!
//! The shapes are those of `contract/documents/*.schema.json`; a test holds both together. They
//! are open: unknown keys are kept, only what we read must be of the type that we read.

use serde_json::{Map, Value};

use crate::draft::{FieldViolation, limits};
use crate::runtime::{self, Shape};
use crate::slug;

/// Which document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A lorebook, in the shape of the V3 card specification.
    CharacterBook,
    /// A creator's notes to themselves.
    AuthoringNotes,
    /// What other tools keep in a card.
    ToolMetadata,
    /// How apps activate the lorebook.
    RuntimeSettings,
}

impl Kind {
    /// The draft's field that holds it.
    pub const fn field(self) -> &'static str {
        match self {
            Self::CharacterBook => "characterBook",
            Self::AuthoringNotes => "authoringNotes",
            Self::ToolMetadata => "toolMetadata",
            Self::RuntimeSettings => "runtimeSettings",
        }
    }
}

/// Every way in which a value is not the document.
pub fn violations(kind: Kind, value: &Value) -> Vec<FieldViolation> {
    let mut check = Check { violations: Vec::new() };
    check.keepable(kind.field(), value, limits::DOCUMENT_DEPTH_MAX);
    match (kind, value) {
        (Kind::CharacterBook, Value::Object(book)) => check.book(book),
        (Kind::AuthoringNotes, Value::Object(notes)) => {
            check.member("authoringNotes", notes, "notes", &[Type::Text]);
        }
        (Kind::ToolMetadata, Value::Object(metadata)) => {
            check.member("toolMetadata", metadata, "card", &[Type::Object]);
        }
        (Kind::RuntimeSettings, Value::Object(settings)) => check.runtime(settings),
        (kind, _) => check.refuse(kind.field().to_owned(), "is a JSON object, or null for none"),
    }
    check.violations
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Null,
    Flag,
    Number,
    Text,
    Texts,
    Object,
}

impl Type {
    fn fits(self, value: &Value) -> bool {
        match self {
            Self::Null => value.is_null(),
            Self::Flag => value.is_boolean(),
            Self::Number => value.is_number(),
            Self::Text => value.is_string(),
            Self::Texts => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
            Self::Object => value.is_object(),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Flag => "true or false",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Texts => "a list of texts",
            Self::Object => "an object",
        }
    }
}

/// The members of a book that we read.
const BOOK_MEMBERS: &[(&str, &[Type])] = &[
    ("name", &[Type::Text, Type::Null]),
    ("description", &[Type::Text, Type::Null]),
    ("scan_depth", &[Type::Number, Type::Null]),
    ("token_budget", &[Type::Number, Type::Null]),
    ("recursive_scanning", &[Type::Flag, Type::Null]),
    ("extensions", &[Type::Object, Type::Null]),
];

/// The members of an entry that we read; `keys` and `content` must be there.
const ENTRY_MEMBERS: &[(&str, &[Type])] = &[
    ("keys", &[Type::Texts]),
    ("content", &[Type::Text]),
    ("enabled", &[Type::Flag, Type::Null]),
    ("insertion_order", &[Type::Number, Type::Null]),
    ("case_sensitive", &[Type::Flag, Type::Null]),
    ("use_regex", &[Type::Flag, Type::Null]),
    ("constant", &[Type::Flag, Type::Null]),
    ("selective", &[Type::Flag, Type::Null]),
    ("secondary_keys", &[Type::Texts, Type::Null]),
    ("name", &[Type::Text, Type::Null]),
    ("comment", &[Type::Text, Type::Null]),
    ("id", &[Type::Number, Type::Text, Type::Null]),
    ("priority", &[Type::Number, Type::Null]),
    ("position", &[Type::Text, Type::Number, Type::Null]),
    ("extensions", &[Type::Object, Type::Null]),
];

const ENTRY_REQUIRED: &[&str] = &["keys", "content"];

struct Check {
    violations: Vec<FieldViolation>,
}

impl Check {
    fn refuse(&mut self, path: String, message: impl Into<String>) {
        self.violations.push(FieldViolation::new(path, message));
    }

    fn member(&mut self, path: &str, object: &Map<String, Value>, name: &str, types: &[Type]) {
        let Some(value) = object.get(name) else { return };
        if types.iter().any(|kind| kind.fits(value)) {
            return;
        }
        let names: Vec<_> = types.iter().map(|kind| kind.name()).collect();
        self.refuse(format!("{path}.{name}"), format!("is {}", names.join(" or ")));
    }

    fn book(&mut self, book: &Map<String, Value>) {
        for (name, types) in BOOK_MEMBERS {
            self.member("characterBook", book, name, types);
        }
        match book.get("entries") {
            Some(Value::Array(entries)) => self.entries(entries),
            Some(_) => self.refuse("characterBook.entries".to_owned(), "is a list of entries"),
            None => self.refuse(
                "characterBook.entries".to_owned(),
                "is missing; a book without entries has []",
            ),
        }
    }

    fn entries(&mut self, entries: &[Value]) {
        let max = limits::BOOK_ENTRIES_MAX;
        if entries.len() > max {
            let message = format!("has {} entries; at most {max} are kept", entries.len());
            self.refuse("characterBook.entries".to_owned(), message);
        }
        for (index, entry) in entries.iter().take(max).enumerate() {
            let path = format!("characterBook.entries[{index}]");
            match entry {
                Value::Object(entry) => self.entry(&path, entry),
                _ => self.refuse(path, "is an object"),
            }
        }
    }

    fn entry(&mut self, path: &str, entry: &Map<String, Value>) {
        for name in ENTRY_REQUIRED.iter().filter(|name| !entry.contains_key(**name)) {
            self.refuse(format!("{path}.{name}"), "is missing");
        }
        for (name, types) in ENTRY_MEMBERS {
            self.member(path, entry, name, types);
        }
    }

    fn runtime(&mut self, settings: &Map<String, Value>) {
        for (name, value) in settings {
            let path = format!("runtimeSettings.{name}");
            match (name.as_str(), value) {
                ("all", settings) => self.settings(&path, settings),
                ("apps", Value::Object(apps)) => self.apps(&path, apps),
                ("apps", _) => self.refuse(path, "is an object: settings by the app's id"),
                _ => self.refuse(path, "is not known here; there are `all` and `apps`"),
            }
        }
    }

    fn apps(&mut self, path: &str, apps: &Map<String, Value>) {
        let max = limits::RUNTIME_APPS_MAX;
        if apps.len() > max {
            let message = format!("names {} apps; at most {max} are kept", apps.len());
            self.refuse(path.to_owned(), message);
        }
        for (app, settings) in apps.iter().take(max) {
            if !slug::is_app_id(app) {
                self.refuse(format!("{path}.{app}"), NO_APP_ID);
            }
            self.settings(&format!("{path}.{app}"), settings);
        }
    }

    fn settings(&mut self, path: &str, settings: &Value) {
        let Value::Object(settings) = settings else {
            return self.refuse(path.to_owned(), "is an object of settings");
        };
        for (name, value) in settings {
            match runtime::SETTINGS.iter().find(|setting| setting.name == name) {
                Some(setting) if setting.shape.fits(value) => {}
                Some(setting) => self.refuse(format!("{path}.{name}"), said(&setting.shape)),
                None => self.refuse(format!("{path}.{name}"), "is no setting of ours"),
            }
        }
    }

    /// PostgreSQL keeps no U+0000, and nesting has an end.
    fn keepable(&mut self, path: &str, value: &Value, depth_left: usize) {
        if depth_left == 0 {
            let max = limits::DOCUMENT_DEPTH_MAX;
            return self.refuse(path.to_owned(), format!("is nested deeper than {max} levels"));
        }
        match value {
            Value::String(text) if text.contains('\0') => self.refuse(path.to_owned(), NUL),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.keepable(&format!("{path}[{index}]"), item, depth_left - 1);
                }
            }
            Value::Object(members) => self.keepable_members(path, members, depth_left),
            _ => {}
        }
    }

    fn keepable_members(&mut self, path: &str, members: &Map<String, Value>, depth_left: usize) {
        for (name, value) in members {
            if name.contains('\0') {
                self.refuse(path.to_owned(), NUL);
            }
            self.keepable(&format!("{path}.{name}"), value, depth_left - 1);
        }
    }
}

fn said(shape: &Shape) -> String {
    match shape {
        Shape::Profile => format!("is one of {}", runtime::profiles().join(", ")),
        Shape::Flag(_) => "is true or false".to_owned(),
        Shape::Count { max, .. } => format!("is a whole number from 0 to {max}"),
    }
}

const NO_APP_ID: &str = "is not the id of an app: a-z, 0-9 and hyphens, at most 63";

const NUL: &str = "holds the character U+0000, which PostgreSQL can't keep";
