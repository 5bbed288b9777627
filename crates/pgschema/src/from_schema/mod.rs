//! A catalogue from a resolved schema, with the names and types that Prisma 7 gives.

mod column;
mod comments;
pub(crate) mod directives;
mod error;
mod facts;
mod files;
mod index_sql;
mod keys;
pub(crate) mod names;
mod opclass;
mod policy_sql;
pub(crate) mod relations;
mod statement;
pub(crate) mod values;

pub(crate) use keys::index_name;

pub use error::{DirectiveProblem, SchemaError, SchemaErrorKind};
pub use files::{SqlFiles, sql_files};

use crate::catalogue::{
    Catalogue, Check, ColumnDefault, DEFAULT_SCHEMA, Enum, Exclusion, Expression, Extension, Name,
    Sequence, Table,
};
use psl::schema::{self, Directive, Model, ModelKind, RelationMode, Schema};

/// The catalogue that a schema asks for, or everything in it that PostgreSQL can't hold.
///
/// The schema has to be one that `psl` found no errors in; what could not be resolved is left out.
pub fn from_schema(schema: &Schema) -> Result<Catalogue, Vec<SchemaError>> {
    from_schema_with(schema, &SqlFiles::new())
}

/// The same of a schema with SQL files beside it: those that [`sql_files`] names.
pub fn from_schema_with(schema: &Schema, files: &SqlFiles) -> Result<Catalogue, Vec<SchemaError>> {
    let mut build = Build { schema, files, catalogue: Catalogue::default(), errors: Vec::new() };
    build.extensions();
    build.enums();
    build.tables();
    build.relations();
    build.read_files();
    build.comments();
    build.schemas();
    match build.errors.is_empty() {
        true => Ok(build.catalogue),
        false => Err(build.errors),
    }
}

/// Where a model's rows live.
pub fn table_name(model: &Model) -> Name {
    Name::new(model.db_schema.as_deref().unwrap_or(DEFAULT_SCHEMA), &model.db_name)
}

pub fn enum_name(enumeration: &schema::Enum) -> Name {
    Name::new(enumeration.db_schema.as_deref().unwrap_or(DEFAULT_SCHEMA), &enumeration.db_name)
}

struct Build<'a> {
    schema: &'a Schema,
    files: &'a SqlFiles,
    catalogue: Catalogue,
    errors: Vec<SchemaError>,
}

