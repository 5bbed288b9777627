//! What a server says of a statement: the types of its parameters, and each column with its type
//! and the column of a table that it comes from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use pgschema::Name;
use serde_json::Value;
use thiserror::Error;
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use crate::explain::{self, children, generically, text};
use crate::server::ServerError;
use crate::statements::{Cardinality, Place, Statement};

/// All columns of the tables that statements read, in one go.
const ORIGINS: &str = "
SELECT a.attrelid, a.attnum, n.nspname, c.relname, a.attname, a.attnotnull
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE a.attrelid = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped";

/// A statement with what the server says of it.
#[derive(Clone, Debug)]
pub struct Described<'a> {
    pub statement: &'a Statement,
    /// The type of each of [`Statement::parameters`].
    pub parameters: Vec<Type>,
    pub columns: Vec<Column>,
}

/// A column of a statement's rows.
#[derive(Clone, Debug)]
pub struct Column {
    /// Without the suffix that says whether it may be null.
    pub name: String,
    pub ty: Type,
    /// What the suffix says: `"total!"`, `"note?"`.
    pub written: Option<Nullability>,
    /// The table's column that it is, if it is one and not computed.
    pub origin: Option<Origin>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nullability {
    NotNull,
    Nullable,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub table: Name,
    pub column: String,
    /// The column is declared NOT NULL.
    pub not_null: bool,
    /// The table stands on the side of an outer join that may be missing, in the plan as the
    /// server runs it.
    pub outer: bool,
}

impl Column {
    /// Whether a row can hold NULL here: as written, else as the table says, else yes.
    #[must_use]
    pub fn nullable(&self) -> bool {
        match (self.written, &self.origin) {
            (Some(written), _) => written == Nullability::Nullable,
            (None, Some(origin)) => !origin.not_null || origin.outer,
            (None, None) => true,
        }
    }
}

#[derive(Debug, Error)]
pub enum DescribeError {
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Refused(Vec<Refusal>),
    #[error(transparent)]
    Server(#[from] ServerError),
}

/// A statement that does not fit the database or its own header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub name: String,
    pub place: Place,
    pub message: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: `{}`: {}", self.place, self.name, self.message)
    }
}

/// Prepares every statement on the server and reports all that it refuses, not only the first.
///
/// # Errors
/// [`DescribeError::Refused`], each with its place in its file.
pub async fn describe<'a>(
    client: &Client,
    statements: &'a [Statement],
) -> Result<Vec<Described<'a>>, DescribeError> {
    let work = async {
        let (mut prepared, mut refusals) = (Vec::new(), Vec::new());
        for statement in statements {
            match prepare(client, statement).await {
                Ok(one) => prepared.push(one),
                Err(refusal) => refusals.push(refusal),
            }
        }
        if refusals.is_empty() { Ok(prepared) } else { Err(DescribeError::Refused(refusals)) }
    };
    let prepared = generically(client, work).await?;
    let origins = origins(client, &prepared).await?;
    Ok(prepared.into_iter().map(|one| one.described(&origins)).collect())
}

struct Prepared<'a> {
    statement: &'a Statement,
    described: tokio_postgres::Statement,
    /// Tables that an outer join may leave out.
    outer: BTreeSet<Name>,
}

async fn prepare<'a>(client: &Client, statement: &'a Statement) -> Result<Prepared<'a>, Refusal> {
    let described =
        client.prepare(&statement.sql).await.map_err(|error| refusal(statement, error.into()))?;
    check_cardinality(statement, described.columns().len())?;
    let plan = explain::plan(client, statement).await.map_err(|error| refusal(statement, error))?;
    Ok(Prepared { statement, described, outer: outer_tables(&plan) })
}

fn refusal(statement: &Statement, error: ServerError) -> Refusal {
    let place = error.position().map(|position| statement.place_of(position));
    let hint = error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
    Refusal {
        name: statement.name.clone(),
        place: place.unwrap_or_else(|| statement.place.clone()),
        message: error.message() + &hint,
    }
}

