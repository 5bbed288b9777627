//! Models: one for each table that is no join table.

use super::directives::Docs;
use super::field::{self, FieldOf};
use super::index::{self, IndexOf};
use super::names::Origin;
use super::previous::doc_lines;
use super::pull::Pull;
use super::relations::RelationField;
use super::sql_files::SqlTexts;
use super::text::quoted;
use super::{said, table_facts};
use crate::catalogue::{Index, KeyPart, Name, NullsOrder, Table};
use psl::schema::ModelId;

/// A table on its way to a block.
#[derive(Clone, Copy)]
pub(super) struct ModelOf<'a> {
    pub(super) name: &'a Name,
    pub(super) table: &'a Table,
    pub(super) previous: Option<ModelId>,
}

const NO_COLUMNS: &str = "We could not retrieve columns for the underlying table. Either it has none or you are missing rights to see them. Please check your privileges.";
const NO_IDENTIFIER: &str = "The underlying table does not contain a valid unique identifier and can therefore currently not be handled by Prisma Client.";
const PARTITIONED: &str = "This table is a partition table and requires additional setup for migrations. Visit https://pris.ly/d/partition-tables for more info.";
const INHERITED: &str = "This table has subclasses and requires additional setup for migrations. Visit https://pris.ly/d/table-inheritance for more info.";
const CHECKS: &str = "This table contains check constraints and requires additional setup for migrations. Visit https://pris.ly/d/check-constraints for more info.";
const EXCLUSIONS: &str = "This table contains exclusion constraints and requires additional setup for migrations. Visit https://pris.ly/d/exclusion-constraints for more info.";
const COMMENTS: &str = "This model or at least one of its fields has comments in the database, and requires an additional setup for migrations: Read more: https://pris.ly/d/database-comments";
const DEFERRING: &str = "This model has constraints using non-default deferring rules and requires additional setup for migrations. Visit https://pris.ly/d/constraint-deferring for more info.";
const ROW_SECURITY: &str = "This model contains row level security and requires additional setup for migrations. Visit https://pris.ly/d/row-level-security for more info.";
const NULLS_ORDER: &str = "This model contains an index with non-default null sort order and requires additional setup for migrations. Visit https://pris.ly/d/default-index-null-ordering for more info.";
const EXPRESSION_INDEX: &str = "This model contains an expression index which requires additional setup for migrations. Visit https://pris.ly/d/expression-indexes for more info.";

/// The block, not laid out yet.
pub(super) fn block(
    pull: &Pull<'_>,
    sql: &SqlTexts,
    model: ModelOf<'_>,
    relations: &[RelationField],
) -> String {
    let Some(named) = pull.table_name(model.name) else { return String::new() };
    let mut lines: Vec<String> = Vec::new();
    for (column_name, column) in &model.table.columns {
        let previous = pull.previous_field(model.previous, column_name);
        let field = FieldOf { relation: model.name, column_name, column, previous };
        lines.push(model.field_docs(pull, field) + &model.field(pull, field));
    }
    lines.extend(relations.iter().map(relation_line));
    lines.extend(model.id(pull));
    lines.extend(model.indexes(pull));
    lines.extend(named.map.as_deref().map(|map| format!("@@map({})", quoted(map))));
    if table_facts::is_ignored(pull, model.name, model.table) {
        lines.push("@@ignore".to_owned());
    }
    lines.extend(
        pull.schemas.is_some().then(|| format!("@@schema({})", quoted(&model.name.schema))),
    );
    let docs = model.docs(pull, sql).text();
    let block = format!("model {} {{\n{}\n}}\n", named.name, lines.join("\n"));
    match model.table.columns.is_empty() {
        true => docs + &commented_out(&block) + "\n",
        false => docs + &block + "\n",
    }
}

fn commented_out(block: &str) -> String {
    let lines = block.lines().filter(|line| !line.is_empty());
    lines.map(|line| format!("// {line}\n")).collect()
}

pub(super) fn relation_line(field: &RelationField) -> String {
    let mut line = field.docs.clone();
    line.push_str(&format!("{} {}{}", field.name, field.model, field.arity));
    for attribute in &field.attributes {
        line.push(' ');
        line.push_str(attribute);
    }
    line
}

impl<'a> ModelOf<'a> {
    fn field(&self, pull: &Pull<'_>, field: FieldOf<'_>) -> String {
        let mut keys = Vec::new();
        if let Some((name, index)) = self.unique_of(pull, field.column_name) {
            keys.push(IndexOf::new(pull, self.name, name, index, self.previous).on_field(pull));
        }
        let id = self.table.primary_key.as_ref().filter(|key| key.columns == [field.column_name]);
        keys.extend(id.map(|key| field::id(&self.name.name, key)));
        field::line(pull, field, keys).unwrap_or_default()
    }

    /// The unique index that stands behind the field: Prisma takes the first by name.
    fn unique_of(&self, pull: &Pull<'_>, column: &str) -> Option<(&'a str, &'a Index)> {
        let mut indexes: Vec<_> = self.table.indexes.iter().collect();
        indexes.sort_by_key(|(name, _)| *name);
        let (name, index) = indexes.into_iter().find(|(_, index)| {
            let columns: Vec<&str> = index.columns().collect();
            let of_column = index.unique && columns == [column];
            of_column && table_facts::is_plain(pull, index) && !said::needs_sql(index)
        })?;
        Some((name, index))
    }

    fn id(&self, pull: &Pull<'_>) -> Option<String> {
        let key = self.table.primary_key.as_ref().filter(|key| key.columns.len() > 1)?;
        let kept = self.previous.and_then(|id| pull.previous.get(id).primary_key.as_ref());
        Some(index::id(pull, self.name, key, kept.and_then(|it| it.name.as_deref())))
    }

