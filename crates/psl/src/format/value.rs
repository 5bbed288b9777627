//! Attributes and values in their canonical spacing.

use crate::syntax::ast::{Argument, Attribute, Expression, Type, Value};
use crate::syntax::lexer::TokenKind;
use crate::syntax::{Node, NodeKind};

/// Prisma sorts attributes: the key first, the relation near the end.
const ORDER: [&str; 9] =
    ["id", "unique", "default", "updatedAt", "index", "fulltext", "map", "relation", "ignore"];

/// Where an attribute stands among its neighbours.
pub(super) fn rank(attribute: Attribute<'_>) -> usize {
    ORDER.iter().position(|name| *name == attribute.name()).unwrap_or(ORDER.len())
}

pub(super) fn attribute(signs: &str, attribute: Attribute<'_>) -> String {
    let mut out = format!("{signs}{}", attribute.name());
    arguments(attribute.0, &mut out);
    out
}

/// The type as it is written today: without `!`, and lists as `Type[]`.
pub(super) fn field_type(ty: Type<'_>) -> String {
    let name = match ty.0.token(TokenKind::RParen) {
        Some(parenthesis) => ty.0.slice(ty.range().start..parenthesis.end).to_owned(),
        None => ty.name().map_or(String::new(), |name| name.text.to_owned()),
    };
    let list = if ty.is_list() { "[]" } else { "" };
    let optional = if ty.is_optional() { "?" } else { "" };
    format!("{name}{list}{optional}")
}

fn arguments(node: Node<'_>, out: &mut String) {
    let Some(list) = node.child(NodeKind::Arguments) else { return };
    out.push('(');
    separated(list.children().filter_map(Argument::cast), out, argument);
    out.push(')');
}

fn separated<T>(items: impl Iterator<Item = T>, out: &mut String, write: fn(T, &mut String)) {
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        write(item, out);
    }
}

fn argument(argument: Argument<'_>, out: &mut String) {
    if let Some(name) = argument.name() {
        out.push_str(name.text);
        out.push_str(": ");
    }
    if let Some(value) = argument.value() {
        expression(value, out);
    }
}

pub(super) fn expression(value: Expression<'_>, out: &mut String) {
    match value.value() {
        Value::Array => {
            out.push('[');
            separated(value.items().into_iter(), out, expression);
            out.push(']');
        }
        Value::Object => {
            out.push_str("{ ");
            separated(value.arguments().into_iter(), out, argument);
            out.push_str(" }");
        }
        Value::Call(name) => {
            out.push_str(name);
            arguments(value.0, out);
        }
        _ => out.push_str(value.text()),
    }
}
