//! What is said of statements that do not fit.

use crate::shelf::{With, generate, statement};
use codegen::{
    Cardinality::{Many, One},
    StatementShape,
};
use expect_test::{Expect, expect};

fn check(statements: &[StatementShape], expected: Expect) {
    let problems = generate(statements).expect_err("a problem");
    let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
    expected.assert_eq(&text.join("\n"));
}

#[test]
fn a_uuid_says_of_what_it_is_the_id() {
    let books = statement("books", Many, "SELECT title FROM public.books WHERE id = $1")
        .param("which uuid")
        .column("title text books.title");
    check(
        &[books],
        expect![[
            r#"contract/queries/books.sql: books: parameter :which is a uuid, and its name does not say of what; name it after what it identifies, as :character_id or :after_character_id"#
        ]],
    );
}

#[test]
fn what_an_outer_join_may_leave_out_says_so() {
    let sql = "SELECT s.id, b.title FROM public.shelves s LEFT JOIN public.books b ON true";
    let books = statement("shelved", Many, sql)
        .column("id text shelves.id")
        .column("title text books.title");
    check(
        &[books],
        expect![[
            r#"contract/queries/books.sql: shelved: an outer join may leave title NULL although the contract says it never is; say which with an alias: AS "title?" or AS "title!""#
        ]],
    );
}

#[test]
fn every_problem_is_told_not_only_the_first() {
    let sum = statement("total", One, "SELECT sum(pages) FROM books").column("sum numeric");
    let twice = statement("total", Many, "SELECT title, title FROM books")
        .param("span interval")
        .column("title text books.title")
        .column("title text books.title");
    check(
        &[sum, twice],
        expect![[r#"
        contract/queries/books.sql: total: two statements have this name
        contract/queries/books.sql: total: column sum is of type numeric, which Rust has no type for here; cast it in the statement
        contract/queries/books.sql: total: parameter :span is of type interval, which Rust has no type for here; cast it in the statement
        contract/queries/books.sql: total: two columns are called title; give one an alias"#]],
    );
}
