//! First pass: which blocks there are, and what their names stand for.

use super::{Context, EnumSource, FieldSource, ModelSource, Named, RelationArguments};
use crate::diagnostic::{Code, Diagnostic, span};
use crate::schema::{Docs, Enum, EnumId, FieldId, FileId, Model, ModelId, ModelKind, Span};
use crate::syntax::Node;
use crate::syntax::ast::{self, Block, Name};

impl<'a> Context<'a> {
    /// Takes note of all blocks of a file.
    pub(super) fn declare(&mut self, file: FileId, root: Node<'a>) {
        for block in ast::blocks(root) {
            let Some(name) = block.name() else { continue };
            match block.keyword() {
                "model" => self.declare_model(file, block, &name, ModelKind::Model),
                "view" => self.declare_model(file, block, &name, ModelKind::View),
                "enum" => self.declare_enum(file, block, &name),
                "type" => self.declare_composite(file, block, &name),
                "datasource" => self.sources.datasources.push((file, block)),
                "generator" => self.sources.generators.push((file, block)),
                _ => {}
            }
        }
    }

    fn declare_model(&mut self, file: FileId, block: Block<'a>, name: &Name<'a>, kind: ModelKind) {
        let id = ModelId(self.schema.models.len() as u32);
        let span = span(file, name.range.clone());
        self.declare_name(name.text, Named::Model(id), keyword(kind), &span);
        self.schema.models.push(Model {
            kind,
            name: name.text.to_owned(),
            span,
            docs: Docs::default(),
            db_name: name.text.to_owned(),
            db_schema: None,
            fields: Vec::new(),
            primary_key: None,
            indexes: Vec::new(),
            ignored: false,
        });
        self.sources.models.push(model_source(file, block));
    }

    fn declare_enum(&mut self, file: FileId, block: Block<'a>, name: &Name<'a>) {
        let id = EnumId(self.schema.enums.len() as u32);
        let span = span(file, name.range.clone());
        self.declare_name(name.text, Named::Enum(id), "enum", &span);
        self.schema.enums.push(Enum {
            name: name.text.to_owned(),
            span,
            docs: Docs::default(),
            db_name: name.text.to_owned(),
            db_schema: None,
            values: Vec::new(),
        });
        self.sources.enums.push(EnumSource { file, block });
    }

    fn declare_composite(&mut self, file: FileId, block: Block<'a>, name: &Name<'a>) {
        let span = span(file, name.range.clone());
        self.declare_name(name.text, Named::Composite, "composite type", &span);
        self.sources.composites.push((file, block));
    }

    fn declare_name(&mut self, name: &'a str, named: Named, what: &str, span: &Span) {
        if let Some(&first) = self.types.get(name) {
            let (earlier, first_span) = self.describe(first);
            let message = format!(
                "The {what} \"{name}\" cannot be defined because a {earlier} with that name \
                 already exists."
            );
            let free = (2..).map(|n| format!("{name}{n}"));
            let free = free.clone().find(|it| !self.types.contains_key(it.as_str()));
            let free = free.unwrap_or_default();
            let mut diagnostic = Diagnostic::new(Code::DuplicateName, span.clone(), message).fix(
                format!("call it `{free}`"),
                span.clone(),
                free,
            );
            if let Some(first_span) = first_span {
                diagnostic = diagnostic.label(first_span, "first declared here");
            }
            return self.report(diagnostic);
        }
        self.types.insert(name, named);
    }

    fn describe(&self, named: Named) -> (&'static str, Option<Span>) {
        match named {
            Named::Model(id) => {
                let model = self.schema.model(id);
                (keyword(model.kind), Some(model.span.clone()))
            }
            Named::Enum(id) => ("enum", Some(self.schema.enumeration(id).span.clone())),
            Named::Composite => ("composite type", None),
        }
    }
}

/// `model` or `view`.
pub(crate) fn keyword(kind: ModelKind) -> &'static str {
    match kind {
        ModelKind::Model => "model",
        ModelKind::View => "view",
    }
}

fn model_source(file: FileId, block: Block<'_>) -> ModelSource<'_> {
    let fields: Vec<_> = block
        .fields()
        .map(|field| FieldSource { field, relation: RelationArguments::default() })
        .collect();
    let mut source = ModelSource {
        file,
        block,
        fields,
        by_name: rustc_hash::FxHashMap::default(),
        primary_key: None,
        indexes: Vec::new(),
    };
    for (at, field) in source.fields.iter().enumerate() {
        source.by_name.entry(field.field.name().text).or_insert(FieldId(at as u32));
    }
    source
}
