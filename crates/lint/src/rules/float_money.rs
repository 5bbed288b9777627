//! Money in a type that can't hold it.

use psl::schema::{Builtin, ScalarType};

use super::Rule;
use crate::facts::{Facts, words};
use crate::finding::Finding;

pub(super) const RULE: Rule = Rule {
    code: "DSN0107",
    summary: "a money column that is a float",
    why: "A float has no 0.10: sums drift, and two ways of adding the same cents differ. Keep integer minor units (`priceCents Int` or BigInt), or a Decimal with its places.",
    bad: "model Book {\n  id    Int   @id\n  price Float\n}\n",
    good: "model Book {\n  id         Int @id\n  priceCents Int\n}\n",
    check,
};

/// Words that mean money wherever they stand in a name.
const MONEY: &[&str] = &[
    "price", "prices", "cost", "costs", "fee", "fees", "balance", "salary", "wage", "wages",
    "revenue", "payout", "subtotal", "refund", "refunded", "earnings", "income", "budget", "tip",
    "amount", "usd", "eur", "cents",
];

/// Words that make a number of it which is no money.
const NUMBER: &[&str] = &[
    "ratio",
    "percent",
    "percentage",
    "rate",
    "factor",
    "count",
    "score",
    "weight",
    "multiplier",
    "index",
    "change",
];

fn check(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for model in facts.models() {
        for (_, field, scalar) in model.scalar_fields() {
            let words = words(&field.name);
            let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
            if scalar.ty != ScalarType::Builtin(Builtin::Float) || !has(MONEY) || has(NUMBER) {
                continue;
            }
            let message = format!(
                "`{}.{}` is money in a float, which can't hold cents; keep integer minor units, or a Decimal",
                model.name, field.name
            );
            let native = facts.rest_of_line(&field.span).contains("@db.");
            let edit = facts.word_after(&field.span, "Float", "Decimal").filter(|_| !native);
            findings
                .push(Finding::new(RULE.code, &field.span, message).fix("make it a Decimal", edit));
        }
    }
    findings
}
