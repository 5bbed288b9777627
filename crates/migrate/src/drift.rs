//! What a database has that its contract has not, and the other way round.

mod objects;

use std::fmt;

use pgschema::catalogue::Name;
use pgschema::step::{Step, TableChange};
use pgschema::{Catalogue, Hints, diff, opaque_differences};
use thiserror::Error;
use tokio_postgres::Client;

use self::objects::{Half, half};
use crate::introspect::introspect;
use crate::server::ServerError;

const VISIBLE: &str = "
SELECT nspname FROM pg_namespace
 WHERE nspname = ANY ($1) AND NOT has_schema_privilege(oid, 'USAGE') ORDER BY nspname";

/// Where there are tables, for somebody who looks in the wrong place.
const ELSEWHERE: &str = "
SELECT current_database()::text, coalesce('; it has tables in ' || string_agg(DISTINCT n.nspname, ', '), '')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.relname <> '_prisma_migrations'";

/// One difference between a contract and a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// In words, from the database's side.
    pub what: String,
    /// What would bring the database to the contract; empty where that is nobody's to write.
    pub repair: Vec<String>,
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

#[derive(Debug, Error)]
pub enum DriftError {
    #[error(
        "there is no table on either side, so a comparison would pass without having compared anything; \
         check the database's URL and the contract's schemas ({})", schemas.join(", ")
    )]
    NothingToCompare { schemas: Vec<String> },
    #[error(
        "the database {database} has no table in {}, so there is nothing to compare; see that it is the \
         right one, and deployed{elsewhere}", schemas.join(", ")
    )]
    NothingThere { database: String, schemas: Vec<String>, elsewhere: String },
    #[error(
        "the role may not look into {}; run the check as the owner, or GRANT USAGE on it", .0.join(", ")
    )]
    Closed(Vec<String>),
    #[error(transparent)]
    Server(#[from] ServerError),
}

/// Compares the database with what it should be, both ways. `expected` has to be in the server's
/// words: from [`crate::shadow::replay`] or [`crate::shadow::canonical`].
///
/// # Errors
/// [`DriftError`]: a comparison that could see nothing fails, and does not pass.
pub async fn drift(client: &Client, expected: &Catalogue) -> Result<Vec<Drift>, DriftError> {
    let actual = look(client, expected).await?;
    let schemas = || expected.schemas.iter().cloned().collect();
    match (expected.tables.is_empty(), actual.tables.is_empty()) {
        (true, true) => Err(DriftError::NothingToCompare { schemas: schemas() }),
        (false, true) => Err(nothing_there(client, schemas()).await?),
        _ => Ok(differences(&actual, expected)),
    }
}

/// The same of a database that may be empty, since something is about to be made in it.
///
/// # Errors
/// [`DriftError::Closed`], [`DriftError::Server`].
pub async fn compare(client: &Client, expected: &Catalogue) -> Result<Vec<Drift>, DriftError> {
    let actual = look(client, expected).await?;
    Ok(differences(&actual, expected))
}

async fn look(client: &Client, expected: &Catalogue) -> Result<Catalogue, DriftError> {
    let schemas: Vec<String> = expected.schemas.iter().cloned().collect();
    check_visible(client, &schemas).await?;
    Ok(introspect(client, &schemas).await?)
}

/// Whether the role may look into those of the schemas that are there.
///
/// # Errors
/// [`DriftError::Closed`].
pub async fn check_visible(client: &Client, schemas: &[String]) -> Result<(), DriftError> {
    let closed = client.query(VISIBLE, &[&schemas]).await.map_err(ServerError::from)?;
    match closed.is_empty() {
        true => Ok(()),
        false => Err(DriftError::Closed(closed.iter().map(|row| row.get(0)).collect())),
    }
}

async fn nothing_there(client: &Client, schemas: Vec<String>) -> Result<DriftError, DriftError> {
    let row = client.query_one(ELSEWHERE, &[]).await.map_err(ServerError::from)?;
    let (database, elsewhere) = (row.get(0), row.get(1));
    Ok(DriftError::NothingThere { database, schemas, elsewhere })
}

fn differences(actual: &Catalogue, expected: &Catalogue) -> Vec<Drift> {
    let steps = diff(actual, expected, &Hints::default()).steps;
    let opaque = opaque_differences(expected, actual);
    let opaque = opaque.iter().map(|line| of_opaque(line));
    let beside = beside(&steps);
    steps.iter().flat_map(of_step).chain(beside).chain(opaque).collect()
}

/// What is dropped and made again is one difference, with both as its repair.
fn beside(steps: &[Step]) -> Vec<Drift> {
    let mut found: Vec<(Option<(&str, String)>, Drift)> = Vec::new();
    for step in steps {
        let Step::Object(object) = step else { continue };
        let repair = step.sql();
        match half(object) {
            Half::OfGuard => {}
            Half::Whole(what) => found.push((None, Drift { what, repair })),
            Half::Gone(word, name) => {
                let what = format!("the {word} {name} is not in the contract");
                found.push((Some((word, name)), Drift { what, repair }));
            }
            Half::Made(word, name) => {
                let key = Some((word, name.clone()));
                match found.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, drift)) => {
                        drift.what = format!("the {word} {name} has changed");
                        drift.repair.extend(repair);
                    }
                    None => {
                        let what = format!("the {word} {name} is missing");
                        found.push((None, Drift { what, repair }));
                    }
                }
            }
        }
    }
    found.into_iter().map(|(_, drift)| drift).collect()
}

