//! A foreign key whose column no index begins with.

use std::collections::BTreeSet;

use psl::schema::{
    ForeignKeyRelation, Index, IndexField, Model, ModelId, ReferentialAction, RelationMode,
};

use super::Rule;
use crate::facts::{Facts, is_tree, names};
use crate::finding::Finding;

pub(super) const RULE: Rule = Rule {
    code: "DSN0105",
    summary: "a foreign key without an index",
    why: "Following the relation back, and deleting or renumbering a row that is referred to, reads the whole referring table. PostgreSQL makes no index for a foreign key by itself. What is never deleted needs none: the rows of an `@appendOnly` model, and, where the statements of the project are known, those of a table from which none of them deletes.",
    bad: "model Author {\n  id    Int    @id\n  books Book[]\n}\n\nmodel Book {\n  id       Int    @id\n  authorId Int\n  author   Author @relation(fields: [authorId], references: [id])\n}\n",
    good: "model Author {\n  id    Int    @id\n  books Book[]\n}\n\nmodel Book {\n  id       Int    @id\n  authorId Int\n  author   Author @relation(fields: [authorId], references: [id])\n\n  @@index([authorId])\n}\n",
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Finding> {
    let prisma = |it: &psl::schema::Datasource| it.relation_mode == RelationMode::Prisma;
    if facts.schema.datasource.as_ref().is_some_and(prisma) {
        // The validator says it then, as Prisma does.
        return Vec::new();
    }
    let deleted = deleted(facts);
    let mut findings: Vec<Finding> = Vec::new();
    let mut seen: Vec<(psl::schema::ModelId, &Vec<psl::schema::FieldId>)> = Vec::new();
    for key in facts.keys() {
        let model = facts.schema.model(key.model);
        let stays = !deleted.contains(&key.referenced_model);
        if model.ignored || stays || served(model, key) || seen.contains(&(key.model, &key.fields))
        {
            continue;
        }
        seen.push((key.model, &key.fields));
        let columns = names(model, &key.fields);
        let target = &facts.schema.model(key.referenced_model).name;
        let message = format!(
            "no index of `{}` begins with `{columns}`, which refers to `{target}`; add `@@index([{columns}])`",
            model.name
        );
        let line = format!("@@index([{columns}])");
        let edit = facts.last_line(model, &line);
        let span = &model.field(key.field).span;
        findings.push(Finding::new(RULE.code, span, message).fix(format!("add `{line}`"), edit));
    }
    findings
}

/// The models whose rows may go: by a statement, or with rows that they belong to.
fn deleted(facts: &Facts<'_>) -> BTreeSet<ModelId> {
    let goes = |table: &str| {
        let said = facts.statements.iter().any(|it| it.deleted.iter().any(|name| name == table));
        facts.statements.is_empty() || said
    };
    let models = facts.schema.models.iter().enumerate();
    let mut deleted: BTreeSet<ModelId> = models
        .filter(|(_, it)| it.docs.directive("appendOnly").is_none() && goes(&it.db_name))
        .map(|(at, _)| ModelId(at as u32))
        .collect();
    loop {
        let cascades =
            |key: &&ForeignKeyRelation| key.on_delete == Some(ReferentialAction::Cascade);
        let with =
            facts.keys().filter(cascades).filter(|key| deleted.contains(&key.referenced_model));
        let with: Vec<ModelId> = with.map(|key| key.model).collect();
        let before = deleted.len();
        deleted.extend(with);
        if deleted.len() == before {
            return deleted;
        }
    }
}

/// An index that begins with a column of the key finds few rows enough; so does a partial one that
/// leaves out only rows that refer to nothing.
fn served(model: &Model, key: &ForeignKeyRelation) -> bool {
    let begins = |fields: &[IndexField]| {
        fields.first().is_some_and(|first| key.fields.contains(&first.field))
    };
    let serves = |index: &Index| {
        let rows = index
            .predicate
            .clone()
            .or_else(|| index.docs.directive("partial").map(|it| it.args.clone()));
        let rows = rows.unwrap_or_default().to_uppercase();
        let hash = index.method.as_deref() == Some("Hash");
        begins(&index.fields)
            && (is_tree(index) || hash)
            && (rows.is_empty() || rows.trim().ends_with("IS NOT NULL"))
    };
    model.primary_key.iter().any(|it| begins(&it.fields)) || model.indexes.iter().any(serves)
}
