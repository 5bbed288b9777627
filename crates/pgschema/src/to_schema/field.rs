//! Scalar fields.

use super::default;
use super::directives::{Docs, Wanted};
use super::previous::{attribute, field_doc_lines};
use super::pull::Pull;
use super::text::{self, quoted};
use super::types::{self, Family};
use crate::catalogue::{Column, ColumnDefault, ColumnType, Name};
use crate::sql::ident;
use psl::constraint_names;
use psl::schema::{Arity, DefaultExpr, FieldId, ModelId, ModelKind};

/// A column on its way to a line.
#[derive(Clone, Copy)]
pub(super) struct FieldOf<'a> {
    pub(super) relation: &'a Name,
    pub(super) column_name: &'a str,
    pub(super) column: &'a Column,
    pub(super) previous: Option<(ModelId, FieldId)>,
}

/// The line of a field without its documentation; `keys` are `@unique` and `@id`.
pub(super) fn line(pull: &Pull<'_>, field: FieldOf<'_>, keys: Vec<String>) -> Option<String> {
    let named = pull.column_name(field.relation, field.column_name)?;
    let ty = field.shown_type(pull);
    let mut parts = vec![named.name.clone(), types::scalar(pull, &ty) + field.arity(pull)];
    let kept = field.previous.map(|(model, id)| pull.previous.get(model).field(id));
    let updated_at = kept.and_then(|it| it.scalar()).is_some_and(|it| it.updated_at);
    parts.extend(updated_at.then(|| "@updatedAt".to_owned()));
    parts.extend(keys);
    parts.extend(field.default(pull).map(|text| format!("@default({text})")));
    parts.extend(named.map.as_deref().map(|map| format!("@map({})", quoted(map))));
    parts.extend(types::native(pull, &ty));
    parts.extend(kept.is_some_and(|it| it.ignored).then(|| "@ignore".to_owned()));
    Some(parts.join(" "))
}

impl FieldOf<'_> {
    /// What the field was documented with, directives told apart.
    pub(super) fn docs(&self, pull: &Pull<'_>) -> Docs {
        let Some((model, id)) = self.previous else { return Docs::default() };
        let Some(tree) = pull.previous.field(model, id) else { return Docs::default() };
        let lines = field_doc_lines(tree.0);
        Docs::read(&lines, pull.previous.get(model).field(id).docs.directives.as_slice())
    }

    /// What Prisma sees of the type: of a domain what it is over.
    pub(super) fn shown_type(&self, pull: &Pull<'_>) -> ColumnType {
        if let Some(char) = types::kind_of_char(&self.column.ty) {
            return char;
        }
        let at = (self.relation.clone(), self.column_name.to_owned());
        let base = pull.notes.domains.get(&at);
        let base = base.filter(|ty| types::family(pull, ty) != Family::Unsupported);
        base.unwrap_or(&self.column.ty).clone()
    }

    /// What the schema's words for the column leave open.
    pub(super) fn closer(&self, pull: &Pull<'_>) -> Vec<Wanted> {
        let mut wanted = Vec::new();
        if self.shown_type(pull) != self.column.ty {
            wanted.push(Wanted::new("type", types::unsupported(&self.column.ty)));
        }
        if self.column.ty.list && !self.column.nullable {
            wanted.push(Wanted::bare("notNull"));
        }
        let sequence = match &self.column.default {
            Some(ColumnDefault::Expression(sql)) => default::sequence(&sql.text),
            _ => None,
        };
        let family = types::family(pull, &self.shown_type(pull));
        if matches!(family, Family::Int | Family::BigInt) {
            wanted.extend(sequence.map(|name| Wanted::new("sequence", ident(&name))));
        }
        wanted
    }

    /// A view's columns may all be NULL as far as PostgreSQL knows; the schema knows better.
    fn arity(&self, pull: &Pull<'_>) -> &'static str {
        let kept =
            self.previous.filter(|(model, _)| pull.previous.get(*model).kind == ModelKind::View);
        let kept = kept.map(|(model, id)| pull.previous.get(model).field(id).arity);
        match (self.column.ty.list, self.column.nullable, kept) {
            (true, ..) | (_, true, Some(Arity::List)) => "[]",
            (_, false, _) | (_, true, Some(Arity::Required)) => "",
            (_, true, _) => "?",
        }
    }

    fn default(&self, pull: &Pull<'_>) -> Option<String> {
        let ty = self.shown_type(pull);
        let family = types::family(pull, &ty);
        if self.column.identity.is_some() && matches!(family, Family::Int | Family::BigInt) {
            return Some("autoincrement()".to_owned());
        }
        let at = (self.relation.clone(), self.column_name.to_owned());
        let read = match pull.notes.defaults.get(&at) {
            Some(printed) if self.column.generated.is_some() => {
                Some(default::Default::Expression(printed.clone()))
            }
            Some(printed) => default::read(printed, &family, ty.list),
            None => self.column.default.as_ref().map(|it| from_catalogue(it, &family)),
        };
        match read {
            Some(read) => Some(read.text(&|value| value_name(pull, &family, value))?),
            None => self.client_default(pull, &family),
        }
    }

    /// `cuid()` and its likes: the client's own, of which the database knows nothing.
    fn client_default(&self, pull: &Pull<'_>, family: &Family) -> Option<String> {
        let (model, id) = self.previous?;
        let scalar = pull.previous.get(model).field(id).scalar()?;
        let is_client = matches!(scalar.default.as_ref()?.expr, DefaultExpr::Client { .. });
        if !is_client || !matches!(family, Family::String | Family::Uuid) {
            return None;
        }
        let tree = pull.previous.field(model, id)?;
        let written = attribute(tree.attributes(), "default")?.arguments().next()?;
        Some(written.value()?.text().trim().to_owned())
    }
}

fn value_name(pull: &Pull<'_>, family: &Family, value: &str) -> Option<String> {
    let Family::Enum(name) = family else { return None };
    let (name, enumeration) = pull.catalogue.enums.get_key_value(name)?;
    let value = enumeration.values.iter().find(|it| *it == value)?;
    Some(pull.value_name(name, value)?.name.clone())
}

/// Where only the normal form of a default is known.
fn from_catalogue(default: &ColumnDefault, family: &Family) -> default::Default {
    match default {
        ColumnDefault::Now => default::Default::Now,
        ColumnDefault::Autoincrement => default::Default::Autoincrement,
        ColumnDefault::Expression(sql) => default::Default::Expression(sql.text.clone()),
        ColumnDefault::Literal(literal) => from_literal(literal, family),
    }
}

fn from_literal(literal: &crate::catalogue::Literal, family: &Family) -> default::Default {
    use crate::catalogue::Literal;
    match literal {
        Literal::Text(text) if matches!(family, Family::Enum(_)) => {
            default::Default::Value(text.clone())
        }
        Literal::Text(text) => default::Default::Text(text.clone()),
        Literal::Number(number) => default::Default::Constant(number.clone()),
        Literal::Boolean(value) => default::Default::Constant(value.to_string()),
        Literal::List(items) => {
            default::Default::List(items.iter().map(|it| from_literal(it, family)).collect())
        }
    }
}

/// `@id`, with its name where that is not the default.
pub(super) fn id(table: &str, key: &crate::catalogue::PrimaryKey) -> String {
    let map = (key.name != constraint_names::primary_key(table)).then(|| map(&key.name));
    text::attribute("@id", map.as_slice())
}

pub(super) fn map(name: &str) -> String {
    format!("map: {}", quoted(name))
}
