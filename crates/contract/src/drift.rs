//! What a database has that its contract has not, and the other way round.

use migrate::{Connection, Drift, Target, shadow};

use crate::{Contract, ContractError, Server};

impl Contract {
    /// What a database has that the schema has not, and the other way round.
    ///
    /// # Errors
    /// [`ContractError::Drift`]: a comparison that could see nothing fails.
    pub async fn drift(&self, server: &Server, url: &str) -> Result<Vec<Drift>, ContractError> {
        let target = Target::parse(url)?;
        let catalogue = self.catalogue()?;
        let connection = Connection::open(&target).await?;
        let admin = server.like(&connection, &target).await?;
        let expected = shadow::canonical(&admin.config, &catalogue).await?;
        Ok(migrate::drift(connection.client(), &expected).await?)
    }
}
