//! Connection strings, in every form that Prisma takes: what the driver has to know of one.
//!
//! An error names the part that is wrong and never repeats it: a mangled URL is mostly a password
//! with a letter that ought to have been escaped.

use std::collections::BTreeMap;
use std::time::Duration;

use thiserror::Error;
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

use super::Target;

/// Prisma's own: a server that does not answer is not there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

const WAIT: &str = "connect_timeout";

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UrlError {
    #[error(
        "the database's URL is empty; it is postgresql://user:password@host:5432/database, or \
         postgresql://user@localhost/database?host=/folder/of/the/socket"
    )]
    Empty,
    #[error("`{0}://` is another database; only postgresql:// is known here (P1013)")]
    Provider(String),
    #[error(
        "`{0}://` leads to Prisma's own proxy, which only Prisma's clients understand; use the direct \
         URL, postgresql://…"
    )]
    Proxy(String),
    #[error(
        "the database's URL is cut in two by a letter of its user or password; write / as %2F, ? as \
         %3F, # as %23, @ as %40 and % as %25 (P1013)"
    )]
    Unescaped,
    #[error("the {part} in the database's URL is not what it should be: {expected} (P1013)")]
    Part { part: &'static str, expected: &'static str },
    #[error(
        "the connection string can't be read; write it as postgresql://user@host/database (P1013)"
    )]
    KeyValue,
}

/// The pieces of a URL, still escaped.
struct Pieces<'a> {
    credentials: Option<&'a str>,
    hosts: &'a str,
    database: &'a str,
    parameters: BTreeMap<String, String>,
}

/// Reads a URL, or a `key=value` string as `psql` takes it.
pub(super) fn parse(text: &str) -> Result<Target, UrlError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(UrlError::Empty);
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        let mut config = text.parse::<Config>().map_err(|_| UrlError::KeyValue)?;
        if !text.contains(WAIT) {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        return Ok(Target { config, schema: None });
    };
    match scheme {
        "postgres" | "postgresql" => target(&pieces(rest)?),
        "prisma" | "prisma+postgres" => Err(UrlError::Proxy(scheme.to_owned())),
        other => Err(UrlError::Provider(other.chars().take(20).collect())),
    }
}

fn pieces(rest: &str) -> Result<Pieces<'_>, UrlError> {
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = before.split_once('/').unwrap_or((before, ""));
    // A `/` or `?` of a password ends the authority too early: then the `@` comes later.
    let late = database.contains('@') || (!authority.contains('@') && query.contains('@'));
    if late || authority.contains('#') || database.contains('#') {
        return Err(UrlError::Unescaped);
    }
    let (credentials, hosts) = match authority.rsplit_once('@') {
        Some((credentials, hosts)) => (Some(credentials), hosts),
        None => (None, authority),
    };
    let mut parameters = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        parameters.insert(unescaped(key, "parameter")?, unescaped(value, "parameter")?);
    }
    Ok(Pieces { credentials, hosts, database, parameters })
}

fn target(pieces: &Pieces<'_>) -> Result<Target, UrlError> {
    let mut config = Config::new();
    if !pieces.parameters.contains_key(WAIT) {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if let Some(credentials) = pieces.credentials {
        let (user, password) =
            credentials.split_once(':').map_or((credentials, None), |(user, it)| (user, Some(it)));
        config.user(unescaped(user, "user")?);
        if let Some(password) = password {
            config.password(unescaped(password, "password")?);
        }
    }
    hosts(pieces, &mut config)?;
    if !pieces.database.is_empty() {
        config.dbname(unescaped(pieces.database, "database")?);
    }
    for (key, value) in &pieces.parameters {
        parameter(key, value, &mut config)?;
    }
    let schema = pieces.parameters.get("schema").filter(|schema| !schema.is_empty()).cloned();
    Ok(Target { config, schema })
}

/// `?host=/folder` is the socket, and what stands before it says nothing then.
fn hosts(pieces: &Pieces<'_>, config: &mut Config) -> Result<(), UrlError> {
    if let Some(host) = pieces.parameters.get("host") {
        config.host(host);
        let port = pieces.hosts.rsplit_once(':').filter(|(_, port)| !port.contains(']'));
        if let Some((_, port)) = port {
            config.port(port_of(port)?);
        }
        return Ok(());
    }
    for host in pieces.hosts.split(',') {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, port_of(port)?),
            _ => (host, 5432),
        };
        let name = unescaped(name.trim_start_matches('[').trim_end_matches(']'), "host")?;
        config.host(if name.is_empty() { "localhost" } else { &name });
        config.port(port);
    }
    Ok(())
}

fn port_of(text: &str) -> Result<u16, UrlError> {
    let expected = "a number from 1 to 65535 after the host";
    text.parse().map_err(|_| UrlError::Part { part: "port", expected })
}

