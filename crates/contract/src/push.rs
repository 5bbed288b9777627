//! A schema straight into a database, without a history: `prisma db push`.

use migrate::shadow;
use pgschema::Migration;
use pgschema::lint::{Finding, lint};

use crate::scratch::look;
use crate::{Contract, ContractError, Server};

/// What a push has to do, or did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Push {
    pub migration: Migration,
    /// Steps that lose rows or values, or can fail on those that are there.
    pub losses: Vec<Finding>,
    /// Differences for which no SQL is written.
    pub unwritten: Vec<String>,
    /// The database has a history of migrations, of which this will be no part.
    pub has_history: bool,
}

impl Contract {
    /// What would bring a database to the schema. Changes nothing.
    ///
    /// # Errors
    /// A schema with errors, a server that refuses.
    pub async fn plan_push(&self, server: &Server, url: &str) -> Result<Push, ContractError> {
        let (connection, target) = look(url).await?;
        let written = self.catalogue()?;
        let admin = server.like(&connection, &target).await?;
        let expected = shadow::canonical_beside(&admin.config, &written, &admin.extensions).await?;
        let schemas: Vec<String> = written.schemas.iter().cloned().collect();
        migrate::check_visible(connection.client(), &schemas).await?;
        let actual = migrate::introspect(connection.client(), &schemas).await?;
        let hints = self.hints()?;
        let migration = pgschema::diff(&actual, &expected, &hints);
        let mut unwritten = pgschema::opaque_differences(&actual, &expected);
        unwritten.extend(pgschema::left_alone(&actual, &expected, &hints));
        let status = migrate::status(connection.client(), &self.migrations()?).await?;
        Ok(Push {
            losses: losses(&migration),
            unwritten,
            migration,
            has_history: status.initialised,
        })
    }

    /// Runs a plan.
    ///
    /// # Errors
    /// [`ContractError::Script`]: what ran, and what is in the database.
    pub async fn push(&self, url: &str, push: &Push) -> Result<(), ContractError> {
        if push.migration.is_empty() {
            return Ok(());
        }
        let (connection, _) = look(url).await?;
        Ok(migrate::execute(connection.client(), &push.migration.script()).await?)
    }
}

fn losses(migration: &Migration) -> Vec<Finding> {
    let mut findings = lint(migration);
    findings.retain(|finding| {
        let step = migration.steps.get(finding.step);
        step.is_some_and(|step| step.safety().loses_data)
    });
    findings
}
