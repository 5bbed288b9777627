//! `@comment`: what it is on, by where it stands or by what it names.

use super::directives::{self, all, sql_problem};
use super::statement::{Created, created, qualified};
use super::{Build, enum_name, keys, table_name};
use crate::catalogue::{Name, ObjectKind, Subject};
use crate::scan::{Token, tokens};
use psl::schema::{Directive, Docs, Model, ModelKind};

impl Build<'_> {
    pub(super) fn comments(&mut self) {
        let schema = self.schema;
        if let Some(source) = &schema.datasource {
            self.comments_of(&source.docs, None, of_database);
        }
        for enumeration in &schema.enums {
            let subject = Subject::Enum(enum_name(enumeration));
            self.comments_of(&enumeration.docs, Some(subject), |_| None);
        }
        for model in &schema.models {
            self.comments_of_model(model);
        }
    }

    fn comments_of_model(&mut self, model: &Model) {
        let name = table_name(model);
        let itself = match (model.kind, model.docs.directive("materialized").is_some()) {
            (ModelKind::Model, _) => Subject::Table(name.clone()),
            (ModelKind::View, true) => Subject::MaterializedView(name.clone()),
            (ModelKind::View, false) => Subject::View(name.clone()),
        };
        self.comments_of(&model.docs, Some(itself), |subject| of_table(&name, subject));
        for (_, field, scalar) in model.scalar_fields() {
            let column = Subject::Column(name.clone(), scalar.db_name.clone());
            self.comments_of(&field.docs, Some(column), |_| None);
        }
        for index in model.indexes.iter().filter(|index| !is_fields(model, &index.docs)) {
            let subject = Subject::Index(Name::new(&name.schema, keys::index_name(model, index)));
            self.comments_of(&index.docs, Some(subject), |_| None);
        }
    }

    fn comments_of(
        &mut self,
        docs: &Docs,
        itself: Option<Subject>,
        named: impl Fn(&str) -> Option<Subject>,
    ) {
        for directive in all(docs, "comment") {
            let subject = |text: &str| if text.is_empty() { itself.clone() } else { named(text) };
            match directives::comment(directive).map(|(on, text)| (subject(on), on, text)) {
                Ok((Some(subject), _, text)) => drop(self.catalogue.comments.insert(subject, text)),
                Ok((None, on, _)) => self.errors.push(nameless(directive, on)),
                Err(error) => self.errors.push(error),
            }
        }
    }
}

fn nameless(directive: &Directive, on: &str) -> super::SchemaError {
    let what = match on {
        "" => "has to say what it is on: `@comment(SCHEMA public, \"…\")`".to_owned(),
        on => format!("can't be on `{on}` here"),
    };
    sql_problem("comment", directive, what)
}

/// The docs of a field that an `@unique` shares: the comment is the column's.
fn is_fields(model: &Model, docs: &Docs) -> bool {
    let first = docs.directives.first().map(|it| &it.span);
    model.fields.iter().any(|field| {
        let theirs = field.docs.directives.first().map(|it| &it.span);
        first.is_some() && theirs == first
    })
}

/// `INDEX name`, `CONSTRAINT name`, `TRIGGER name`, `POLICY name`, `COLUMN name`.
fn of_table(table: &Name, subject: &str) -> Option<Subject> {
    let tokens = tokens(subject);
    let [kind, name] = tokens.as_slice() else { return None };
    let (table, name) = (table.clone(), name.name()?);
    match kind.text.to_lowercase().as_str() {
        "index" => Some(Subject::Index(Name::new(table.schema, name))),
        "constraint" => Some(Subject::Constraint(table, name)),
        "trigger" => Some(Subject::Trigger(table, name)),
        "policy" => Some(Subject::Policy(table, name)),
        "column" => Some(Subject::Column(table, name)),
        _ => None,
    }
}

/// `SCHEMA name`, `SEQUENCE name`, `FUNCTION name(types)`, `DOMAIN name` and the like.
fn of_database(subject: &str) -> Option<Subject> {
    let found = tokens(subject);
    let kind = found.first()?.text.to_lowercase();
    let (name, _) = qualified(&found, 1)?;
    match kind.as_str() {
        "schema" => Some(Subject::Schema(found.get(1).and_then(Token::name)?)),
        "sequence" => Some(Subject::Sequence(name)),
        "type" => Some(Subject::Object(ObjectKind::Composite, name)),
        "range" => Some(Subject::Object(ObjectKind::Range, name)),
        _ => match created(&format!("CREATE {subject}"))? {
            Created::Function(name) => Some(Subject::Function(name)),
            Created::Object(kind, name) => Some(Subject::Object(kind, name)),
            Created::Trigger { .. } => None,
        },
    }
}
