//! Servers that do not do: each gets an answer of its own.

use std::time::Duration;

use expect_test::{Expect, expect};
use migrate::{ConnectError, Connection, Folder, Target, shadow};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::support::empty;

async fn refused(url: &str) -> ConnectError {
    let target = Target::parse(url).expect("a URL");
    Connection::open(&target).await.expect_err("no connection")
}

/// A server of one connection that answers the start-up packet with these messages.
async fn stub(messages: Vec<u8>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("somebody comes");
        answer(&mut stream, &messages).await;
    });
    port
}

async fn answer(stream: &mut TcpStream, messages: &[u8]) {
    let mut packet = [0; 1024];
    // A driver that prefers TLS asks for it first: eight bytes, answered with no.
    while stream.read(&mut packet).await.expect("a packet") == 8 {
        stream.write_all(b"N").await.expect("no TLS");
    }
    stream.write_all(messages).await.expect("an answer");
    let _until_it_goes = stream.read(&mut packet).await;
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).expect("short").to_be_bytes();
    [&[kind], &length[..], body].concat()
}

fn welcome(version: &str) -> Vec<u8> {
    let parameter = format!("server_version\0{version}\0");
    let parts =
        [message(b'R', &[0, 0, 0, 0]), message(b'S', parameter.as_bytes()), message(b'Z', b"I")];
    parts.concat()
}

fn refusal(code: &str, text: &str) -> Vec<u8> {
    message(b'E', format!("SFATAL\0VFATAL\0C{code}\0M{text}\0\0").as_bytes())
}

async fn check(messages: Vec<u8>, expected: Expect) {
    let port = stub(messages).await;
    let url = format!("postgresql://ada:hunter2@127.0.0.1:{port}/app");
    let said = refused(&url).await.to_string();
    assert!(!said.contains("hunter2"), "{said}");
    expected.assert_eq(&said.replace(&port.to_string(), "PORT"));
}

#[tokio::test]
async fn each_refusal_has_its_own_answer() {
    check(welcome("13.4 (Debian 13.4-1)"), expect!["the PostgreSQL at 127.0.0.1:PORT is version 13.4 (Debian 13.4-1); 15 is the oldest that is supported, since the catalogue of an older one would be misread"]).await;
    check(refusal("28P01", "password authentication failed for user \"ada\""), expect![[r#"127.0.0.1:PORT does not let ada in (P1000): password authentication failed for user "ada"; check user and password in the URL"#]]).await;
    let unencrypted =
        "no pg_hba.conf entry for host \"10.0.0.1\", user \"ada\", database \"app\", no encryption";
    check(refusal("28000", unencrypted), expect!["127.0.0.1:PORT is to be reached over TLS, which this program does not speak (P1011); connect through a tunnel or a pooler on this machine (ssh -L, stunnel, pgbouncer) with sslmode=disable"]).await;
    check(
        refusal("53300", "sorry, too many clients already"),
        expect!["127.0.0.1:PORT: sorry, too many clients already (53300)"],
    )
    .await;
    let port = stub(message(b'R', &[0, 0, 0, 3])).await;
    let said = refused(&format!("postgresql://ada@127.0.0.1:{port}/app")).await;
    assert!(matches!(said, ConnectError::NeedsPassword { .. }), "{said}");
    let said = refused("postgresql://ada@127.0.0.1/app?sslmode=require").await;
    assert!(matches!(said, ConnectError::Tls { .. }), "{said}");
}

#[tokio::test]
async fn a_server_that_is_not_there_or_says_nothing_is_told_with_its_place() {
    let free = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = free.local_addr().expect("its address").port();
    let silent = refused(&format!("postgresql://ada@127.0.0.1:{port}/app?connect_timeout=1")).await;
    assert!(silent.to_string().contains("answers nothing"), "{silent}");
    let url = format!("host=127.0.0.1 port={port} user=ada connect_timeout=1");
    let target = Target::parse(&url).expect("a URL");
    let folder = Folder::default();
    let shadow = shadow::replay(target.config(), &folder, &[]);
    let shadow = timeout(Duration::from_secs(10), shadow).await.expect("it does not wait for ever");
    let said = shadow.expect_err("no server").to_string();
    assert!(said.contains("answers nothing"), "{said}");
    drop(free);
    let gone = refused(&format!("postgresql://ada@127.0.0.1:{port}/app")).await;
    expect!["no PostgreSQL answers at 127.0.0.1:PORT (P1001); see that it runs, and that host and port in the URL are its own: Connection refused (os error 111)"].assert_eq(&gone.to_string().replace(&port.to_string(), "PORT"));
    let nowhere = refused("postgresql://ada@localhost/app?host=/nowhere").await;
    assert!(nowhere.to_string().contains("/nowhere (P1001)"), "{nowhere}");
}

#[tokio::test]
async fn who_waits_for_ever_gets_the_answer() {
    let port = stub(welcome("16.1")).await;
    let url = format!("postgresql://ada@127.0.0.1:{port}/app?connect_timeout=0");
    let target = Target::parse(&url).expect("a URL");
    assert_eq!(Connection::open(&target).await.expect("a connection").major(), 16);
}

#[tokio::test]
async fn a_database_that_is_missing_is_told_from_one_that_is_there() {
    let (database, _client) = empty().await;
    let there = Target::parse(&database.url()).expect("a URL");
    let missing = Connection::open(&there.database("nobody made it")).await.expect_err("missing");
    assert!(missing.lacks_database() && missing.to_string().contains("P1003"), "{missing}");
    assert!(Connection::open(&there).await.expect("a connection").major() >= 15);
}

#[tokio::test]
async fn the_schema_of_the_url_is_where_bare_names_lead() {
    let (database, _client) = empty().await;
    let target = Target::parse(&format!("{}?schema=studio", database.url())).expect("a URL");
    let connection = Connection::open(&target).await.expect("a connection");
    let row = connection.client().query_one("SHOW search_path", &[]).await.expect("a setting");
    assert_eq!(row.get::<_, String>(0), "studio");
}
