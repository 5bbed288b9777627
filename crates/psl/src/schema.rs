//! What the text means: every name resolved, every default made explicit.
//!
//! A [`Schema`] is plain data. It is built even from text with errors: whatever could be
//! understood is here, the rest is in the diagnostics. Everything keeps source order.

use std::ops::Range;

/// Which of the analysed files, in the order they were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A place in a file, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    pub file: FileId,
    pub range: Range<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModelId(pub u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnumId(pub u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelationId(pub u32);

/// A field of a model: an index into [`Model::fields`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId(pub u32);

#[derive(Clone, Debug, Default)]
pub struct Schema {
    pub datasource: Option<Datasource>,
    pub generators: Vec<Generator>,
    pub models: Vec<Model>,
    pub enums: Vec<Enum>,
    pub relations: Vec<Relation>,
}

#[derive(Clone, Debug)]
pub struct Datasource {
    pub name: String,
    pub span: Span,
    pub docs: Docs,
    pub provider: String,
    /// `schemas = [...]`; empty where the schema does not use several PostgreSQL schemas.
    pub schemas: Vec<String>,
    pub extensions: Vec<Extension>,
    pub relation_mode: RelationMode,
}

#[derive(Clone, Debug)]
pub struct Extension {
    pub name: String,
    pub db_name: String,
    pub version: Option<String>,
    pub schema: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RelationMode {
    #[default]
    ForeignKeys,
    Prisma,
}

#[derive(Clone, Debug)]
pub struct Generator {
    pub name: String,
    pub provider: String,
    pub preview_features: Vec<String>,
}

/// `///` lines above a declaration: prose, and the directives found in it.
#[derive(Clone, Debug, Default)]
pub struct Docs {
    /// The prose without its slashes and without the directive lines, joined by newlines.
    pub text: String,
    pub directives: Vec<Directive>,
    /// Words that look like a misspelt directive, with the directive that they resemble.
    pub suspects: Vec<(Span, &'static str)>,
}

/// `/// @name(args)`: what Prisma can't say. See [`crate::directives`] for the table of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    pub name: String,
    /// The text between the outer parentheses, trimmed; empty where there are none.
    /// A directive may run over several `///` lines until its parentheses close.
    pub args: String,
    pub span: Span,
    /// Its parentheses are balanced (or it has none).
    pub closed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelKind {
    Model,
    View,
}

#[derive(Clone, Debug)]
pub struct Model {
    pub kind: ModelKind,
    pub name: String,
    /// Of the name.
    pub span: Span,
    pub docs: Docs,
    /// `@@map`, else the name.
    pub db_name: String,
    /// `@@schema`.
    pub db_schema: Option<String>,
    pub fields: Vec<Field>,
    pub primary_key: Option<PrimaryKey>,
    /// Uniques and indexes, field-level ones included, in source order.
    pub indexes: Vec<Index>,
    /// `@@ignore`.
    pub ignored: bool,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    /// Of the name.
    pub span: Span,
    pub docs: Docs,
    pub arity: Arity,
    pub kind: FieldKind,
    /// `@ignore`.
    pub ignored: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arity {
    Required,
    Optional,
    List,
}

#[derive(Clone, Debug)]
pub enum FieldKind {
    Scalar(ScalarField),
    /// One side of a relation. `relation` is `None` only where it could not be resolved.
    Relation {
        model: ModelId,
        relation: Option<RelationId>,
    },
}

#[derive(Clone, Debug)]
pub struct ScalarField {
    /// `@map`, else the name.
    pub db_name: String,
    pub ty: ScalarType,
    pub native_type: Option<NativeType>,
    pub default: Option<DefaultValue>,
    pub updated_at: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScalarType {
    Builtin(Builtin),
    Enum(EnumId),
    /// `Unsupported("tsvector")`.
    Unsupported(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Builtin {
    String,
    Boolean,
    Int,
    BigInt,
    Float,
    Decimal,
    DateTime,
    Json,
    Bytes,
}

/// `@db.VarChar(20)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NativeType {
    pub name: String,
    pub args: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DefaultValue {
    pub expr: DefaultExpr,
    /// `map:` (a name for the constraint; not used by PostgreSQL).
    pub map: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum DefaultExpr {
    /// A literal as Prisma writes it: numbers, booleans and constants verbatim, strings unescaped.
    String(String),
    Number(String),
    Boolean(bool),
    /// The enum value's name in the schema.
    EnumValue(String),
    List(Vec<DefaultExpr>),
    Autoincrement,
    Now,
    /// `dbgenerated("…")`; empty where no expression is given.
    DbGenerated(String),
    /// Made by the client and invisible to the database: `uuid(7)`, `cuid()`, `nanoid(…)`, `ulid()`, `auto()`.
    Client {
        function: String,
        args: Vec<String>,
    },
    /// `sequence(start: 10, …)` as name and value pairs.
    Sequence(Vec<(String, String)>),
}

#[derive(Clone, Debug)]
pub struct PrimaryKey {
    pub fields: Vec<IndexField>,
    /// Of the attribute.
    pub span: Span,
    /// `map:`.
    pub map: Option<String>,
    /// `name:` (the client's).
    pub name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexKind {
    Unique,
    Normal,
    Fulltext,
}

#[derive(Clone, Debug)]
pub struct Index {
    pub kind: IndexKind,
    pub fields: Vec<IndexField>,
    pub span: Span,
    /// Doc comments directly above an `@@index` or `@@unique` (or above the field for `@unique`).
    pub docs: Docs,
    /// `map:`.
    pub map: Option<String>,
    /// `name:` (the client's).
    pub name: Option<String>,
    /// `type: Gin` and so on; `None` is B-tree.
    pub method: Option<String>,
    /// `where: raw("…")` of Prisma's partial indexes, as SQL.
    pub predicate: Option<String>,
}

#[derive(Clone, Debug)]
pub struct IndexField {
    pub field: FieldId,
    pub sort: Option<SortOrder>,
    /// `ops: JsonbPathOps`, or `ops: raw("…")` with the text.
    pub ops: Option<OperatorClass>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortOrder {
    Asc,
    Desc,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperatorClass {
    /// Prisma's name, as `JsonbPathOps`.
    Named(String),
    Raw(String),
}

#[derive(Clone, Debug)]
pub struct Enum {
    pub name: String,
    pub span: Span,
    pub docs: Docs,
    pub db_name: String,
    pub db_schema: Option<String>,
    pub values: Vec<EnumValue>,
}

#[derive(Clone, Debug)]
pub struct EnumValue {
    pub name: String,
    pub span: Span,
    pub docs: Docs,
    pub db_name: String,
}

#[derive(Clone, Debug)]
pub struct Relation {
    /// The explicit name, or Prisma's own (`AToB`, alphabetical).
    pub name: String,
    pub kind: RelationKind,
}

#[derive(Clone, Debug)]
pub enum RelationKind {
    /// The side that holds the foreign key, to the side it refers to.
    ForeignKey(ForeignKeyRelation),
    /// Prisma's implicit join table `_Name` with columns `A` and `B`, models in alphabetical order.
    ImplicitManyToMany { a: (ModelId, FieldId), b: (ModelId, FieldId) },
}

#[derive(Clone, Debug)]
pub struct ForeignKeyRelation {
    pub model: ModelId,
    pub field: FieldId,
    pub fields: Vec<FieldId>,
    pub referenced_model: ModelId,
    /// The opposite field.
    pub opposite: Option<FieldId>,
    pub references: Vec<FieldId>,
    /// At most one row refers to each referenced row.
    pub one_to_one: bool,
    pub on_delete: Option<ReferentialAction>,
    pub on_update: Option<ReferentialAction>,
    /// `map:`.
    pub map: Option<String>,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferentialAction {
    Cascade,
    Restrict,
    NoAction,
    SetNull,
    SetDefault,
}

impl Datasource {
    /// Whether it is PostgreSQL by name.
    pub fn is_postgres(&self) -> bool {
        matches!(self.provider.as_str(), "postgresql" | "postgres")
    }
}

impl Schema {
    pub fn model(&self, id: ModelId) -> &Model {
        &self.models[id.0 as usize]
    }

    pub fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[id.0 as usize]
    }

    pub fn relation(&self, id: RelationId) -> &Relation {
        &self.relations[id.0 as usize]
    }

    pub fn find_model(&self, name: &str) -> Option<(ModelId, &Model)> {
        let at = self.models.iter().position(|model| model.name == name)?;
        Some((ModelId(at as u32), &self.models[at]))
    }
}

impl Model {
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.0 as usize]
    }

    pub fn scalar_fields(&self) -> impl Iterator<Item = (FieldId, &Field, &ScalarField)> {
        self.fields.iter().enumerate().filter_map(|(at, field)| match &field.kind {
            FieldKind::Scalar(scalar) => Some((FieldId(at as u32), field, scalar)),
            FieldKind::Relation { .. } => None,
        })
    }
}

impl Field {
    pub fn scalar(&self) -> Option<&ScalarField> {
        match &self.kind {
            FieldKind::Scalar(scalar) => Some(scalar),
            FieldKind::Relation { .. } => None,
        }
    }
}

impl Docs {
    /// Whether these are the docs of a field that an `@unique` repeats.
    pub fn is_shared(&self, model: &Model) -> bool {
        let first = |docs: &Docs| docs.directives.first().map(|it| it.span.clone());
        let mine = first(self).or_else(|| self.suspects.first().map(|(span, _)| span.clone()));
        let Some(mine) = mine else { return false };
        model.fields.iter().any(|field| {
            let theirs = field.docs.suspects.first().map(|(span, _)| span.clone());
            first(&field.docs).or(theirs).is_some_and(|span| span == mine)
        })
    }

    pub fn directive(&self, name: &str) -> Option<&Directive> {
        self.directives.iter().find(|directive| directive.name == name)
    }
}