    /// Those that the schema has in its order, then new ones by name.
    fn indexes(&self, pull: &Pull<'_>) -> Vec<String> {
        let mut all: Vec<_> = self.table.indexes.iter().collect();
        all.sort_by_key(|(name, _)| *name);
        let mut indexes: Vec<IndexOf<'_>> = all
            .into_iter()
            .filter(|(_, index)| !said::needs_sql(index))
            .filter(|(name, index)| !self.stands_on_field(pull, name, index))
            .map(|(name, index)| IndexOf::new(pull, self.name, name, index, self.previous))
            .collect();
        indexes.sort_by_key(|it| it.previous.map_or((1, 0), |kept| (0, kept.span.range.start)));
        indexes
            .iter()
            .map(|index| self.index_docs(pull, index).text() + &index.line(pull))
            .collect()
    }

    fn stands_on_field(&self, pull: &Pull<'_>, name: &str, index: &Index) -> bool {
        let columns: Vec<&str> = index.columns().collect();
        let [column] = columns.as_slice() else { return false };
        index.unique && self.unique_of(pull, column).is_some_and(|(it, _)| it == name)
    }

    fn index_docs(&self, pull: &Pull<'_>, index: &IndexOf<'_>) -> Docs {
        let mut docs = Docs::default();
        docs.follow(said::of_index(pull, self.name, index.index));
        docs
    }

    fn field_docs(&self, pull: &Pull<'_>, field: FieldOf<'_>) -> String {
        let mut docs = field.docs(pull);
        let mut wanted =
            said::of_column(pull, self.name, self.table, field.column_name, field.column);
        wanted.extend(field.closer(pull));
        if let Some((_, index)) = self.unique_of(pull, field.column_name) {
            wanted.extend(said::of_index(pull, self.name, index));
        }
        docs.follow(wanted);
        docs.text()
    }

    fn docs(&self, pull: &Pull<'_>, sql: &SqlTexts) -> Docs {
        let mut docs = self.previous_docs(pull);
        for sentence in self.sentences(pull) {
            docs.say(&sentence);
        }
        let mut wanted = said::of_table(pull, self.name, self.table);
        wanted.extend(sql.of_tables.get(self.name).into_iter().flatten().cloned());
        docs.follow(wanted);
        docs
    }

    fn previous_docs(&self, pull: &Pull<'_>) -> Docs {
        let Some(id) = self.previous else { return Docs::default() };
        let Some(block) = pull.previous.model_block(id) else { return Docs::default() };
        Docs::read(&doc_lines(block.0), &pull.previous.get(id).docs.directives)
    }

    /// What Prisma says of a table, in its order.
    fn sentences(&self, pull: &Pull<'_>) -> Vec<String> {
        let is_new = self.previous.is_none();
        let notes = pull.notes;
        let mut said = Vec::new();
        said.extend(self.renamed(pull));
        let usable = table_facts::has_usable_key(pull, self.table);
        let ignored = table_facts::is_ignored_in_schema(pull, self.name);
        let no_columns = self.table.columns.is_empty();
        let commented = notes.commented.contains(self.name)
            || notes.commented_columns.iter().any(|(table, _)| table == self.name);
        let facts = [
            (is_new && notes.partitioned.contains(self.name), PARTITIONED),
            (is_new && notes.inherited.contains(self.name), INHERITED),
            (is_new && !self.table.checks.is_empty(), CHECKS),
            (is_new && !self.table.exclusions.is_empty(), EXCLUSIONS),
            (no_columns, NO_COLUMNS),
            (!no_columns && !usable && !ignored, NO_IDENTIFIER),
            (is_new && commented, COMMENTS),
            (is_new && self.is_deferrable(pull), DEFERRING),
            (is_new && notes.row_security.contains(self.name), ROW_SECURITY),
            (self.has_new_nulls_order(pull), NULLS_ORDER),
            (self.expression_indexes().next().is_some(), EXPRESSION_INDEX),
        ];
        said.extend(facts.into_iter().filter(|(holds, _)| *holds).map(|(_, it)| it.to_owned()));
        said
    }

    fn renamed(&self, pull: &Pull<'_>) -> Option<String> {
        let named = pull.table_name(self.name).filter(|it| it.origin == Origin::Reserved)?;
        Some(format!(
            "This model has been renamed to '{}' during introspection, because the original name '{}' is reserved.",
            named.name, self.name.name
        ))
    }

    fn is_deferrable(&self, pull: &Pull<'_>) -> bool {
        pull.notes.deferrable_keys.iter().any(|(table, _)| table == self.name)
            || self.table.foreign_keys.values().any(|key| key.deferrable != Default::default())
    }

    fn has_new_nulls_order(&self, pull: &Pull<'_>) -> bool {
        self.table.indexes.iter().any(|(name, index)| {
            table_facts::is_plain(pull, index)
                && has_other_nulls_order(index)
                && IndexOf::new(pull, self.name, name, index, self.previous).previous.is_none()
        })
    }

    pub(super) fn expression_indexes(&self) -> impl Iterator<Item = &'a str> {
        let of_expressions =
            |index: &Index| index.keys.iter().any(|key| matches!(key.part, KeyPart::Expression(_)));
        let indexes = self.table.indexes.iter();
        indexes.filter(move |(_, index)| of_expressions(index)).map(|(name, _)| name.as_str())
    }
}

pub(super) fn has_other_nulls_order(index: &Index) -> bool {
    index.method == "btree" && index.keys.iter().any(|key| key.nulls != key.order.default_nulls())
}

/// Whether the key of an index has its NULLs where Prisma doesn't expect them.
pub(super) fn is_other_nulls(key: &crate::catalogue::IndexKey) -> bool {
    let expected: NullsOrder = key.order.default_nulls();
    key.nulls != expected
}
