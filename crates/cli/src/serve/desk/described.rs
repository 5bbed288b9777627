//! The contract in the words of its page.

use app::contract_desk::{
    ContractView, DrawingView, DrawnBoxView, DrawnLineView, DrawnRowView, EnumView, FieldView,
    IndexView, ModelView, RelationView, SchemaView, StatementView,
};
use codegen::{Drawing, DrawnBox, Scene, drawing, words};
use lint::{Touched, touched};
use migrate::statements::{Access, Cardinality};
use psl::schema::{
    Arity, Directive, Docs, Field, FieldId, FieldKind, ForeignKeyRelation, IndexKind, Model,
    ModelId, RelationKind, Schema,
};

use crate::serve::embedded::Read;

/// The contract that the binary carries, read and told.
pub(super) fn contract() -> (Read, ContractView) {
    let read = Read::new();
    let view = view(&read);
    (read, view)
}

fn view(read: &Read) -> ContractView {
    let schema = &read.schema;
    let statements: Vec<StatementView> =
        read.statements.iter().map(|it| statement(schema, it)).collect();
    let all = (0..schema.models.len() as u32).map(ModelId);
    let models: Vec<ModelView> = all.map(|id| model(schema, id, &statements)).collect();
    let names = schema.datasource.iter().flat_map(|it| &it.schemas);
    ContractView {
        hash: store::CONTRACT_HASH.to_owned(),
        drawing: drawn(schema, Scene::Whole),
        schemas: names.map(|name| group(read, name, &models)).collect(),
        models,
        enums: schema.enums.iter().map(enumeration).collect(),
        statements,
    }
}

/// Each schema has a file of its name, which says what it is for in its first comment.
fn group(read: &Read, name: &str, models: &[ModelView]) -> SchemaView {
    let file = read.files.iter().find(|file| file.path == format!("{name}.prisma"));
    let lines = file.iter().flat_map(|file| file.text.lines());
    let about: Vec<&str> = lines.map_while(|line| line.strip_prefix("// ")).collect();
    let of_schema = models.iter().filter(|model| model.schema == name);
    SchemaView {
        name: name.to_owned(),
        about: about.join(" "),
        models: of_schema.map(|model| model.name.clone()).collect(),
        drawing: drawn(&read.schema, Scene::Schema(name)),
    }
}

fn enumeration(it: &psl::schema::Enum) -> EnumView {
    EnumView {
        name: it.name.clone(),
        schema: words::db_schema(it.db_schema.as_ref()).to_owned(),
        values: it.values.iter().map(|value| value.name.clone()).collect(),
    }
}

fn model(schema: &Schema, id: ModelId, statements: &[StatementView]) -> ModelView {
    let model = schema.model(id);
    let group = words::db_schema(model.db_schema.as_ref());
    let naming = |models: fn(&StatementView) -> &[String]| {
        let found = statements.iter().filter(|it| models(it).contains(&model.name));
        found.map(|it| it.name.clone()).collect()
    };
    let fields = model.scalar_fields();
    ModelView {
        name: model.name.clone(),
        schema: group.to_owned(),
        table: format!("{group}.{}", model.db_name),
        docs: model.docs.text.trim().to_owned(),
        directives: directives(&model.docs),
        is_append_only: model.docs.directive("appendOnly").is_some(),
        fields: fields.map(|(at, field, _)| of_field(schema, id, at, field)).collect(),
        indexes: indexes(model),
        relations: relations(schema, id),
        read_by: naming(|it| &it.reads),
        written_by: naming(|it| &it.changes),
        drawing: drawn(schema, Scene::Model(&model.name)),
    }
}

fn of_field(schema: &Schema, id: ModelId, at: FieldId, field: &Field) -> FieldView {
    let scalar = field.scalar();
    let updated = scalar.is_some_and(|it| it.updated_at).then(|| "updatedAt".to_owned());
    let default = scalar.and_then(|it| it.default.as_ref()).map(|it| words::default(&it.expr));
    FieldView {
        name: field.name.clone(),
        ty: words::base_type(schema, field) + words::arity_mark(field.arity),
        native: scalar.and_then(words::native_type),
        column: scalar.map(|it| it.db_name.clone()).unwrap_or_default(),
        default: default.or(updated),
        keys: keys(schema, id, at),
        docs: field.docs.text.trim().to_owned(),
        directives: directives(&field.docs),
    }
}

