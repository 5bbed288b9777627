//! Bringing a database to the contract's state: migrations, then the server's role.

use migrate::{ServerError, quoted};
use tokio_postgres::Client;

use super::database::SERVER_ROLE;
use super::embedded;
use crate::failure::Failure;
use crate::say;

/// Who a login is, and what it may do.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub(super) user: String,
    /// It can migrate and make the server's role.
    pub(super) may_prepare: bool,
    /// It is somebody else than the server's role, and may speak as it.
    pub(super) may_become_server: bool,
}

const STANDING: &str = "
SELECT current_user::text,
       me.rolsuper
         OR (me.rolcreaterole AND has_database_privilege(current_database(), 'CREATE')),
       server.oid IS NOT NULL AND server.oid <> me.oid AND pg_has_role(me.oid, server.oid, 'MEMBER')
  FROM pg_roles me LEFT JOIN pg_roles server ON server.rolname = $1
 WHERE me.rolname = current_user";

/// Roles belong to the whole cluster: another database's server may sign in as this one.
const SIGNS_IN: &str =
    "SELECT coalesce((SELECT rolcanlogin FROM pg_roles WHERE rolname = $1), false)";

/// Two servers that start at the same moment grant one after the other; PostgreSQL refuses two who
/// change the same entry of its catalogue. `repg` in ASCII.
const LOCK: &str = "SELECT pg_advisory_lock(1919250535)";

impl Standing {
    pub(super) async fn of(url: &str) -> Result<Self, Failure> {
        let connection = contract::connect(url).await?;
        let row = connection.client().query_one(STANDING, &[&SERVER_ROLE]).await;
        let row = row.map_err(ServerError::from)?;
        Ok(Self { user: row.get(0), may_prepare: row.get(1), may_become_server: row.get(2) })
    }
}

/// Applies the embedded migrations, and leaves the server's role with exactly its rights. `user` is
/// who the server signs in as: the role itself, or somebody who may then become it.
pub(super) async fn as_owner(owner: &str, user: &str) -> Result<(), Failure> {
    let connection = contract::connect(owner).await?;
    let client = connection.client();
    deploy(client).await?;
    client.execute(LOCK, &[]).await.map_err(ServerError::from)?;
    grant(client, user).await
}

async fn deploy(client: &Client) -> Result<(), Failure> {
    let folder = embedded::migrations();
    let pending = migrate::status(client, &folder).await?.all(migrate::State::Pending).count();
    if pending > 0 {
        say::step(format_args!("migrating the database ({pending} to apply)"));
    }
    for name in migrate::deploy(client, &folder).await?.applied {
        say::note(format_args!("    {name}"));
    }
    Ok(())
}

async fn grant(client: &Client, user: &str) -> Result<(), Failure> {
    let catalogue = migrate::introspect(client, &embedded::schemas()?).await?;
    let mut grants = pgschema::grants(&catalogue, SERVER_ROLE);
    let role = quoted(SERVER_ROLE);
    // So that the server can say which migrations a database lacks.
    grants.push(format!("GRANT SELECT ON _prisma_migrations TO {role}"));
    let is_server = user == SERVER_ROLE;
    if !is_server {
        grants.push(format!("GRANT {role} TO {}", quoted(user)));
    }
    let row = client.query_one(SIGNS_IN, &[&SERVER_ROLE]).await.map_err(ServerError::from)?;
    let login = is_server || row.get(0);
    migrate::ensure_role(client, SERVER_ROLE, login, &grants).await.map_err(|error| {
        Failure::new(format!(
            "the role {SERVER_ROLE} could not be given its rights: {error}\n\
             let a superuser do it once, in DATABASE_OWNER_URL"
        ))
    })
}
