//! What a difference leaves alone: a schema that never says a word of views does not mean that
//! there are to be none.
//!
//! Prisma's schemas can't speak of triggers, policies or comments, and their owners make them in
//! migrations by hand. Whoever writes the first `@trigger` speaks of all triggers from then on:
//! one that is not declared goes. A topic without any directive is left as it is, and
//! [`left_alone`] names what is there.

use super::Hints;
use crate::catalogue::{Catalogue, Column, Deferrable, Index, KeyPart, RowSecurity, Table};
use psl::preview_features::PARTIAL_INDEXES;
use psl::schema::{Docs, ModelKind, Schema};
use std::collections::BTreeSet;

/// What directives can speak of, beside what Prisma can say itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    Views,
    Functions,
    Objects,
    Sequences,
    Triggers,
    RowSecurity,
    Comments,
    /// Options of tables and indexes, unlogged tables, partitions.
    Storage,
    Collations,
    Identity,
    Generated,
    /// Late and lenient constraints.
    Constraints,
    /// Indexes on expressions.
    Indexes,
    /// Indexes over some of the rows.
    Partial,
    Checks,
    Exclusions,
    /// Lists that are never NULL: to Prisma none of them can be.
    Lists,
}

/// Each directive with what it speaks of.
const SPEAKS: &[(&str, Topic)] = &[
    ("sql", Topic::Views),
    ("function", Topic::Functions),
    ("trigger", Topic::Functions),
    ("trigger", Topic::Triggers),
    ("object", Topic::Objects),
    ("sequence", Topic::Sequences),
    ("rowLevelSecurity", Topic::RowSecurity),
    ("policy", Topic::RowSecurity),
    ("comment", Topic::Comments),
    ("with", Topic::Storage),
    ("unlogged", Topic::Storage),
    ("partitionBy", Topic::Storage),
    ("collate", Topic::Collations),
    ("identity", Topic::Identity),
    ("generated", Topic::Generated),
    ("deferrable", Topic::Constraints),
    ("foreignKey", Topic::Constraints),
    ("primaryKey", Topic::Constraints),
    ("index", Topic::Indexes),
    ("partial", Topic::Partial),
    ("check", Topic::Checks),
    ("exclude", Topic::Exclusions),
    ("notNull", Topic::Lists),
];

/// The section comments of a script of ours that tell of a topic; Prisma writes none of them.
const HEADINGS: &[(&str, Topic)] = &[
    ("CreateView", Topic::Views),
    ("CreateFunction", Topic::Functions),
    ("CreateTrigger", Topic::Triggers),
    ("CreateObject", Topic::Objects),
    ("CreateSequence", Topic::Sequences),
    ("CreatePolicy", Topic::RowSecurity),
    ("RowLevelSecurity", Topic::RowSecurity),
    ("Comment", Topic::Comments),
];

impl Hints {
    /// What an earlier migration made for a schema, a schema spoke of: it goes with its last
    /// directive.
    pub fn after<'a>(mut self, scripts: impl IntoIterator<Item = &'a str>) -> Self {
        for line in scripts.into_iter().flat_map(str::lines) {
            let heading = line.strip_prefix("-- ").unwrap_or_default();
            for (_, topic) in HEADINGS.iter().filter(|(known, _)| *known == heading) {
                self.silent.remove(topic);
            }
        }
        self
    }

    /// What somebody says that the schema declares all of, as after the first directive of each: what
    /// is not declared goes.
    pub fn declaring<'a>(mut self, directives: impl IntoIterator<Item = &'a str>) -> Self {
        for directive in directives {
            for (_, topic) in SPEAKS.iter().filter(|(name, _)| *name == directive) {
                self.silent.remove(topic);
            }
        }
        self
    }

    /// Where both sides are schemas, what the new one is silent on was taken out of it.
    pub fn of_everything(mut self) -> Self {
        self.silent.clear();
        self
    }
}