/// What no schema can say is nobody's to write here.
fn of_opaque(line: &str) -> Drift {
    let from_our_side = [(" is new", " is not in the contract"), (" is gone", " is missing")];
    let reworded = from_our_side
        .iter()
        .find_map(|(theirs, ours)| Some(format!("the {}{ours}", line.strip_suffix(theirs)?)));
    Drift { what: reworded.unwrap_or_else(|| format!("the {line}")), repair: Vec::new() }
}

/// A step says what the database lacks by what it would do.
fn of_step(step: &Step) -> Vec<Drift> {
    match step {
        Step::AlterTable { table, changes } => {
            changes.iter().map(|change| of_change(table, change)).collect()
        }
        step => words(step).map(|what| Drift { what, repair: step.sql() }).into_iter().collect(),
    }
}

/// `None` for what is no difference (a stamp), and for what is said elsewhere.
fn words(step: &Step) -> Option<String> {
    Some(match step {
        Step::CreateSchema { name } => format!("the schema {name} is missing"),
        Step::CreateExtension { name, .. } => format!("the extension {name} is missing"),
        Step::DropExtension { name } => format!("the extension {name} is another version"),
        Step::CreateEnum { name, .. } => format!("the enum {name} is missing"),
        Step::DropEnum { name } => format!("the enum {name} is not in the contract"),
        Step::AddEnumValues { name, values } => {
            format!("the enum {name} lacks {}", values.join(", "))
        }
        Step::RecreateEnum(change) if change.removed.is_empty() => {
            format!("the enum {} has its values in another order", change.name)
        }
        Step::RecreateEnum(change) => format!(
            "the enum {} has values that are not in the contract: {}",
            change.name,
            change.removed.join(", ")
        ),
        Step::CreateTable { name, .. } => format!("the table {name} is missing"),
        Step::DropTable { name, .. } => format!("the table {name} is not in the contract"),
        Step::RenameTable { from, to } | Step::RenameEnum { from, to } => {
            format!("{to} is called {from}")
        }
        Step::RenameEnumValue { name, from, to } => {
            format!("the value {to} of {name} is called {from}")
        }
        Step::RenameColumn { table, from, to } => {
            format!("the column {to} of {table} is called {from}")
        }
        Step::RenamePrimaryKey { table, from, to }
        | Step::RenameIndex { table, from, to }
        | Step::RenameForeignKey { table, from, to } => {
            format!("{to} on {table} is called {from}")
        }
        Step::CreateIndex { table, name, .. } => format!("the index {name} on {table} is missing"),
        Step::DropIndex { table, name, .. } => {
            format!("the index {name} on {table} is not in the contract")
        }
        Step::AddForeignKey { table, name, .. } => {
            format!("the foreign key {name} of {table} is missing")
        }
        Step::DropForeignKey { table, name, .. } => {
            format!("the foreign key {name} of {table} is not in the contract")
        }
        Step::CreateGuard { schema } => {
            format!("no table of {schema} is guarded as append-only")
        }
        Step::DropGuard { schema } => format!("{schema} has a guard, and no append-only table"),
        Step::GuardTable { table } => {
            format!("{table} is append-only, but its guard is missing or not complete")
        }
        Step::UnguardTable { table } => {
            format!("{table} is guarded as append-only, and the contract does not say so")
        }
        Step::AlterTable { .. } | Step::Object(_) | Step::StampContract { .. } => return None,
    })
}

fn of_change(table: &Name, change: &TableChange) -> Drift {
    let what = match change {
        TableChange::DropPrimaryKey { name } => {
            format!("the primary key {name} of {table} is not in the contract")
        }
        TableChange::DropConstraint { name } => {
            format!("the constraint {name} of {table} is not in the contract")
        }
        TableChange::DropColumn { name, .. } => {
            format!("the column {name} of {table} is not in the contract")
        }
        TableChange::AddColumn { name, .. } => format!("the column {name} of {table} is missing"),
        TableChange::AlterColumn(change) => {
            let facts = altered(change);
            format!("the column {} of {table} has {facts}", change.name)
        }
        TableChange::RecreateColumn { name, .. } => {
            format!("the column {name} of {table} has another type or is generated otherwise")
        }
        TableChange::AddPrimaryKey { key } => {
            format!("the primary key {} of {table} is missing", key.name)
        }
        TableChange::AddCheck { name, .. } => format!("the check {name} of {table} is missing"),
        TableChange::AddExclusion { name, .. } => {
            format!("the exclusion constraint {name} of {table} is missing")
        }
    };
    let alone = Step::AlterTable { table: table.clone(), changes: vec![change.clone()] };
    Drift { what, repair: alone.sql() }
}

fn altered(change: &pgschema::step::AlterColumn) -> String {
    let nullable = match (change.from.nullable, change.to.nullable) {
        (true, false) => Some("no NOT NULL"),
        (false, true) => Some("a NOT NULL"),
        _ => None,
    };
    let facts = [
        change.type_change.map(|_| "another type"),
        nullable,
        change.default_changed.then_some("another default"),
        (change.from.identity != change.to.identity).then_some("another identity"),
        (change.from.collation != change.to.collation).then_some("another collation"),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
