//! A scalar field as a column: its type, nullability and default.

use super::directives::{name_and_sql, split_map, sql_problem};
use super::error::{SchemaError, SchemaErrorKind};
use super::{enum_name, values};
use crate::catalogue::{
    Column, ColumnDefault, ColumnType, DEFAULT_SCHEMA, Expression, Generated, Generation, Identity,
    Literal, Name, Native,
};
use psl::schema::{
    Arity, Builtin, DefaultExpr, Field, NativeType, ScalarField, ScalarType, Schema,
};

pub(super) fn column(
    schema: &Schema,
    field: &Field,
    scalar: &ScalarField,
) -> Result<Column, SchemaError> {
    let at = |kind| SchemaError { span: field.span.clone(), kind };
    let list = field.arity == Arity::List;
    let ty = match field.docs.directive("type") {
        Some(directive) => ColumnType::from_printed(directive.args.trim()).list(list),
        None => column_type(schema, scalar).map_err(at)?.list(list),
    };
    let default = match &scalar.default {
        Some(default) => column_default(schema, &scalar.ty, &default.expr).map_err(at)?,
        None => None,
    };
    let default = from_sequence(field, default)?;
    let nullable = field.arity != Arity::Required && field.docs.directive("notNull").is_none();
    let collation = field.docs.directive("collate").map(|it| it.args.trim().to_owned());
    let plain = Column { default, collation, ..Column::of(ty, nullable) };
    with_directives(field, plain)
}

/// `@sequence("name")` says which sequence `autoincrement()` counts with, where it is not one of
/// the column's own.
fn from_sequence(
    field: &Field,
    default: Option<ColumnDefault>,
) -> Result<Option<ColumnDefault>, SchemaError> {
    let Some(directive) = field.docs.directive("sequence") else { return Ok(default) };
    if default != Some(ColumnDefault::Autoincrement) {
        let what = "stands above a field with `@default(autoincrement())`";
        return Err(sql_problem("sequence", directive, what));
    }
    let (name, _) = name_and_sql("sequence", directive)?;
    let (schema, name) = name.split_once('.').unwrap_or((DEFAULT_SCHEMA, &name));
    let name = crate::sql::name(&Name::new(schema, name));
    let next = format!("nextval({}::regclass)", crate::sql::string(&name));
    Ok(Some(ColumnDefault::Expression(Expression::new(next))))
}

/// A generated or identity column makes its own values; what the client is told of a default
/// (`autoincrement()`, `dbgenerated()`) only lets it leave them out.
fn with_directives(field: &Field, mut column: Column) -> Result<Column, SchemaError> {
    let generated = field.docs.directive("generated");
    let identity = field.docs.directive("identity");
    let Some(directive) = generated.or(identity) else { return Ok(column) };
    let name = if generated.is_some() { "generated" } else { "identity" };
    let own = column.default.take().filter(|it| match it {
        ColumnDefault::Autoincrement => false,
        ColumnDefault::Expression(_) => generated.is_none(),
        ColumnDefault::Literal(_) | ColumnDefault::Now => true,
    });
    if own.is_some() || (generated.is_some() && identity.is_some()) {
        let what = "makes the value itself: no other default can stand beside it";
        return Err(sql_problem(name, directive, what));
    }
    if generated.is_some() {
        let named = split_map(&directive.args);
        let stored = !named.says("virtual");
        column.generated = Some(Generated { expression: Expression::new(named.sql), stored });
    } else {
        column.identity = Some(self::identity(&directive.args));
    }
    Ok(column)
}

/// `ALWAYS START WITH 100`, `BY DEFAULT`, or nothing.
fn identity(args: &str) -> Identity {
    let words: Vec<&str> = args.split_whitespace().collect();
    let is = |at: usize, word: &str| words.get(at).is_some_and(|it| it.eq_ignore_ascii_case(word));
    let (generation, taken) = match (is(0, "always"), is(0, "by") && is(1, "default")) {
        (true, _) => (Generation::Always, 1),
        (false, true) => (Generation::ByDefault, 2),
        (false, false) => (Generation::ByDefault, 0),
    };
    Identity { generation, options: words[taken..].join(" ") }
}

pub(super) fn column_type(
    schema: &Schema,
    scalar: &ScalarField,
) -> Result<ColumnType, SchemaErrorKind> {
    if let Some(native) = &scalar.native_type {
        return native_type(native);
    }
    Ok(match &scalar.ty {
        ScalarType::Builtin(builtin) => builtin_type(*builtin),
        ScalarType::Enum(id) => ColumnType::enumeration(enum_name(schema.enumeration(*id))),
        ScalarType::Unsupported(text) => ColumnType::other(text),
    })
}

