//! A join table that nobody declared, with something to say of each pair.

use psl::schema::{Arity, FieldId, IndexField, IndexKind, Model, ModelId, RelationKind};

use super::Rule;
use crate::facts::{Facts, words};
use crate::finding::Finding;

pub(super) const RULE: Rule = Rule {
    code: "DSN0103",
    summary: "an implicit many-to-many that has begun to need facts",
    why: "An implicit join table holds two ids and can hold no more: no order, no date, no one who did it. Once a list beside the relation, a second model or a statement says something of each pair, declare the join as a model with those columns.",
    bad: "model Post {\n  id       Int   @id\n  tags     Tag[]\n  tagOrder Int[]\n}\n\nmodel Tag {\n  id    Int    @id\n  posts Post[]\n}\n",
    good: "model Post {\n  id   Int       @id\n  tags PostTag[]\n}\n\nmodel Tag {\n  id    Int       @id\n  posts PostTag[]\n}\n\nmodel PostTag {\n  postId   Int\n  tagId    Int\n  position Int\n  post     Post @relation(fields: [postId], references: [id])\n  tag      Tag  @relation(fields: [tagId], references: [id])\n\n  @@id([postId, tagId])\n  @@index([tagId])\n}\n",
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for relation in &facts.schema.relations {
        let RelationKind::ImplicitManyToMany { a, b } = relation.kind else { continue };
        let table = format!("_{}", relation.name);
        for (own, other) in [(a, b), (b, a)] {
            findings.extend(parallel(facts, own, other));
        }
        findings.extend(mirror(facts, a, b));
        if let Some(statement) =
            facts.statements.iter().find(|it| it.tables.iter().any(|(name, _)| *name == table))
        {
            let message = format!(
                "the statement `{}` works on the undeclared join table `{table}`; declare it as a model",
                statement.name
            );
            findings.push(Finding::new(
                RULE.code,
                &facts.schema.model(a.0).field(a.1).span,
                message,
            ));
        }
    }
    findings
}

type End = (ModelId, FieldId);

/// A list beside the relation that says something of each pair: `tagOrder`, `tagsAddedAt`.
fn parallel(facts: &Facts<'_>, (model, field): End, (_, _): End) -> Option<Finding> {
    const FACTS: &[&str] =
        &["order", "orders", "position", "positions", "sort", "added", "rank", "ranks", "weights"];
    let model = facts.schema.model(model);
    let relation = model.field(field);
    let singular = |name: &str| name.trim_end_matches('s').to_owned();
    let about = words(&relation.name).first().map(|it| singular(it))?;
    let list = model.scalar_fields().map(|(_, field, _)| field).find(|field| {
        let words = words(&field.name);
        let named = words.first().is_some_and(|first| singular(first) == about);
        let says = words.iter().skip(1).any(|word| FACTS.contains(&word.as_str()));
        field.arity == Arity::List && named && says
    })?;
    let message = format!(
        "`{}.{}` says something of each pair of `{}`; declare the join as a model and make it a column there",
        model.name, list.name, relation.name
    );
    Some(Finding::new(RULE.code, &relation.span, message).label(&list.span, "one for each pair"))
}

/// A model with one row for each pair of the same two.
fn mirror(facts: &Facts<'_>, a: End, b: End) -> Option<Finding> {
    let refers = |model: &Model, fields: &[IndexField], to: ModelId| {
        facts.keys().any(|key| {
            std::ptr::eq(facts.schema.model(key.model), model)
                && key.referenced_model == to
                && key.fields.iter().all(|own| fields.iter().any(|it| it.field == *own))
        })
    };
    let model = facts.models().find(|model| {
        let uniques = model.indexes.iter().filter(|it| it.kind == IndexKind::Unique);
        let keys =
            model.primary_key.iter().map(|it| &it.fields).chain(uniques.map(|it| &it.fields));
        keys.into_iter().any(|key| {
            key.len() == 2 && a.0 != b.0 && refers(model, key, a.0) && refers(model, key, b.0)
        })
    })?;
    let (first, second) = (facts.schema.model(a.0), facts.schema.model(b.0));
    let field = first.field(a.1);
    let message = format!(
        "`{}` has one row for each {} and {} too; if both mean the same pairs, keep the model and drop the implicit relation",
        model.name, first.name, second.name
    );
    Some(Finding::new(RULE.code, &field.span, message).label(&model.span, "the same pairs"))
}
