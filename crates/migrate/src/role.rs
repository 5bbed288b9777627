//! A role that may do what it is granted and nothing else.

pub use psl::sql::ident as quoted;
use tokio_postgres::Client;

use crate::server::ServerError;

/// Makes the role if it is not there (attributes reset if it is), takes all its privileges in this
/// database back, and runs the statements that grant it some, such as those of [`pgschema::grants`].
/// The grants are one transaction.
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
    client.batch_execute(&made(role, login)).await?;
    let name = quoted(role);
    let mut sql = format!("BEGIN; {} DROP OWNED BY {name} RESTRICT;", refuse_owner(role));
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

/// Makes the role, or resets its attributes where they are others.
///
/// Two databases of one server may be prepared at the same moment. Who comes second to make it is
/// content; and a role that is as it should be is not altered, because PostgreSQL lets nobody wait
/// for another's `ALTER ROLE` (XX000, tuple concurrently updated).
fn made(role: &str, login: bool) -> String {
    let (name, text) = (quoted(role), role.replace('\'', "''"));
    let log_in = if login { "LOGIN" } else { "NOLOGIN" };
    let attributes =
        format!("{log_in} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS");
    format!(
        "DO $create$ BEGIN \
           IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{text}') THEN \
             CREATE ROLE {name} {attributes}; \
           ELSIF EXISTS (SELECT FROM pg_roles WHERE rolname = '{text}' AND (rolcanlogin <> {login} \
             OR rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)) THEN \
             ALTER ROLE {name} {attributes}; \
           END IF; \
         EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $create$"
    )
}
