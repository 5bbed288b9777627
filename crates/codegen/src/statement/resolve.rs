//! Types for the parameters and columns of a statement.

use super::outer_join::OuterJoins;
use super::{Cardinality, ColumnShape, Origin, ParamShape, PgType, StatementShape};
use crate::names::rust_identifier;
use crate::problem::Problem;
use crate::rust_type::{Base, RustType};
use crate::types::Scalar;
use crate::vocabulary::{Entity, House, Vocabulary};
use indexmap::IndexMap;
use pgschema::Name;
use psl::schema::{EnumId, Schema};

/// A statement of which everything is known.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedStatement<'a> {
    pub(crate) shape: &'a StatementShape,
    pub(crate) params: Vec<Parameter>,
    pub(crate) answer: Shape,
}

#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    /// In Rust.
    pub(crate) name: String,
    pub(crate) ty: RustType,
}

/// What one row of the answer is.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Nothing,
    /// A single column.
    Value(RustType),
    /// All columns of a model, in order.
    Model(String),
    Row(Vec<ResolvedColumn>),
}

#[derive(Clone, Debug)]
pub(crate) struct ResolvedColumn {
    pub(crate) name: String,
    pub(crate) ty: RustType,
}

/// The Rust names of enums by their PostgreSQL names.
type Enums = IndexMap<Name, String>;

struct Resolver<'a> {
    vocabulary: &'a Vocabulary,
    enums: Enums,
    problems: Vec<Problem>,
}

/// Every statement with its types, or what stands in the way: all of it, not only the first.
pub(crate) fn resolve<'a>(
    schema: &Schema,
    vocabulary: &Vocabulary,
    shapes: &'a [StatementShape],
) -> Result<Vec<ResolvedStatement<'a>>, Vec<Problem>> {
    let enums = enums(schema, vocabulary);
    let mut resolver = Resolver { vocabulary, enums, problems: Vec::new() };
    resolver.same_names(shapes);
    let statements = shapes.iter().map(|shape| resolver.statement(shape)).collect();
    if resolver.problems.is_empty() { Ok(statements) } else { Err(resolver.problems) }
}

fn enums(schema: &Schema, vocabulary: &Vocabulary) -> Enums {
    let named = |it: &psl::schema::Enum| {
        Name::new(it.db_schema.as_deref().unwrap_or("public"), it.db_name.as_str())
    };
    let enums = (0..).map(EnumId).zip(&schema.enums);
    enums.map(|(id, it)| (named(it), vocabulary.types.enumeration(id).to_owned())).collect()
}