/// The directives the first of which speaks for all of its kind.
pub fn speaking_directives() -> Vec<&'static str> {
    let mut names: Vec<_> = SPEAKS.iter().map(|(name, _)| *name).collect();
    names.dedup();
    names
}

/// The topics that a schema says nothing of.
pub(super) fn silent(schema: &Schema) -> BTreeSet<Topic> {
    let spoken: BTreeSet<&str> =
        docs(schema).flat_map(|docs| &docs.directives).map(|it| it.name.as_str()).collect();
    let (said, all): (BTreeSet<_>, BTreeSet<_>) = (
        SPEAKS.iter().filter(|(name, _)| spoken.contains(name)).map(|(_, topic)| *topic).collect(),
        SPEAKS.iter().map(|(_, topic)| *topic).collect(),
    );
    let said_by_prisma = says_where(schema).then_some(Topic::Partial);
    all.difference(&said).copied().filter(|topic| Some(*topic) != said_by_prisma).collect()
}

/// Prisma's own way of speaking of partial indexes, where it is switched on.
fn says_where(schema: &Schema) -> bool {
    let mut indexes = schema.models.iter().flat_map(|model| &model.indexes);
    schema.has_preview(PARTIAL_INDEXES) || indexes.any(|it| it.predicate.is_some())
}

fn docs(schema: &Schema) -> impl Iterator<Item = &Docs> {
    let source = schema.datasource.iter().map(|source| &source.docs);
    let enums = schema.enums.iter().map(|it| &it.docs);
    let models = schema.models.iter().flat_map(|model| {
        let fields = model.fields.iter().map(|field| &field.docs);
        let indexes = model.indexes.iter().map(|index| &index.docs);
        std::iter::once(&model.docs).chain(fields).chain(indexes)
    });
    source.chain(enums).chain(models)
}

/// `view` blocks without `@sql`: somebody else makes them.
pub(super) fn bare_views(schema: &Schema) -> BTreeSet<crate::Name> {
    let views = schema.models.iter().filter(|model| model.kind == ModelKind::View);
    let bare = views.filter(|model| model.docs.directive("sql").is_none());
    bare.map(crate::table_name).collect()
}

/// What is there and not declared, of the topics that the schema is silent on; one line each.
pub fn left_alone(from: &Catalogue, to: &Catalogue, hints: &Hints) -> Vec<String> {
    let mut left = from.clone();
    leave(&mut left, to, hints);
    let mut found = Vec::new();
    let mut note = |what: &str, name: &dyn std::fmt::Display| {
        found.push(format!("{what} {name} is not in the schema, and is left alone"));
    };
    from.views.keys().filter(|it| !left.views.contains_key(*it)).for_each(|it| note("view", it));
    let functions = from.functions.keys().filter(|it| !left.functions.contains_key(*it));
    functions.for_each(|it| note("function", it));
    let objects = from.objects.keys().filter(|it| !left.objects.contains_key(*it));
    objects.for_each(|(kind, name)| note(kind.word(), name));
    let sequences = from.sequences.keys().filter(|it| !left.sequences.contains_key(*it));
    sequences.for_each(|it| note("sequence", it));
    for (name, table) in &from.tables {
        let Some(kept) = left.tables.get(name) else { continue };
        let triggers = table.triggers.keys().filter(|it| !kept.triggers.contains_key(*it));
        triggers.for_each(|it| note("trigger", &format!("{it} on {name}")));
        let policies = table.policies.keys().filter(|it| !kept.policies.contains_key(*it));
        policies.for_each(|it| note("policy", &format!("{it} on {name}")));
        let indexes = table.indexes.keys().filter(|it| !kept.indexes.contains_key(*it));
        indexes.for_each(|it| note("index", &format!("{it} on {name}")));
        let checks = table.checks.keys().filter(|it| !kept.checks.contains_key(*it));
        checks.for_each(|it| note("check", &format!("{it} on {name}")));
        let exclusions = table.exclusions.keys().filter(|it| !kept.exclusions.contains_key(*it));
        exclusions.for_each(|it| note("exclusion constraint", &format!("{it} on {name}")));
    }
    found
}

