//! What a database has that its contract has not, the other way round, and the two ways out of it:
//! the contract follows the database, or the database the contract.

use migrate::{Connection, Drift, Resolution, State, Target, shadow};
use pgschema::{Catalogue, Hints, Migration, left_alone, opaque_differences};

use crate::dev::Change;
use crate::scratch::look;
use crate::{Contract, ContractError, Manner, NewMigration, Server};

/// What a database is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Against {
    /// What the schema asks for.
    #[default]
    Schema,
    /// Where the migrations lead that the database has applied.
    Migrations,
}

impl Contract {
    /// What a database has that the contract has not, and the other way round.
    ///
    /// # Errors
    /// [`ContractError::Drift`]: a comparison that could see nothing fails.
    pub async fn drift(
        &self,
        server: &Server,
        url: &str,
        against: Against,
    ) -> Result<Vec<Drift>, ContractError> {
        let (connection, target) = look(url).await?;
        let expected = self.expected(server, &connection, &target, against).await?;
        Ok(migrate::drift(connection.client(), &expected).await?)
    }

    async fn expected(
        &self,
        server: &Server,
        connection: &Connection,
        target: &Target,
        against: Against,
    ) -> Result<Catalogue, ContractError> {
        let admin = server.like(connection, target).await?;
        match against {
            Against::Schema => {
                let written = self.catalogue()?;
                Ok(shadow::canonical_beside(&admin.config, &written, &admin.extensions).await?)
            }
            Against::Migrations => {
                let mut folder = self.migrations()?;
                let status = migrate::status(connection.client(), &folder).await?;
                let applied: Vec<&str> = status.all(State::Applied).collect();
                folder.migrations.retain(|migration| applied.contains(&&*migration.name));
                Ok(shadow::replay(&admin.config, &folder, &[]).await?)
            }
        }
    }

    /// What would bring the database back to what it is compared with, and what no SQL is written for.
    ///
    /// # Errors
    /// As [`Contract::drift`].
    pub async fn repair(
        &self,
        server: &Server,
        url: &str,
        against: Against,
    ) -> Result<(Migration, Vec<String>), ContractError> {
        let (connection, target) = look(url).await?;
        let expected = self.expected(server, &connection, &target, against).await?;
        migrate::drift(connection.client(), &expected).await?;
        let actual = migrate::introspect(connection.client(), &schemas(&expected)).await?;
        let hints = match against {
            Against::Schema => self.hints()?,
            Against::Migrations => Hints::default(),
        };
        let mut unwritten = opaque_differences(&actual, &expected);
        unwritten.extend(left_alone(&actual, &expected, &hints));
        Ok((pgschema::diff(&actual, &expected, &hints), unwritten))
    }

    /// Makes the history lead to what the database is: writes the migration from where it leads now,
    /// and marks it as applied, which it is. Everything that is pending has to be applied before.
    ///
    /// # Errors
    /// [`ContractError::Pending`]; as [`Contract::drift`].
    pub async fn adopt(
        &self,
        server: &Server,
        url: &str,
        timestamp: &str,
    ) -> Result<Option<NewMigration>, ContractError> {
        let (connection, target) = look(url).await?;
        let folder = self.migrations()?;
        let status = migrate::status(connection.client(), &folder).await?;
        let pending: Vec<String> = status.all(State::Pending).map(str::to_owned).collect();
        if status.initialised && !pending.is_empty() {
            return Err(ContractError::Pending(pending));
        }
        let admin = server.like(&connection, &target).await?;
        let from = shadow::replay(&admin.config, &folder, &[]).await?;
        let actual = migrate::introspect(connection.client(), &self.schemas(&from)?).await?;
        let migration = pgschema::diff(&from, &actual, &Hints::default());
        let change = Change { from, to: actual, migration, ..Change::default() };
        let mut written =
            self.write_migrations(&change, "adopt_drift", timestamp, Manner::Plain)?;
        let Some(adopted) = written.pop() else { return Ok(None) };
        // In a database without a history nothing of the folder is recorded yet, and all of it is there.
        let folder = self.migrations()?;
        let there = folder.migrations.iter().map(|it| &it.name);
        for name in there.filter(|name| **name == adopted.name || !status.initialised) {
            migrate::resolve(connection.client(), &folder, name, Resolution::Applied).await?;
        }
        Ok(Some(adopted))
    }

    /// Those of the schema and those of a catalogue.
    fn schemas(&self, catalogue: &Catalogue) -> Result<Vec<String>, ContractError> {
        let mut all = self.catalogue()?.schemas;
        all.extend(catalogue.schemas.iter().cloned());
        Ok(all.into_iter().collect())
    }
}

fn schemas(catalogue: &Catalogue) -> Vec<String> {
    catalogue.schemas.iter().cloned().collect()
}
