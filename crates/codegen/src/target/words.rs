//! Parts of a schema as its author would write them, for readers.

use psl::schema::{Arity, DefaultExpr, Field, FieldKind, Index, IndexField, Model, OperatorClass};
use psl::schema::{ReferentialAction, ScalarField, ScalarType, Schema, SortOrder};

/// `String`, `Role`, `Unsupported("tsvector")`: without arity.
pub fn base_type(schema: &Schema, field: &Field) -> String {
    match &field.kind {
        FieldKind::Relation { model, .. } => schema.model(*model).name.clone(),
        FieldKind::Scalar(scalar) => match &scalar.ty {
            ScalarType::Builtin(builtin) => format!("{builtin:?}"),
            ScalarType::Enum(id) => schema.enumeration(*id).name.clone(),
            ScalarType::Unsupported(name) => format!("Unsupported({name:?})"),
        },
    }
}

/// `?`, `[]` or nothing.
pub fn arity_mark(arity: Arity) -> &'static str {
    match arity {
        Arity::Required => "",
        Arity::Optional => "?",
        Arity::List => "[]",
    }
}

/// `VarChar(20)`.
pub fn native_type(scalar: &ScalarField) -> Option<String> {
    let native = scalar.native_type.as_ref()?;
    Some(match native.args.is_empty() {
        true => native.name.clone(),
        false => format!("{}({})", native.name, native.args.join(", ")),
    })
}

pub fn default(expr: &DefaultExpr) -> String {
    match expr {
        DefaultExpr::String(text) => format!("{text:?}"),
        DefaultExpr::Number(text) | DefaultExpr::EnumValue(text) => text.clone(),
        DefaultExpr::Boolean(value) => value.to_string(),
        DefaultExpr::List(items) => {
            format!("[{}]", items.iter().map(default).collect::<Vec<_>>().join(", "))
        }
        DefaultExpr::Autoincrement => "autoincrement()".to_owned(),
        DefaultExpr::Now => "now()".to_owned(),
        DefaultExpr::DbGenerated(sql) if sql.is_empty() => "dbgenerated()".to_owned(),
        DefaultExpr::DbGenerated(sql) => sql.clone(),
        DefaultExpr::Client { function, args } => format!("{function}({})", args.join(", ")),
        DefaultExpr::Sequence(args) => {
            let args = args.iter().map(|(name, value)| format!("{name}: {value}"));
            format!("sequence({})", args.collect::<Vec<_>>().join(", "))
        }
    }
}

/// `authorId, createdAt desc`.
pub fn columns(model: &Model, fields: &[IndexField]) -> String {
    let shown = fields.iter().map(|it| {
        let mut text = model.field(it.field).name.clone();
        match &it.ops {
            Some(OperatorClass::Named(ops) | OperatorClass::Raw(ops)) => {
                text.push(' ');
                text.push_str(ops);
            }
            None => {}
        }
        if it.sort == Some(SortOrder::Desc) {
            text.push_str(" desc");
        }
        text
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// What is said of an index besides its columns.
pub fn index_notes(index: &Index) -> Vec<String> {
    let method = index.method.iter().map(|method| method.to_lowercase());
    let condition = index.predicate.iter().map(|sql| format!("where {sql}"));
    let said = index.docs.directives.iter().map(|it| match it.args.as_str() {
        "" => format!("@{}", it.name),
        args => format!("@{}({args})", it.name),
    });
    method.chain(condition).chain(said).collect()
}

pub fn action(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::NoAction => "no action",
        ReferentialAction::SetNull => "set null",
        ReferentialAction::SetDefault => "set default",
    }
}

/// The PostgreSQL schema that a name of the schema stands in.
pub fn db_schema(named: Option<&String>) -> &str {
    named.map_or("public", String::as_str)
}
