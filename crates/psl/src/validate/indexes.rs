//! Index types, operator classes and partial indexes.

use super::operator_classes;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix, span};
use crate::resolve::{Context, attribute_message, without};
use crate::schema::{
    Arity, Builtin, Field, Index, IndexField, IndexKind, Model, ModelId, OperatorClass, ScalarType,
};
use crate::syntax::ast::{Argument, Attribute};

impl Context<'_> {
    pub(super) fn check_indexes(&mut self, model: ModelId) {
        let it = self.schema.model(model);
        let mut found = Vec::new();
        for (index, source) in it.indexes.iter().zip(&self.sources.models[model.0 as usize].indexes)
        {
            let title = crate::resolve::attribute_title(source.attribute);
            for (code, message) in index_errors(it, index) {
                let fix =
                    (code == Code::IndexMethod).then(|| plain(index, source.attribute)).flatten();
                found.push((code, index.span.clone(), attribute_message(&title, &message), fix));
            }
        }
        for (code, at, message, fix) in found {
            let mut diagnostic = Diagnostic::new(code, at, message);
            diagnostic.fixes.extend(fix);
            self.report(diagnostic);
        }
    }
}

/// A B-tree, where nothing else depends on the type.
fn plain(index: &Index, attribute: Attribute<'_>) -> Option<Fix> {
    if index.fields.iter().any(|field| field.ops.is_some()) {
        return None;
    }
    let typed = |it: &Argument<'_>| it.name().is_some_and(|name| name.text == "type");
    let at = span(index.span.file, without(attribute, typed)?);
    let edits = vec![Edit { span: at, text: String::new() }];
    Some(Fix { title: "make it a B-tree".to_owned(), edits })
}

fn index_errors(model: &Model, index: &Index) -> Vec<(Code, String)> {
    let mut errors = Vec::new();
    let method = index.method.as_deref().unwrap_or("BTree");
    if index.kind == IndexKind::Fulltext {
        let message = "Defining fulltext indexes is not supported with the current connector.";
        errors.push((Code::IndexMethod, message.to_owned()));
    }
    if method == "SpGist" && index.fields.len() > 1 {
        let message = "SpGist does not support multi-column indices.";
        errors.push((Code::IndexMethod, message.to_owned()));
    }
    if method == "Hash" && index.fields.len() > 1 {
        let message = "PostgreSQL's hash indexes have one column. Split it, or leave out `type`.";
        errors.push((Code::RefusedByPostgres, message.to_owned()));
    }
    for indexed in &index.fields {
        let field = model.field(indexed.field);
        let error = if index.kind == IndexKind::Normal {
            field_error(method, field, indexed)
        } else {
            None
        };
        errors.extend(error.or_else(|| xml_error(index, field)).map(|it| (Code::IndexMethod, it)));
        if indexed.sort.is_some() && method == "Hash" {
            let message = "Hash type does not support sort option.";
            errors.push((Code::IndexOption, message.to_owned()));
        } else if indexed.sort.is_some() && method != "BTree" {
            let message = format!("PostgreSQL's {method} indexes do not sort. Leave out `sort`.");
            errors.push((Code::RefusedByPostgres, message));
        }
    }
    errors
}

fn xml_error(index: &Index, field: &Field) -> Option<String> {
    let native = field.scalar()?.native_type.as_ref()?;
    let kind = if index.kind == IndexKind::Unique { "unique" } else { "an index" };
    (native.name == "Xml").then(|| format!("Native type `Xml` cannot be {kind} in Postgres."))
}

fn field_error(method: &str, field: &Field, indexed: &IndexField) -> Option<String> {
    let scalar = field.scalar()?;
    let native = scalar.native_type.as_ref().map(|native| native.name.as_str());
    match &indexed.ops {
        Some(OperatorClass::Raw(_)) => None,
        Some(OperatorClass::Named(class)) => class_error(method, class, field, native, &scalar.ty),
        None => default_class_error(method, field, native, &scalar.ty),
    }
}

fn class_error(
    method: &str,
    class: &str,
    field: &Field,
    native: Option<&str>,
    ty: &ScalarType,
) -> Option<String> {
    let name = &field.name;
    let Some(row) = operator_classes::find(class) else {
        return Some(format!("Invalid operator class: {class}."));
    };
    if !row.methods.contains(&method) {
        return Some(format!(
            "The given operator class `{class}` is not supported with the `{method}` index type."
        ));
    }
    if class == "ArrayOps" {
        let list = field.arity == Arity::List;
        return (!list).then(|| {
            format!("The given operator class `ArrayOps` expects the type of field `{name}` to be an array.")
        });
    }
    match (native, row.builtin) {
        (Some(native), _) if row.natives.contains(&native) => None,
        (Some(native), _) => Some(format!(
            "The given operator class `{class}` does not support native type `{native}` of field `{name}`."
        )),
        (None, Some(builtin)) if *ty == ScalarType::Builtin(builtin) => None,
        (None, Some(builtin)) => Some(format!(
            "The given operator class `{class}` points to the field `{name}` that is not of {builtin:?} type."
        )),
        (None, None) => Some(format!(
            "The given operator class `{class}` expects the field `{name}` to define a valid native type."
        )),
    }
}

fn default_class_error(
    method: &str,
    field: &Field,
    native: Option<&str>,
    ty: &ScalarType,
) -> Option<String> {
    let list = field.arity == Arity::List;
    if matches!(method, "BTree" | "Hash") || (method == "Gin" && list) {
        return None;
    }
    let fits = match (native, ty) {
        (Some(native), _) if operator_classes::has_default(method, native) => return None,
        (Some(native), _) => {
            return Some(format!(
                "The {method} index field type `{native}` has no default operator class."
            ));
        }
        (None, ScalarType::Unsupported(_)) => true,
        (None, ScalarType::Builtin(builtin)) => has_default(method, *builtin),
        (None, ScalarType::Enum(_)) => false,
    };
    (!fits).then(|| {
        format!("The {method} index type does not support the type of the field `{}`.", field.name)
    })
}

fn has_default(method: &str, builtin: Builtin) -> bool {
    match method {
        "Gin" => builtin == Builtin::Json,
        "Gist" | "SpGist" => builtin == Builtin::String,
        _ => !matches!(builtin, Builtin::Boolean | Builtin::Json),
    }
}
