//! What stands in SQL files beside the schema, and the directives that name them.

use super::directives::Wanted;
use super::pull::Pull;
use super::said;
use crate::catalogue::{DEFAULT_SCHEMA, Name, ObjectKind, Subject, Trigger, TriggerState, View};
use crate::sql::ident;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// The files, and who names which.
#[derive(Debug, Default)]
pub(super) struct SqlTexts {
    /// By path from the schema's folder on.
    pub(super) files: BTreeMap<String, String>,
    /// Above the datasource.
    pub(super) of_database: Vec<Wanted>,
    /// Above the models, by table.
    pub(super) of_tables: BTreeMap<Name, Vec<Wanted>>,
    /// Above the views.
    pub(super) of_views: BTreeMap<Name, Vec<Wanted>>,
    taken: BTreeSet<String>,
}

impl SqlTexts {
    pub(super) fn new(pull: &Pull<'_>) -> Self {
        let mut texts = Self::default();
        let catalogue = pull.catalogue;
        for ((kind, name), object) in &catalogue.objects {
            let path = texts.add(folder(*kind), name, &object.definition.text);
            texts.of_database.push(Wanted::new("object", format!("\"{path}\"")));
        }
        for (name, function) in &catalogue.functions {
            let path = texts.add("functions", name, &function.definition.text);
            texts.of_database.push(Wanted::new("function", format!("\"{path}\"")));
        }
        for (name, sequence) in catalogue.sequences.iter().filter(|(_, it)| it.owned_by.is_none()) {
            let name =
                if name.schema == DEFAULT_SCHEMA { name.name.clone() } else { name.to_string() };
            let options = match sequence.options.as_str() {
                "" => String::new(),
                options => format!(", {options}"),
            };
            texts.of_database.push(Wanted::new("sequence", format!("{}{options}", ident(&name))));
        }
        texts.of_database.extend(comments(pull));
        for (name, table) in &catalogue.tables {
            let wanted = texts.triggers(name, &table.triggers);
            texts.of_tables.insert(name.clone(), wanted);
        }
        for (name, view) in catalogue.views.iter().filter(|_| pull.views) {
            texts.view(pull, name, view);
        }
        texts
    }

    /// The path of a new file with one statement.
    fn add(&mut self, folder: &str, name: &Name, sql: &str) -> String {
        let bare = name.name.split('(').next().unwrap_or_default();
        let stem = match name.schema == DEFAULT_SCHEMA {
            true => bare.to_owned(),
            false => format!("{}.{bare}", name.schema),
        };
        let stem: String = stem.chars().map(file_char).collect();
        // Some file systems don't tell cases apart.
        let free =
            super::names::free(&format!("{folder}/{}", stem.to_lowercase()), "", &mut self.taken);
        let path = format!("{folder}/{stem}{}.sql", &free[folder.len() + 1 + stem.len()..]);
        self.files
            .insert(path.clone(), format!("{};\n", sql.trim().trim_end_matches(';').trim_end()));
        path
    }

    fn triggers(&mut self, table: &Name, triggers: &IndexMap<String, Trigger>) -> Vec<Wanted> {
        let mut wanted = Vec::new();
        for (name, trigger) in triggers {
            let of = Name::new(&table.schema, format!("{}.{name}", table.name));
            let path = self.add("triggers", &of, &trigger.definition.text);
            let state = match trigger.state {
                TriggerState::Enabled => "",
                TriggerState::Always => ", always",
                TriggerState::Replica => ", replica",
                TriggerState::Disabled => ", disabled",
            };
            wanted.push(Wanted::new("trigger", format!("\"{path}\"{state}")));
        }
        wanted
    }

    fn view(&mut self, pull: &Pull<'_>, name: &Name, view: &View) {
        let path = self.add("views", name, &view.definition.text);
        let mut wanted = vec![Wanted::new("sql", format!("\"{path}\""))];
        wanted.extend(view.materialized.then(|| Wanted::bare("materialized")));
        wanted.extend(said::with(&view.options));
        wanted.extend(view.indexes.iter().map(|(index, it)| said::sql_index(index, it)));
        wanted.extend(self.triggers(name, &view.triggers));
        for (subject, text) in &pull.catalogue.comments {
            let on = match subject {
                Subject::View(it) | Subject::MaterializedView(it) if it == name => None,
                Subject::Index(it)
                    if it.schema == name.schema && view.indexes.contains_key(&it.name) =>
                {
                    Some(format!("INDEX {}", ident(&it.name)))
                }
                Subject::Trigger(it, part) if it == name => {
                    Some(format!("TRIGGER {}", ident(part)))
                }
                _ => continue,
            };
            wanted.push(said::comment(on, text));
        }
        self.of_views.insert(name.clone(), wanted);
    }
}

fn folder(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Collation => "collations",
        ObjectKind::Composite | ObjectKind::Range => "types",
        ObjectKind::Domain => "domains",
        ObjectKind::Aggregate => "aggregates",
        ObjectKind::Statistics => "statistics",
    }
}

fn file_char(c: char) -> char {
    if c.is_ascii_alphanumeric() || c == '.' || c == '-' { c } else { '_' }
}

/// On what has no declaration in the schema.
fn comments(pull: &Pull<'_>) -> Vec<Wanted> {
    let of_database = pull.catalogue.comments.iter().filter_map(|(subject, text)| {
        let on = match subject {
            Subject::Schema(name) => format!("SCHEMA {}", ident(name)),
            Subject::Sequence(name) => format!("SEQUENCE {}", sql_name(name)),
            Subject::Function(name) => format!("FUNCTION {}", routine_name(name)),
            Subject::Object(ObjectKind::Range, name) => format!("RANGE {}", sql_name(name)),
            Subject::Object(ObjectKind::Aggregate, name) => {
                format!("AGGREGATE {}", routine_name(name))
            }
            Subject::Object(kind, name) => format!("{} {}", kind.sql(), sql_name(name)),
            _ => return None,
        };
        Some(said::comment(Some(on), text))
    });
    of_database.collect()
}

fn sql_name(name: &Name) -> String {
    match name.schema == DEFAULT_SCHEMA {
        true => ident(&name.name),
        false => format!("{}.{}", ident(&name.schema), ident(&name.name)),
    }
}

/// `"touch"(integer, text)`.
fn routine_name(name: &Name) -> String {
    let (bare, arguments) = name.name.split_once('(').unwrap_or((&name.name, ")"));
    format!("{}({arguments}", sql_name(&Name::new(&name.schema, bare)))
}