fn check_cardinality(statement: &Statement, columns: usize) -> Result<(), Refusal> {
    let message = match (statement.cardinality, columns) {
        (Cardinality::Exec, 0) => return Ok(()),
        (Cardinality::Exec, _) => "it returns rows; say how many with `:one`, `:opt` or `:many`",
        (_, 0) => "it returns no columns; say `:exec`, or add RETURNING",
        _ => return Ok(()),
    };
    let (name, place) = (statement.name.clone(), statement.place.clone());
    Err(Refusal { name, place, message: message.to_owned() })
}

type Origins = BTreeMap<(u32, i16), Origin>;

async fn origins(client: &Client, prepared: &[Prepared<'_>]) -> Result<Origins, ServerError> {
    let columns = prepared.iter().flat_map(|one| one.described.columns());
    let tables: BTreeSet<u32> = columns.filter_map(tokio_postgres::Column::table_oid).collect();
    let rows = client.query(ORIGINS, &[&tables.into_iter().collect::<Vec<_>>()]).await?;
    let origin = |row: &tokio_postgres::Row| {
        let table = Name::new(row.get::<_, &str>(2), row.get::<_, &str>(3));
        let origin = Origin { table, column: row.get(4), not_null: row.get(5), outer: false };
        ((row.get(0), row.get(1)), origin)
    };
    Ok(rows.iter().map(origin).collect())
}

impl<'a> Prepared<'a> {
    fn described(self, origins: &Origins) -> Described<'a> {
        let columns = self.described.columns().iter();
        Described {
            statement: self.statement,
            parameters: self.described.params().to_vec(),
            columns: columns.map(|column| self.column(column, origins)).collect(),
        }
    }

    fn column(&self, column: &tokio_postgres::Column, origins: &Origins) -> Column {
        let (name, written) = split_suffix(column.name());
        let key = column.table_oid().zip(column.column_id());
        let mut origin = key.and_then(|key| origins.get(&key)).cloned();
        if let Some(origin) = &mut origin {
            origin.outer = self.outer.contains(&origin.table);
        }
        Column { name: name.to_owned(), ty: column.type_().clone(), written, origin }
    }
}

fn split_suffix(name: &str) -> (&str, Option<Nullability>) {
    match (name.strip_suffix('!'), name.strip_suffix('?')) {
        (Some(name), _) => (name, Some(Nullability::NotNull)),
        (None, Some(name)) => (name, Some(Nullability::Nullable)),
        (None, None) => (name, None),
    }
}

/// Tables on the missing side of any outer join. The planner has already turned a join into an inner
/// one where a condition excludes the missing rows.
fn outer_tables(root: &Value) -> BTreeSet<Name> {
    let mut found = BTreeSet::new();
    visit(root, root, &mut found);
    found
}

fn visit(root: &Value, node: &Value, found: &mut BTreeSet<Name>) {
    let missing = match text(node, "Join Type") {
        Some("Left") => &["Inner"][..],
        Some("Right") => &["Outer"],
        Some("Full") => &["Inner", "Outer"],
        _ => &[],
    };
    for child in children(node) {
        if text(child, "Parent Relationship").is_some_and(|side| missing.contains(&side)) {
            collect_tables(root, child, found);
        }
        visit(root, child, found);
    }
}

/// Tables below a node; a scan of a CTE leads to the plan of that CTE, which hangs elsewhere.
fn collect_tables(root: &Value, node: &Value, found: &mut BTreeSet<Name>) {
    if let (Some(schema), Some(table)) = (text(node, "Schema"), text(node, "Relation Name")) {
        found.insert(Name::new(schema, table));
    }
    let cte = text(node, "CTE Name").map(|name| format!("CTE {name}"));
    if let Some(plan) = cte.and_then(|name| find_subplan(root, &name)) {
        collect_tables(root, plan, found);
    }
    for child in children(node) {
        collect_tables(root, child, found);
    }
}

fn find_subplan<'a>(node: &'a Value, name: &str) -> Option<&'a Value> {
    if text(node, "Subplan Name") == Some(name) {
        return Some(node);
    }
    children(node).iter().find_map(|child| find_subplan(child, name))
}