/// What Prisma keeps for its pool and its TLS (`connection_limit`, `pgbouncer`, `sslcert` …) says
/// nothing to one connection.
fn parameter(key: &str, value: &str, config: &mut Config) -> Result<(), UrlError> {
    match key {
        "user" => config.user(value),
        "password" => config.password(value),
        "dbname" => config.dbname(value),
        "port" => config.port(port_of(value)?),
        "options" => config.options(value),
        "application_name" => config.application_name(value),
        "sslmode" => config.ssl_mode(ssl_mode(value)?),
        WAIT => match seconds(value)? {
            // For ever, which the driver knows as no time at all said.
            Duration::ZERO => config,
            wait => config.connect_timeout(wait),
        },
        _ => config,
    };
    Ok(())
}

fn seconds(value: &str) -> Result<Duration, UrlError> {
    let expected = "connect_timeout is a number of seconds, 0 to wait for ever";
    let number = value.parse().map_err(|_| UrlError::Part { part: "parameter", expected });
    number.map(Duration::from_secs)
}

fn ssl_mode(value: &str) -> Result<SslMode, UrlError> {
    match value {
        "disable" => Ok(SslMode::Disable),
        "allow" | "prefer" => Ok(SslMode::Prefer),
        "require" | "verify-ca" | "verify-full" | "no-verify" => Ok(SslMode::Require),
        _ => Err(UrlError::Part {
            part: "parameter",
            expected: "sslmode is disable, prefer or require",
        }),
    }
}

/// `%40` is `@`.
fn unescaped(text: &str, part: &'static str) -> Result<String, UrlError> {
    let wrong =
        || UrlError::Part { part, expected: "% begins two hexadecimal digits, as %25 for %" };
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((&first, after)) = rest.split_first() {
        if first != b'%' {
            bytes.push(first);
            rest = after;
            continue;
        }
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.ok_or_else(wrong)?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::parse;

    fn check(url: &str, expected: Expect) {
        let shown = match parse(url) {
            Ok(target) => {
                let (config, schema) = (target.config(), &target.schema);
                let password = config.get_password().map(String::from_utf8_lossy);
                let (user, name) = (config.get_user(), config.get_dbname());
                let (hosts, ports) = (config.get_hosts(), config.get_ports());
                format!("{hosts:?} {ports:?} {name:?} {user:?} {password:?} {schema:?}")
            }
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn every_form_of_prisma_is_read() {
        check(
            "postgresql://ada:s%40fe%2F@db.example:5433/app?schema=studio&connection_limit=1",
            expect![[
                r#"[Tcp("db.example")] [5433] Some("app") Some("ada") Some("s@fe/") Some("studio")"#
            ]],
        );
        check(
            "postgres://ada@localhost/app?host=/run/pg&pgbouncer=true&sslmode=prefer",
            expect![[r#"[Unix("/run/pg")] [] Some("app") Some("ada") None None"#]],
        );
        check(
            "postgresql://ada@%2Frun%2Fpg/app",
            expect![[r#"[Unix("/run/pg")] [5432] Some("app") Some("ada") None None"#]],
        );
        check(
            "postgresql://[::1]:6000,other/app?user=bo&password=x%26y",
            expect![[
                r#"[Tcp("::1"), Tcp("other")] [6000, 5432] Some("app") Some("bo") Some("x&y") None"#
            ]],
        );
        check(
            "host=/run/pg user=ada dbname=app",
            expect![[r#"[Unix("/run/pg")] [] Some("app") Some("ada") None None"#]],
        );
    }

    #[test]
    fn nobody_waits_for_ever_who_does_not_say_so() {
        for (url, wait) in [
            ("postgresql://ada@db/app", Some(5)),
            ("postgresql://ada@db/app?connect_timeout=60", Some(60)),
            ("postgresql://ada@db/app?connect_timeout=0", None),
            ("host=db", Some(5)),
            ("host=db connect_timeout=0", None),
        ] {
            let target = parse(url).expect(url);
            let said = target.config().get_connect_timeout().map(|wait| wait.as_secs());
            assert_eq!(said, wait, "{url}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for url in [
            "postgresql://ada:hun/ter2@db/app",
            "postgresql://ada:hun?ter2@db/app",
            "postgresql://ada:hun#ter2@db/app",
            "postgresql://ada:hun%ter2@db/app",
            "postgresql://ada:hunter2@db:hunter2/app",
            "postgresql://ada@db/app?sslmode=hunter2",
            "host=db password=hunter2 hunter2",
        ] {
            let said = parse(url).expect_err(url).to_string();
            assert!(!said.contains("ter2"), "{said}");
        }
        check(
            "",
            expect![
                "the database's URL is empty; it is postgresql://user:password@host:5432/database, or postgresql://user@localhost/database?host=/folder/of/the/socket"
            ],
        );
        check(
            "mysql://a@b/c",
            expect!["`mysql://` is another database; only postgresql:// is known here (P1013)"],
        );
        check(
            "prisma+postgres://x/?api_key=1",
            expect![
                "`prisma+postgres://` leads to Prisma's own proxy, which only Prisma's clients understand; use the direct URL, postgresql://…"
            ],
        );
        check(
            "postgresql://a:b/c@d/e",
            expect![
                "the database's URL is cut in two by a letter of its user or password; write / as %2F, ? as %3F, # as %23, @ as %40 and % as %25 (P1013)"
            ],
        );
    }
}