impl Resolver<'_> {
    /// One name, one statement, in all files: logs and errors name it alone.
    fn same_names(&mut self, shapes: &[StatementShape]) {
        for (at, shape) in shapes.iter().enumerate() {
            if shapes[..at].iter().any(|earlier| earlier.name == shape.name) {
                self.problems.push(Problem::SameStatement {
                    file: shape.file.clone(),
                    statement: shape.name.clone(),
                });
            }
        }
    }

    fn statement<'a>(&mut self, shape: &'a StatementShape) -> ResolvedStatement<'a> {
        ResolvedStatement {
            shape,
            params: shape.params.iter().map(|param| self.parameter(shape, param)).collect(),
            answer: self.answer(shape),
        }
    }

    fn parameter(&mut self, shape: &StatementShape, param: &ParamShape) -> Parameter {
        let base = self.parameter_base(shape, param).unwrap_or(Base::Scalar(Scalar::Text));
        let ty = RustType { base, list: param.ty.list, nullable: param.optional };
        Parameter { name: rust_identifier(&param.name), ty }
    }

    fn parameter_base(&mut self, shape: &StatementShape, param: &ParamShape) -> Option<Base> {
        let found = self.base(&param.name, &param.ty);
        if found == Some(Base::Scalar(Scalar::Uuid))
            && let Some(key) = self.cursor(shape, &param.name)
        {
            return Some(key);
        }
        let (file, statement) = (shape.file.clone(), shape.name.clone());
        let (name, ty) = (param.name.clone(), param.ty.to_string());
        match found {
            None => self.problems.push(Problem::ParameterType { file, statement, param: name, ty }),
            Some(Base::Scalar(Scalar::Uuid)) if self.vocabulary.house == House::Own => {
                self.problems.push(Problem::ParameterMeaning { file, statement, param: name });
            }
            Some(_) => {}
        }
        found
    }

    /// `:before_id` and `:after_id` are where a page ended: what the first column answers.
    fn cursor(&self, shape: &StatementShape, param: &str) -> Option<Base> {
        let first = shape.columns.first()?.origin.as_ref()?;
        let first = self.vocabulary.column(&first.place())?;
        let is_cursor = ["before_id", "after_id"].contains(&param);
        let is_key = is_cursor && matches!(first.base, Base::Id { inner: Scalar::Uuid, .. });
        is_key.then(|| first.base.clone())
    }

    /// What a value of a type is, by its type and then by its name.
    fn base(&self, name: &str, ty: &PgType) -> Option<Base> {
        if let Some(name) = self.enums.get(&Name::new(ty.schema.as_str(), ty.name.as_str())) {
            return Some(Base::Enum { name: name.clone() });
        }
        let scalar = self.scalar(ty)?;
        let meaning = match ty.list {
            true => self.vocabulary.meaning_of_list(name, scalar),
            false => self.vocabulary.meaning(name, scalar),
        };
        Some(meaning.unwrap_or(Base::Scalar(scalar)))
    }

    /// Of PostgreSQL's own types; of any other project also those of an extension.
    fn scalar(&self, ty: &PgType) -> Option<Scalar> {
        let scalar = Scalar::from_pg(&ty.name)?;
        match self.vocabulary.house {
            House::Own => (scalar.is_own() && ty.schema == "pg_catalog").then_some(scalar),
            House::Any => (scalar == Scalar::Citext || ty.schema == "pg_catalog").then_some(scalar),
        }
    }

    fn answer(&mut self, shape: &StatementShape) -> Shape {
        if shape.cardinality == Cardinality::Exec {
            return Shape::Nothing;
        }
        let joins = OuterJoins::of(&shape.sql);
        let columns: Vec<ResolvedColumn> =
            shape.columns.iter().map(|column| self.column(shape, column, &joins)).collect();
        self.columns_differ(shape, &columns);
        match columns.as_slice() {
            [] => {
                let (file, statement) = (shape.file.clone(), shape.name.clone());
                self.problems.push(Problem::NoColumns { file, statement });
                Shape::Nothing
            }
            [only] => Shape::Value(only.ty.clone()),
            _ => match self.whole_model(shape, &columns) {
                Some(entity) => Shape::Model(entity.name.clone()),
                None => Shape::Row(columns),
            },
        }
    }

    fn columns_differ(&mut self, shape: &StatementShape, columns: &[ResolvedColumn]) {
        for (at, column) in columns.iter().enumerate() {
            if columns[..at].iter().any(|earlier| earlier.name == column.name) {
                self.problems.push(Problem::SameColumn {
                    file: shape.file.clone(),
                    statement: shape.name.clone(),
                    column: column.name.clone(),
                });
            }
        }
    }

    fn column(
        &mut self,
        shape: &StatementShape,
        column: &ColumnShape,
        joins: &OuterJoins,
    ) -> ResolvedColumn {
        let (name, said) = (column.name.as_str(), column.nullable);
        let origin = column.origin.as_ref();
        let declared = origin.and_then(|origin| self.vocabulary.column(&origin.place()));
        let ty = match declared {
            Some(declared) => {
                let nullable = said.unwrap_or(declared.nullable);
                let never = !declared.nullable;
                let ty = declared.clone().nullable(nullable);
                if never && said.is_none() {
                    self.kept_by_joins(shape, name, origin, joins);
                }
                ty
            }
            None => self.computed(shape, column, name).nullable(said.unwrap_or(true)),
        };
        ResolvedColumn { name: rust_identifier(name), ty }
    }

    fn kept_by_joins(
        &mut self,
        shape: &StatementShape,
        column: &str,
        origin: Option<&Origin>,
        joins: &OuterJoins,
    ) {
        if origin.is_some_and(|origin| !joins.keep(&origin.schema, &origin.table)) {
            self.problems.push(Problem::OuterJoin {
                file: shape.file.clone(),
                statement: shape.name.clone(),
                column: column.to_owned(),
            });
        }
    }

    /// The type of an expression.
    fn computed(&mut self, shape: &StatementShape, column: &ColumnShape, name: &str) -> RustType {
        let base = self.base(name, &column.ty).unwrap_or_else(|| {
            self.problems.push(Problem::ColumnType {
                file: shape.file.clone(),
                statement: shape.name.clone(),
                column: name.to_owned(),
                ty: column.ty.to_string(),
            });
            Base::Scalar(Scalar::Text)
        });
        RustType { base, list: column.ty.list, nullable: true }
    }

    /// The model whose columns these are: all of them, in order, under their names.
    fn whole_model(&self, shape: &StatementShape, columns: &[ResolvedColumn]) -> Option<&Entity> {
        let origin = shape.columns.first()?.origin.as_ref()?;
        let entity = self.vocabulary.entity(&origin.schema, &origin.table)?;
        let same = entity.columns.len() == columns.len()
            && entity.columns.iter().zip(columns).zip(&shape.columns).all(|((own, it), said)| {
                own.ty == it.ty
                    && said.origin.as_ref().is_some_and(|from| {
                        from.table == entity.db_name
                            && from.schema == entity.db_schema
                            && from.column == own.db_name
                    })
                    && said.name == own.db_name
            });
        same.then_some(entity)
    }
}
