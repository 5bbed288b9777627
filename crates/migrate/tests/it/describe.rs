use expect_test::expect;
use migrate::describe;

use crate::support::{empty, lines, statements};

const TABLES: &str = "
CREATE SCHEMA shelf;
CREATE TYPE shelf.state AS ENUM ('draft', 'live');
CREATE TABLE shelf.voices (id int PRIMARY KEY, title text NOT NULL);
CREATE TABLE shelf.items (id uuid PRIMARY KEY, state shelf.state NOT NULL, note text,
                          tags text[] NOT NULL, voice_id int REFERENCES shelf.voices);";

#[tokio::test]
async fn the_server_tells_types_origins_and_what_may_be_null() {
    let (_database, client) = empty().await;
    client.batch_execute(TABLES).await.expect("tables");
    let read = statements(
        r#"
-- name: items :many
SELECT i.id, i.state, i.note, i.tags, v.title, upper(v.title) AS shout, count(*) OVER () AS "total!"
  FROM shelf.items i LEFT JOIN shelf.voices v ON v.id = i.voice_id WHERE i.state = :state;
-- name: voiced :many
SELECT v.title, i.id AS "id?" FROM shelf.items i LEFT JOIN shelf.voices v ON v.id = i.voice_id
 WHERE v.title = ANY (:titles);
-- name: through_cte :many
WITH named AS MATERIALIZED (SELECT * FROM shelf.voices)
SELECT i.id, n.title FROM shelf.items i LEFT JOIN named n ON n.id = i.voice_id;
-- name: insert :exec
INSERT INTO shelf.voices (id, title) VALUES (:id, :title);
-- name: wake :exec
NOTIFY outbox;
"#,
    );
    let described = describe(&client, &read).await.expect("all fit");
    let shown = described.iter().flat_map(|one| {
        let parameters = one.statement.parameters.iter().zip(&one.parameters);
        let parameters = parameters.map(|(parameter, ty)| format!("{}: {ty}", parameter.name));
        let head =
            format!("{} ({})", one.statement.name, parameters.collect::<Vec<_>>().join(", "));
        let columns = one.columns.iter().map(|column| {
            let origin = column.origin.as_ref();
            let origin = origin.map(|origin| format!(" from {}.{}", origin.table, origin.column));
            let null = if column.nullable() { "?" } else { "" };
            format!("  {}: {}{null}{}", column.name, column.ty, origin.unwrap_or_default())
        });
        std::iter::once(head).chain(columns).collect::<Vec<_>>()
    });
    expect![[r#"
        items (state: shelf.state)
          id: uuid from shelf.items.id
          state: shelf.state from shelf.items.state
          note: text? from shelf.items.note
          tags: _text from shelf.items.tags
          title: text? from shelf.voices.title
          shout: text?
          total: int8
        voiced (titles: _text)
          title: text from shelf.voices.title
          id: uuid? from shelf.items.id
        through_cte ()
          id: uuid from shelf.items.id
          title: text? from shelf.voices.title
        insert (id: int4, title: text)
        wake ()
    "#]]
    .assert_eq(&lines(shown));
}

#[tokio::test]
async fn every_statement_that_does_not_fit_is_reported_where_it_stands() {
    let (_database, client) = empty().await;
    client.batch_execute(TABLES).await.expect("tables");
    let read = statements(
        "
-- name: gone :many
-- Ä comment, and a parameter before the error.
SELECT v.id FROM shelf.voices v
 WHERE v.id = :long_parameter_name
   AND v.titel = 'x';
-- name: fine :many
SELECT 1;
-- name: silent :one
DELETE FROM shelf.voices;
-- name: loud :exec
SELECT 1;
",
    );
    let refused = describe(&client, &read).await.expect_err("three of four");
    expect![[r#"
        q.sql:6:8: `gone`: column v.titel does not exist (Perhaps you meant to reference the column "v.title".)
        q.sql:9:1: `silent`: it returns no columns; say `:exec`, or add RETURNING
        q.sql:11:1: `loud`: it returns rows; say how many with `:one`, `:opt` or `:many`
    "#]].assert_eq(&lines([refused]));
}
