//! A GIN index that no search was declared for.

use psl::schema::Index;

use super::Rule;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::sql::{Clause, Mention};

pub(super) const RULE: Rule = Rule {
    code: "DSN0104",
    summary: "a GIN index without a declared nested search",
    why: "Each write pays for every key inside the value. It is worth it where a product search looks inside: say which, as a statement that searches (`@>`, `?`, `&&`, `@@`, ILIKE) or in words above the index.",
    bad: "model Book {\n  id   Int      @id\n  tags String[]\n\n  @@index([tags], type: Gin)\n}\n",
    good: "model Book {\n  id   Int      @id\n  tags String[]\n\n  /// The picker of the shop: books that have all of the chosen tags.\n  @@index([tags], type: Gin)\n}\n",
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for model in facts.models() {
        for index in model.indexes.iter().filter(|it| is_gin(it)) {
            let columns = index.fields.iter().filter_map(|it| model.field(it.field).scalar());
            let columns: Vec<&str> = columns.map(|scalar| scalar.db_name.as_str()).collect();
            let searched = facts.statements.iter().any(|statement| {
                statement
                    .of_table(&model.db_name)
                    .any(|it| columns.contains(&it.column.as_str()) && searches(it))
            });
            if searched || !index.docs.text.trim().is_empty() {
                continue;
            }
            let columns = columns.join(", ");
            if facts.statements.is_empty() {
                // Whether something searches is not known here: the index is not ours to drop.
                let message = format!(
                    "nothing says which search inside `{columns}` of `{}` this index serves; say it in a `///` line above the index",
                    model.name
                );
                findings.push(Finding::new(RULE.code, &index.span, message));
                continue;
            }
            let message = format!(
                "no statement searches inside `{columns}` of `{}`; say above the index which search it serves, or drop it",
                model.name
            );
            let edit = facts.without_line(&index.span);
            findings
                .push(Finding::new(RULE.code, &index.span, message).fix("drop the index", edit));
        }
    }
    findings
}

fn is_gin(index: &Index) -> bool {
    index.method.as_deref() == Some("Gin")
}

fn searches(mention: &Mention) -> bool {
    const SIGNS: &[&str] =
        &["@>", "<@", "?", "?|", "?&", "&&", "@@", "@?", "~", "~*", "%", "%>", "||"];
    mention.clause == Clause::Path
        && (SIGNS.contains(&mention.operator.as_str()) || mention.operator.is_empty())
}
