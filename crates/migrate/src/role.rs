//! A role that may do what it is granted and nothing else.

use tokio_postgres::Client;

use crate::server::ServerError;

/// Makes the role if it is not there (attributes reset if it is), takes all its privileges in this
/// database back, and runs the statements that grant it some, such as those of [`pgschema::grants`].
/// One transaction.
///
/// Roles belong to the whole server, grants to the database: call this for each database.
///
/// # Errors
/// What the server refused; a wrong grant among them leaves the privileges as they were.
pub async fn ensure_role(
    client: &Client,
    role: &str,
    login: bool,
    grants: &[String],
) -> Result<(), ServerError> {
    create(client, role).await?;
    let name = quoted(role);
    let login = if login { "LOGIN" } else { "NOLOGIN" };
    let mut sql = format!(
        "BEGIN; ALTER ROLE {name} {login} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION \
         NOBYPASSRLS; {} DROP OWNED BY {name} RESTRICT;",
        refuse_owner(role)
    );
    for grant in grants {
        sql.push_str(grant);
        sql.push(';');
    }
    sql.push_str("COMMIT;");
    let outcome = client.batch_execute(&sql).await;
    if outcome.is_err() {
        // The session is in a dead transaction, or there is none any more: then nothing happens.
        let _none_open = client.batch_execute("ROLLBACK").await;
    }
    Ok(outcome?)
}

/// DROP OWNED takes privileges back, and would take whole tables with them.
fn refuse_owner(role: &str) -> String {
    let text = role.replace('\'', "''");
    format!(
        "DO $owner$ BEGIN IF EXISTS (SELECT FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid \
           WHERE r.rolname = '{text}' AND d.deptype = 'o') THEN \
           RAISE EXCEPTION 'the role % owns objects; a least-privilege role must own none', '{text}'; \
         END IF; END $owner$;"
    )
}

/// Two databases of one server may be prepared at the same moment: who comes second is content.
async fn create(client: &Client, role: &str) -> Result<(), ServerError> {
    let name = quoted(role);
    let sql = format!(
        "DO $create$ BEGIN CREATE ROLE {name}; \
         EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $create$"
    );
    Ok(client.batch_execute(&sql).await?)
}

/// An identifier in quotes.
#[must_use]
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