impl Build<'_> {
    fn extensions(&mut self) {
        for extension in self.schema.datasource.iter().flat_map(|source| &source.extensions) {
            let value =
                Extension { version: extension.version.clone(), schema: extension.schema.clone() };
            self.catalogue.extensions.insert(extension.db_name.clone(), value);
        }
    }

    fn enums(&mut self) {
        for enumeration in &self.schema.enums {
            let values = enumeration.values.iter().map(|value| value.db_name.clone()).collect();
            self.catalogue.enums.insert(enum_name(enumeration), Enum { values });
        }
    }

    fn tables(&mut self) {
        for model in self.schema.models.iter().filter(|model| model.kind == ModelKind::Model) {
            let name = table_name(model);
            let table = self.table(model, &name);
            if self.catalogue.tables.insert(name.clone(), table).is_some() {
                self.duplicate(&model.span, "tables", &name.to_string());
            }
        }
    }

    fn table(&mut self, model: &Model, name: &Name) -> Table {
        let mut table =
            Table { append_only: model.docs.directive("appendOnly").is_some(), ..Table::default() };
        self.columns(model, name, &mut table);
        table.primary_key = model.primary_key.as_ref().map(|key| keys::primary_key(model, key));
        self.indexes(model, &mut table);
        self.sql_indexes(model, &mut table.indexes);
        self.checks(model, &mut table);
        self.exclusions(model, &mut table);
        self.facts(model, name, &mut table);
        table
    }

    fn columns(&mut self, model: &Model, name: &Name, table: &mut Table) {
        for (_, field, scalar) in model.scalar_fields() {
            match column::column(self.schema, field, scalar) {
                Ok(column) => {
                    if column.default == Some(ColumnDefault::Autoincrement) {
                        self.serial_sequence(name, &scalar.db_name);
                    }
                    table.columns.insert(scalar.db_name.clone(), column);
                }
                Err(error) => self.errors.push(error),
            }
        }
    }

    fn serial_sequence(&mut self, table: &Name, column: &str) {
        let name = Name::new(&table.schema, names::serial_sequence(&table.name, column));
        let owned_by = Some((table.clone(), column.to_owned()));
        self.catalogue.sequences.insert(name, Sequence { owned_by, options: String::new() });
    }

    fn indexes(&mut self, model: &Model, table: &mut Table) {
        for index in keys::in_prisma_order(model) {
            match keys::index(model, index) {
                Ok((name, value)) => {
                    if table.indexes.insert(name.clone(), value).is_some() {
                        self.duplicate(&index.span, "indexes", &name);
                    }
                }
                Err(error) => self.errors.push(error),
            }
        }
    }

    fn checks(&mut self, model: &Model, table: &mut Table) {
        for directive in directives::all(&model.docs, "check") {
            self.check(model, None, directive, table);
        }
        for (_, field, scalar) in model.scalar_fields() {
            for directive in directives::all(&field.docs, "check") {
                self.check(model, Some(&scalar.db_name), directive, table);
            }
        }
    }

    fn check(
        &mut self,
        model: &Model,
        column: Option<&str>,
        directive: &Directive,
        table: &mut Table,
    ) {
        match directives::check(directive) {
            Ok(named) => {
                let convention = || free_name(table, names::check(&model.db_name, column));
                let (no_inherit, not_valid) = (named.says("noInherit"), named.says("notValid"));
                let name = named.name.unwrap_or_else(convention);
                let check = Check { no_inherit, not_valid, ..Check::new(named.sql) };
                if table.checks.insert(name.clone(), check).is_some() {
                    self.duplicate(&directive.span, "checks", &name);
                }
            }
            Err(error) => self.errors.push(error),
        }
    }

    fn exclusions(&mut self, model: &Model, table: &mut Table) {
        for directive in directives::all(&model.docs, "exclude") {
            match directives::exclude(directive) {
                Ok(named) => {
                    let name = named.name.unwrap_or_else(|| names::exclusion(&model.db_name));
                    let exclusion = Exclusion { definition: Expression::new(named.sql) };
                    if table.exclusions.insert(name.clone(), exclusion).is_some() {
                        self.duplicate(&directive.span, "exclusion constraints", &name);
                    }
                }
                Err(error) => self.errors.push(error),
            }
        }
    }

    fn relations(&mut self) {
        let keys = self
            .schema
            .datasource
            .as_ref()
            .is_none_or(|source| source.relation_mode == RelationMode::ForeignKeys);
        if keys {
            relations::foreign_keys(self.schema, &mut self.catalogue);
        }
        let errors = relations::join_tables(self.schema, keys, &mut self.catalogue);
        self.errors.extend(errors);
    }

    /// Those that hold something, by name: an unused one is not created, as with Prisma.
    fn schemas(&mut self) {
        let it = &self.catalogue;
        let names = it.tables.keys().chain(it.enums.keys()).chain(it.views.keys());
        let names = names.chain(it.functions.keys()).chain(it.sequences.keys());
        let names = names.chain(it.objects.keys().map(|(_, name)| name));
        let mut schemas: Vec<String> = names.map(|name| name.schema.clone()).collect();
        schemas.sort();
        self.catalogue.schemas = schemas.into_iter().collect();
    }

    fn duplicate(&mut self, span: &schema::Span, what: &'static str, name: &str) {
        let kind = SchemaErrorKind::Duplicate { what, name: name.to_owned() };
        self.errors.push(SchemaError { span: span.clone(), kind });
    }
}

/// PostgreSQL numbers a second check of the same column: `t_c_check`, `t_c_check1`.
fn free_name(table: &Table, name: String) -> String {
    if !table.checks.contains_key(&name) {
        return name;
    }
    let mut number = 1;
    while table.checks.contains_key(&format!("{name}{number}")) {
        number += 1;
    }
    format!("{name}{number}")
}
