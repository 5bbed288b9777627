//! The statements as codegen takes them, from what a server says of them.

use std::path::Path;

use codegen::{ColumnShape, ParamShape, PgType, StatementShape};
use migrate::statements::{Access, Cardinality};
use migrate::{Described, Nullability, Statement, shadow};
use pgschema::{Catalogue, Hints, diff};
use tokio_postgres::Client;
use tokio_postgres::types::{Kind, Type};

use crate::folder::statements_in;
use crate::{Contract, ContractError, Server};

impl Contract {
    /// The statements of the `*.sql` files in a folder, as a scratch database at the state that the
    /// schema asks for describes them.
    ///
    /// # Errors
    /// As [`Contract::catalogue`]; what can't be read or prepared; no server.
    pub async fn described(
        &self,
        folder: &Path,
        server: &Server,
    ) -> Result<Vec<StatementShape>, ContractError> {
        shapes(&self.catalogue()?, &statements_in(folder)?, server).await
    }
}

/// Prepares every statement in a scratch database at the state of the catalogue.
async fn shapes(
    catalogue: &Catalogue,
    statements: &[Statement],
    server: &Server,
) -> Result<Vec<StatementShape>, ContractError> {
    let nothing = Catalogue::default();
    let script = diff(&nothing, catalogue, &Hints::default()).script();
    let admin = server.admin().await?;
    shadow::with_shadow(&admin.config, async |client: Client| {
        client.batch_execute(&script).await?;
        let described = migrate::describe(&client, statements).await?;
        Ok(described.iter().map(shape).collect())
    })
    .await
}

fn shape(described: &Described<'_>) -> StatementShape {
    let statement = described.statement;
    let params = statement.parameters.iter().zip(&described.parameters);
    let params = params.map(|(param, ty)| ParamShape {
        name: param.name.clone(),
        optional: param.nullable,
        ty: pg_type(ty),
    });
    StatementShape {
        file: stem(&statement.place.file),
        name: statement.name.clone(),
        docs: statement.docs.clone(),
        cardinality: cardinality(statement.cardinality),
        writes: statement.access == Access::Write,
        sql: statement.sql.clone(),
        params: params.collect(),
        columns: described.columns.iter().map(column).collect(),
    }
}

fn column(column: &migrate::Column) -> ColumnShape {
    let origin = column.origin.as_ref().map(|origin| codegen::Origin {
        schema: origin.table.schema.clone(),
        table: origin.table.name.clone(),
        column: origin.column.clone(),
    });
    let nullable = column.written.map(|written| written == Nullability::Nullable);
    ColumnShape { name: column.name.clone(), nullable, ty: pg_type(&column.ty), origin }
}

fn cardinality(cardinality: Cardinality) -> codegen::Cardinality {
    match cardinality {
        Cardinality::One => codegen::Cardinality::One,
        Cardinality::Opt => codegen::Cardinality::Opt,
        Cardinality::Many => codegen::Cardinality::Many,
        Cardinality::Exec => codegen::Cardinality::Exec,
    }
}

/// A domain is what it is made of; an array is its element.
fn pg_type(ty: &Type) -> PgType {
    match ty.kind() {
        Kind::Domain(base) => pg_type(base),
        Kind::Array(element) => PgType { list: true, ..pg_type(element) },
        _ => PgType { schema: ty.schema().to_owned(), name: ty.name().to_owned(), list: false },
    }
}

fn stem(file: &str) -> String {
    Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