/// Takes out of the old side what the difference is not to touch.
pub(super) fn leave(from: &mut Catalogue, to: &Catalogue, hints: &Hints) {
    from.views.retain(|name, _| !hints.bare_views.contains(name));
    for topic in &hints.silent {
        match topic {
            Topic::Views => from.views.clear(),
            Topic::Functions => from.functions.clear(),
            Topic::Objects => from.objects.clear(),
            Topic::Sequences => from.sequences.retain(|_, it| it.owned_by.is_some()),
            Topic::Comments => from.comments.clear(),
            Topic::Triggers
            | Topic::RowSecurity
            | Topic::Storage
            | Topic::Collations
            | Topic::Identity
            | Topic::Generated
            | Topic::Constraints
            | Topic::Indexes
            | Topic::Partial
            | Topic::Checks
            | Topic::Exclusions
            | Topic::Lists => {
                for (name, table) in &mut from.tables {
                    of_table(*topic, table, to.tables.get(name));
                }
            }
        }
    }
}

fn of_table(topic: Topic, table: &mut Table, next: Option<&Table>) {
    match topic {
        Topic::Triggers => table.triggers.retain(|name, _| {
            // Half a guard of an append-only table is ours all the same.
            crate::guard::TRIGGERS.iter().any(|(part, _)| part == name)
        }),
        Topic::RowSecurity => {
            table.policies.clear();
            table.row_security = RowSecurity::Off;
        }
        Topic::Storage => {
            table.options.clear();
            table.unlogged = false;
            table.partition_by = None;
            table.partitions.clear();
            table.indexes.values_mut().for_each(|index| index.options.clear());
        }
        Topic::Constraints => lenient(table),
        Topic::Indexes => table.indexes.retain(|_, index| !has_expression(index)),
        Topic::Partial => partial(table, next),
        Topic::Checks => {
            table.checks.retain(|name, _| next.is_some_and(|next| next.checks.contains_key(name)));
        }
        Topic::Exclusions => table
            .exclusions
            .retain(|name, _| next.is_some_and(|next| next.exclusions.contains_key(name))),
        Topic::Lists => {
            let lists = table.columns.values_mut().filter(|column| column.ty.list);
            lists.for_each(|column| column.nullable = true);
        }
        Topic::Collations | Topic::Identity | Topic::Generated => {
            for (name, column) in &mut table.columns {
                of_column(topic, column, next.and_then(|next| next.columns.get(name)));
            }
        }
        Topic::Views | Topic::Functions | Topic::Objects | Topic::Sequences | Topic::Comments => {}
    }
}

/// To Prisma an identity column is `autoincrement()`, a generated one has a default.
fn of_column(topic: Topic, column: &mut Column, next: Option<&Column>) {
    let made = match topic {
        Topic::Identity => column.identity.take().is_some(),
        Topic::Generated => column.generated.take().is_some(),
        _ => {
            column.collation = None;
            false
        }
    };
    if made {
        column.default = next.and_then(|next| next.default.clone());
    }
}

fn lenient(table: &mut Table) {
    for key in table.foreign_keys.values_mut() {
        key.deferrable = Deferrable::No;
        key.match_full = false;
        key.not_valid = false;
        key.on_delete_columns.clear();
    }
    for index in table.indexes.values_mut() {
        index.deferrable = Deferrable::No;
    }
    if let Some(key) = &mut table.primary_key {
        key.deferrable = Deferrable::No;
        key.include.clear();
    }
}

/// One that is declared without its condition keeps it.
fn partial(table: &mut Table, next: Option<&Table>) {
    let declared = |name: &str| next.is_some_and(|next| next.indexes.contains_key(name));
    table.indexes.retain(|name, index| index.predicate.is_none() || declared(name));
    table.indexes.values_mut().for_each(|index| index.predicate = None);
}

fn has_expression(index: &Index) -> bool {
    index.keys.iter().any(|key| matches!(key.part, KeyPart::Expression(_)))
}