/// Prisma's mapping of its scalars.
fn builtin_type(builtin: Builtin) -> ColumnType {
    match builtin {
        Builtin::String => ColumnType::native(Native::Text),
        Builtin::Boolean => ColumnType::native(Native::Boolean),
        Builtin::Int => ColumnType::native(Native::Integer),
        Builtin::BigInt => ColumnType::native(Native::BigInt),
        Builtin::Float => ColumnType::native(Native::DoublePrecision),
        Builtin::Decimal => ColumnType::with_modifiers(Native::Decimal, [65, 30]),
        Builtin::DateTime => ColumnType::with_modifiers(Native::Timestamp, [3]),
        Builtin::Json => ColumnType::native(Native::JsonB),
        Builtin::Bytes => ColumnType::native(Native::ByteA),
    }
}

fn native_type(native: &NativeType) -> Result<ColumnType, SchemaErrorKind> {
    let known = Native::from_prisma_name(&native.name)
        .ok_or_else(|| SchemaErrorKind::UnknownNativeType(native.name.clone()))?;
    let modifiers = native.args.iter().map(|argument| {
        let bad = || SchemaErrorKind::BadModifier {
            name: native.name.clone(),
            argument: argument.clone(),
        };
        argument.parse().map_err(|_| bad())
    });
    Ok(ColumnType::with_modifiers(known, modifiers.collect::<Result<Vec<u32>, _>>()?))
}

fn column_default(
    schema: &Schema,
    ty: &ScalarType,
    expr: &DefaultExpr,
) -> Result<Option<ColumnDefault>, SchemaErrorKind> {
    Ok(match expr {
        DefaultExpr::Client { .. } => None,
        DefaultExpr::DbGenerated(text) if text.is_empty() => None,
        DefaultExpr::DbGenerated(text) => Some(ColumnDefault::Expression(Expression::new(text))),
        DefaultExpr::Autoincrement => Some(ColumnDefault::Autoincrement),
        DefaultExpr::Now => Some(ColumnDefault::Now),
        DefaultExpr::Sequence(_) => return Err(SchemaErrorKind::CockroachSequence),
        constant => Some(ColumnDefault::Literal(literal(schema, ty, constant)?)),
    })
}

fn literal(
    schema: &Schema,
    ty: &ScalarType,
    expr: &DefaultExpr,
) -> Result<Literal, SchemaErrorKind> {
    match (expr, ty) {
        (DefaultExpr::List(items), _) => {
            let items = items.iter().map(|item| literal(schema, ty, item));
            Ok(Literal::List(items.collect::<Result<_, _>>()?))
        }
        (DefaultExpr::EnumValue(name), ScalarType::Enum(id)) => {
            let value = schema.enumeration(*id).values.iter().find(|value| value.name == *name);
            let value = value.ok_or_else(|| SchemaErrorKind::UnknownEnumValue(name.clone()))?;
            Ok(Literal::Text(value.db_name.clone()))
        }
        (DefaultExpr::Number(text), _) => Ok(Literal::Number(text.clone())),
        (DefaultExpr::Boolean(value), _) => Ok(Literal::Boolean(*value)),
        (DefaultExpr::String(text), ScalarType::Builtin(builtin)) => text_literal(*builtin, text),
        (DefaultExpr::String(text), _) => Ok(Literal::Text(text.clone())),
        (other, _) => {
            Err(SchemaErrorKind::BadDefault { ty: "database", value: format!("{other:?}") })
        }
    }
}

/// A string in the schema, as the column's type reads it.
fn text_literal(builtin: Builtin, text: &str) -> Result<Literal, SchemaErrorKind> {
    let bad = |ty| SchemaErrorKind::BadDefault { ty, value: text.to_owned() };
    Ok(match builtin {
        Builtin::Decimal | Builtin::Float => Literal::Number(text.to_owned()),
        Builtin::Bytes => {
            let bytes = values::decode_base64(text).ok_or_else(|| bad("Bytes"))?;
            Literal::Text(format!("\\x{}", values::hex(&bytes)))
        }
        Builtin::DateTime => {
            Literal::Text(values::as_prisma_prints(text).ok_or_else(|| bad("DateTime"))?)
        }
        _ => Literal::Text(text.to_owned()),
    })
}
