use expect_test::{Expect, expect};
use migrate::statements::{Access, parse};

use crate::support::{lines, statements};

const FILE: &str = r#"
-- What belongs to the market.

-- name: market_newest :many hot
-- The newest published characters
-- of an app.
SELECT c.id, ':no' AS "text!", c.note::text AS "note?" -- :not_here
  FROM catalog.characters c
 WHERE c.app = :app AND (c.created_at, c.id) < (:before, :id?) AND c.app <> :app
 LIMIT :limit;
-- Between the statements.

-- name: rename :exec
UPDATE catalog.characters SET slug = :slug WHERE id = :id

-- This speaks of the next.
-- name: lock :one
SELECT 1 FROM catalog.characters c FOR NO KEY UPDATE
"#;

#[test]
fn a_file_is_read_as_its_author_means_it() {
    let read = statements(FILE);
    let shown = read.iter().map(|statement| {
        let parameters: Vec<String> = statement
            .parameters
            .iter()
            .map(|parameter| {
                format!("{}{}", parameter.name, if parameter.nullable { "?" } else { "" })
            })
            .collect();
        format!(
            "{} {:?} {:?} hot={} at {} ({})\n{:?}\n{}",
            statement.name,
            statement.cardinality,
            statement.access,
            statement.hot,
            statement.place,
            parameters.join(" "),
            statement.docs,
            statement.sql
        )
    });
    expect![[r#"
        market_newest Many Read hot=true at q.sql:4:1 (app before id? limit)
        "The newest published characters\nof an app."
        SELECT c.id, ':no' AS "text!", c.note::text AS "note?" -- :not_here
          FROM catalog.characters c
         WHERE c.app = $1 AND (c.created_at, c.id) < ($2, $3) AND c.app <> $1
         LIMIT $4
        rename Exec Write hot=false at q.sql:13:1 (slug id)
        ""
        UPDATE catalog.characters SET slug = $1 WHERE id = $2
        lock One Write hot=false at q.sql:17:1 ()
        ""
        SELECT 1 FROM catalog.characters c FOR NO KEY UPDATE
    "#]]
    .assert_eq(&lines(shown));
}

#[test]
fn positions_lead_back_to_the_file() {
    let read = statements(FILE);
    let newest = &read[0];
    let place = |needle: &str| {
        let byte = newest.sql.find(needle).expect("it is there");
        let position = newest.sql[..byte].chars().count() + 1;
        newest.place_of(u32::try_from(position).expect("small")).to_string()
    };
    assert_eq!(place("c.note"), "q.sql:7:32");
    assert_eq!(place("$3"), "q.sql:9:58");
    assert_eq!(place("LIMIT"), "q.sql:10:2");
}

#[test]
fn reads_are_told_from_writes() {
    for (sql, expected) in [
        ("SELECT 1", Access::Read),
        ("WITH a AS (SELECT 1) SELECT * FROM a", Access::Read),
        ("WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a", Access::Write),
        ("SELECT * FROM t FOR UPDATE SKIP LOCKED", Access::Write),
        ("SELECT * FROM t FOR KEY SHARE", Access::Write),
        ("SELECT share FROM t WHERE a = 'FOR UPDATE'", Access::Read),
        ("SELECT nextval('s')", Access::Write),
        ("INSERT INTO t VALUES (1)", Access::Write),
    ] {
        let read = statements(&format!("-- name: a :many\n{sql}"));
        assert_eq!(read[0].access, expected, "{sql}");
    }
}

fn check(text: &str, expected: Expect) {
    let problems = parse(&[("q.sql".to_owned(), text.to_owned())]).expect_err("problems");
    expected.assert_eq(&lines(problems));
}

#[test]
fn every_problem_is_reported_with_its_place() {
    check(
        "SELECT 0;\n-- name: a :one\nSELECT 1;\n  SELECT 2;\n-- name: b :some\nSELECT 1;\n-- name: c :one\n-- nothing\n\n-- name: D :one\nSELECT 1",
        expect![[r#"
            q.sql:1:1: SQL without a name; put `-- name: what_it_does :many` on the line before it
            q.sql:4:3: `a` holds more than one statement; give what follows the `;` a header of its own
            q.sql:5:1: `b` has the unknown cardinality `:some`; use `:one`, `:opt`, `:many` or `:exec`
            q.sql:7:1: `c` has no SQL; write one statement below its header, or remove the header
            q.sql:10:1: `D` is not a name; use lower-case letters, digits and underscores, beginning with a letter
        "#]],
    );
    check(
        "-- name: a\nSELECT 1;\n-- name: b :one fast\nSELECT 1;\n-- name: c :one\n;",
        expect![[r#"
            q.sql:1:1: `-- name: a` lacks how many rows come; write `-- name: what_it_does :one`, `:opt`, `:many` or `:exec`
            q.sql:3:1: `b` has the unknown flag `fast`; the only one is `hot`
            q.sql:5:1: `c` has no SQL; write one statement below its header, or remove the header
        "#]],
    );
    check(
        "-- name: a :one\nSELECT 1;\n-- name: a :one\nSELECT 2;",
        expect![[r#"
            q.sql:3:1: `a` is defined twice, first at q.sql:1:1; names are shared by all files: rename one
        "#]],
    );
}