fn keys(schema: &Schema, id: ModelId, at: FieldId) -> Vec<String> {
    let model = schema.model(id);
    let among = |fields: &[psl::schema::IndexField]| fields.iter().any(|it| it.field == at);
    let primary = model.primary_key.iter().any(|key| among(&key.fields));
    let foreign = keys_of(schema, id).any(|key| key.fields.contains(&at));
    let mut uniques = model.indexes.iter().filter(|it| it.kind == IndexKind::Unique);
    let unique = uniques.any(|it| among(&it.fields));
    let all = [(primary, "PK"), (foreign, "FK"), (unique, "UQ")];
    all.iter().filter(|(is, _)| *is).map(|(_, word)| (*word).to_owned()).collect()
}

fn keys_of(schema: &Schema, id: ModelId) -> impl Iterator<Item = &ForeignKeyRelation> {
    schema.relations.iter().filter_map(move |relation| match &relation.kind {
        RelationKind::ForeignKey(key) if key.model == id => Some(key),
        _ => None,
    })
}

fn indexes(model: &Model) -> Vec<IndexView> {
    let primary = model.primary_key.iter().map(|key| IndexView {
        kind: "primary key".to_owned(),
        columns: words::columns(model, &key.fields),
        name: key.map.clone(),
        notes: Vec::new(),
    });
    let others = model.indexes.iter().map(|index| IndexView {
        kind: if index.kind == IndexKind::Unique { "unique" } else { "index" }.to_owned(),
        columns: words::columns(model, &index.fields),
        name: index.map.clone(),
        // What stands above a field with `@unique` is the field's.
        notes: match index.docs.is_shared(model) {
            true => Vec::new(),
            false => words::index_notes(index),
        },
    });
    primary.chain(others).collect()
}

fn relations(schema: &Schema, id: ModelId) -> Vec<RelationView> {
    let model = schema.model(id);
    let of_field = model.fields.iter().enumerate().filter_map(|(at, field)| {
        let FieldKind::Relation { model: other, relation } = &field.kind else { return None };
        let kind = relation.map(|it| &schema.relation(it).kind);
        let own = match kind {
            Some(RelationKind::ForeignKey(key)) => {
                Some(key).filter(|key| key.model == id && key.field == FieldId(at as u32))
            }
            _ => None,
        };
        let over = own.iter().flat_map(|key| &key.fields);
        Some(RelationView {
            field: field.name.clone(),
            model: schema.model(*other).name.clone(),
            is_own: own.is_some(),
            over: over.map(|it| model.field(*it).name.clone()).collect(),
            is_list: field.arity == Arity::List,
            is_optional: field.arity == Arity::Optional,
            on_delete: own.and_then(|key| key.on_delete).map(|it| words::action(it).to_owned()),
        })
    });
    of_field.collect()
}

fn directives(docs: &Docs) -> Vec<String> {
    let written = |it: &Directive| match it.args.as_str() {
        "" => format!("@{}", it.name),
        args => format!("@{}({args})", it.name),
    };
    docs.directives.iter().map(written).collect()
}

fn statement(schema: &Schema, it: &migrate::Statement) -> StatementView {
    let Touched { read, written } =
        touched(&lint::Statement { name: it.name.clone(), sql: it.sql.clone() });
    let models = |tables: &[String]| {
        let named = schema.models.iter().filter(|model| tables.contains(&model.db_name));
        named.map(|model| model.name.clone()).collect()
    };
    let word = Cardinality::ALL.iter().find(|(known, _)| *known == it.cardinality);
    StatementView {
        name: it.name.clone(),
        file: it.place.file.clone(),
        line: it.place.line as u64,
        docs: it.docs.clone(),
        is_hot: it.hot,
        writes: it.access == Access::Write,
        cardinality: word.map(|(_, word)| (*word).to_owned()).unwrap_or_default(),
        parameters: it.parameters.iter().map(|parameter| parameter.name.clone()).collect(),
        sql: it.sql.clone(),
        reads: models(&read),
        changes: models(&written),
    }
}

fn drawn(schema: &Schema, scene: Scene<'_>) -> DrawingView {
    let Some(Drawing { width, height, boxes, lines }) = drawing(schema, scene) else {
        return DrawingView::default();
    };
    let lines = lines.into_iter();
    let line = |it: codegen::DrawnLine| DrawnLineView {
        path: it.path,
        child: it.child,
        parent: it.parent,
    };
    let boxes = boxes.into_iter().map(drawn_box).collect();
    DrawingView { width, height, boxes, lines: lines.map(line).collect() }
}

fn drawn_box(it: DrawnBox) -> DrawnBoxView {
    let DrawnBox { name, is_model, note, x, y, width, height, rows } = it;
    let row = |it: codegen::DrawnRow| DrawnRowView {
        badge: it.badge.to_owned(),
        name: it.name,
        ty: it.ty,
        model: it.model,
        y: it.y,
    };
    let rows = rows.into_iter().map(row).collect();
    DrawnBoxView { name, is_model, note, x, y, width, height, rows }
}
