//! Columns that both sides have.

use super::cast;
use crate::catalogue::{BaseType, Catalogue, Column, ColumnDefault, Literal, Name, Native};
use crate::step::{AlterColumn, Cast, TableChange};

/// The change from one column to the other, if the server would see one.
pub(super) fn change(
    before: &Catalogue,
    table: &Name,
    name: &str,
    from: &Column,
    to: &Column,
) -> Option<TableChange> {
    let type_change = cast::cast(&from.ty, &to.ty);
    let default_changed = !same_default(from, to);
    let same_rest = from.identity == to.identity
        && from.generated == to.generated
        && from.collation == to.collation;
    let same = type_change.is_none() && !default_changed && same_rest;
    if same && from.nullable == to.nullable {
        return None;
    }
    if type_change == Some(Cast::Impossible) || from.generated != to.generated {
        let (from, to) = (from.clone(), to.clone());
        return Some(TableChange::RecreateColumn { name: name.to_owned(), from, to });
    }
    let serial_ends = from.default == Some(ColumnDefault::Autoincrement) && default_changed;
    let sequence = before.sequence_of(table, name).filter(|_| serial_ends);
    Some(TableChange::AlterColumn(Box::new(AlterColumn {
        name: name.to_owned(),
        from: from.clone(),
        to: to.clone(),
        type_change,
        default_changed,
        dropped_sequence: sequence.cloned(),
    })))
}

pub(super) fn is_retyped(from: &Column, to: &Column) -> bool {
    cast::cast(&from.ty, &to.ty).is_some()
}

/// The values of the column do not survive.
pub(super) fn is_recreated(from: &Column, to: &Column) -> bool {
    cast::cast(&from.ty, &to.ty) == Some(Cast::Impossible) || from.generated != to.generated
}

fn same_default(from: &Column, to: &Column) -> bool {
    match (&from.default, &to.default) {
        (Some(ColumnDefault::Literal(a)), Some(ColumnDefault::Literal(b))) => {
            let json = |column: &Column| {
                matches!(column.ty.base, BaseType::Native(Native::Json | Native::JsonB, _))
            };
            same_literal(a, b, json(from) && json(to))
        }
        (Some(ColumnDefault::Expression(a)), Some(ColumnDefault::Expression(b))) => {
            a.text.eq_ignore_ascii_case(&b.text)
        }
        (a, b) => a == b,
    }
}

fn same_literal(a: &Literal, b: &Literal, json: bool) -> bool {
    match (a, b) {
        (Literal::Number(a), Literal::Number(b)) => shortest(a) == shortest(b),
        (Literal::List(a), Literal::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_literal(a, b, json))
        }
        (Literal::Text(a), Literal::Text(b)) if json => {
            let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
            a == b || parse(a).is_some_and(|a| Some(a) == parse(b))
        }
        (a, b) => a == b,
    }
}

/// `1.50` and `1.5` are one number.
fn shortest(number: &str) -> &str {
    match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.'),
        false => number,
    }
}
