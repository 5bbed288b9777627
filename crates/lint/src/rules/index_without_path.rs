//! An index that serves nothing, or nothing that another does not.

use psl::schema::{Index, IndexField, IndexKind, Model};

use super::Rule;
use crate::facts::{Facts, is_partial, is_tree};
use crate::finding::Finding;
use crate::sql::Clause;

pub(super) const RULE: Rule = Rule {
    code: "DSN0106",
    summary: "an index without an access path",
    why: "Each index is written with each row and fills memory. Keep those that a statement, a key or a foreign key uses; an index that another one begins with serves nothing by itself.",
    bad: "model Book {\n  id     Int    @id\n  shelf  String\n  title  String\n\n  @@index([shelf])\n  @@index([shelf, title])\n}\n",
    good: "model Book {\n  id     Int    @id\n  shelf  String\n  title  String\n\n  @@index([shelf, title])\n}\n",
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for model in facts.models() {
        let plain = model.indexes.iter().filter(|it| it.kind == IndexKind::Normal);
        for index in plain.filter(|it| it.docs.directive("index").is_none()) {
            let (message, other) = match (longer(model, index), unused(facts, model, index)) {
                (Some(other), _) => (
                    format!(
                        "`{}` {} as this index and serves all that it serves; drop this one",
                        shown(model, other.fields),
                        if other.fields.len() == index.fields.len() {
                            "has the same columns"
                        } else {
                            "begins with the same columns"
                        },
                    ),
                    other.index,
                ),
                (None, true) => (
                    format!(
                        "no statement filters, joins or sorts `{}` by `{}`; drop the index, or write the statement that needs it",
                        model.name,
                        shown(model, &index.fields)
                    ),
                    None,
                ),
                (None, false) => continue,
            };
            let edit = facts.without_line(&index.span);
            let found = Finding::new(RULE.code, &index.span, message).fix("drop the index", edit);
            findings.push(match other {
                Some(other) => found.label(&other.span, "this one serves it too"),
                None => found,
            });
        }
    }
    findings
}

/// A tree that stands in for another one.
struct Other<'a> {
    fields: &'a [IndexField],
    /// Unless it is the primary key.
    index: Option<&'a Index>,
}

/// The longest other tree over the same columns and more; or over the same ones, if that is a key or
/// stands first.
fn longer<'a>(model: &'a Model, index: &Index) -> Option<Other<'a>> {
    if !is_tree(index) || is_partial(index) || index.docs.directive("include").is_some() {
        return None;
    }
    let same =
        |a: &IndexField, b: &IndexField| a.field == b.field && a.ops == b.ops && a.sort == b.sort;
    let begins = |other: &[IndexField]| {
        other.len() >= index.fields.len() && index.fields.iter().zip(other).all(|(a, b)| same(a, b))
    };
    let own = model.indexes.iter().position(|it| std::ptr::eq(it, index));
    let stays = |at: usize, it: &Index| {
        it.fields.len() > index.fields.len() || it.kind == IndexKind::Unique || Some(at) < own
    };
    let whole = model.indexes.iter().enumerate().filter(|(at, it)| {
        Some(*at) != own && is_tree(it) && !is_partial(it) && begins(&it.fields) && stays(*at, it)
    });
    let key = model.primary_key.iter().map(|key| Other { fields: &key.fields, index: None });
    let all = key.filter(|it| begins(it.fields));
    all.chain(whole.map(|(_, it)| Other { fields: &it.fields, index: Some(it) }))
        .max_by_key(|it| it.fields.len())
}

/// Whether the statements, of which there are some, never ask for its first column. A foreign key is
/// asked for by PostgreSQL itself.
fn unused(facts: &Facts<'_>, model: &Model, index: &Index) -> bool {
    let Some(first) = index.fields.first() else { return false };
    let Some(scalar) = model.field(first.field).scalar() else { return false };
    let of_key = facts.keys().any(|key| {
        std::ptr::eq(facts.schema.model(key.model), model) && key.fields.contains(&first.field)
    });
    let asked = facts.statements.iter().any(|statement| {
        let mut mentions = statement.of_table(&model.db_name);
        mentions.any(|it| it.column == scalar.db_name && it.clause == Clause::Path)
    });
    !facts.statements.is_empty() && !of_key && !asked
}

fn shown(model: &Model, fields: &[IndexField]) -> String {
    let names: Vec<&str> = fields.iter().map(|it| model.field(it.field).name.as_str()).collect();
    names.join(", ")
}
