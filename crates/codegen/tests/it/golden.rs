//! Every file of a small contract, to be read.

use crate::shelf::{With, generate, schema, statement};
use codegen::{Cardinality, GeneratedFile, StatementShape, TargetInput};
use expect_test::expect_file;

fn statements() -> Vec<StatementShape> {
    vec![
        statement("book", Cardinality::Opt, "SELECT b.* FROM books b WHERE b.id = $1")
            .param("book_id uuid")
            .column("id uuid books.id")
            .column("author_id uuid books.author_id")
            .column("shelf_id text books.shelf_id")
            .column("title text books.title")
            .column("pages int4 books.pages")
            .column("progress public.progress books.progress")
            .column("tags text[] books.tags")
            .column("notes jsonb books.notes")
            .column("bought_at timestamptz books.bought_at"),
        statement(
            "titles_of_authors",
            Cardinality::Many,
            "SELECT b.title, s.id AS \"shelf_id?\", 1 AS \"rank!\"\n  FROM public.books b\n  \
             LEFT JOIN public.shelves s ON s.id = b.shelf_id\n WHERE b.author_id = ANY ($1)",
        )
        .param("author_ids uuid[]")
        .column("title text books.title")
        .column("shelf_id? text shelves.id")
        .column("rank! int4"),
        statement("count_books", Cardinality::One, "SELECT count(*) AS \"count!\" FROM books")
            .column("count! int8"),
        statement(
            "turn_page",
            Cardinality::Exec,
            "UPDATE books SET pages = $1, notes = $2, \
             progress = $3, shelf_id = $4 WHERE id = $5",
        )
        .param("pages int4")
        .param("notes? jsonb")
        .param("progress public.progress")
        .param("shelf_id? text")
        .param("book_id uuid")
        .writing(),
    ]
}

/// One text, each file under its path.
fn joined(files: &[GeneratedFile]) -> String {
    files.iter().map(|file| format!("==> {}\n{}\n", file.path, file.contents)).collect()
}

#[test]
fn rust() {
    let files = generate(&statements()).expect("a contract without problems");
    let (domain, store): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| file.path.contains("/domain/"));
    expect_file!["../cases/shelf/domain.txt"].assert_eq(&joined(&domain));
    expect_file!["../cases/shelf/store.txt"].assert_eq(&joined(&store));
}

#[test]
fn typescript_and_diagram() {
    let files = codegen::published(&schema(), "c0ffee").expect("a contract without problems");
    expect_file!["../cases/shelf/published.txt"].assert_eq(&joined(&files));
}

#[test]
fn the_same_contract_is_the_same_bytes() {
    assert_eq!(generate(&statements()), generate(&statements()));
}

/// Names and prose that would end what they stand in.
#[test]
fn nothing_of_a_schema_gets_out_of_its_place() {
    let text = include_str!("../cases/hostile/schema.prisma").to_owned();
    let analysis = psl::analyze(&[psl::SourceFile { path: "schema.prisma".into(), text }]);
    assert!(analysis.is_valid(), "{:#?}", analysis.diagnostics);
    let (schema, documents) = (&analysis.schema, &std::collections::BTreeMap::new());
    let input = TargetInput { schema, documents, statements: &[], options: &[] };
    for (name, expected) in [
        ("diesel", expect_file!["../cases/hostile/diesel.txt"]),
        ("erd", expect_file!["../cases/hostile/erd.txt"]),
        ("json-schema", expect_file!["../cases/hostile/json-schema.txt"]),
        ("markdown", expect_file!["../cases/hostile/markdown.txt"]),
        ("typescript", expect_file!["../cases/hostile/typescript.txt"]),
    ] {
        let target = codegen::target(name).expect("a target of this name");
        let files = (target.generate)(&input).expect("a schema without problems");
        expected.assert_eq(&joined(&files));
    }
}

/// What any schema gets, from one that has no statements.
#[test]
fn targets() {
    let schema = schema();
    let document =
        serde_json::json!({ "type": "object", "properties": { "mood": { "type": "string" } } });
    let documents = [("BookNotes".to_owned(), document)].into();
    let input =
        TargetInput { schema: &schema, documents: &documents, statements: &[], options: &[] };
    for (name, expected) in [
        ("diesel", expect_file!["../cases/shelf/diesel.txt"]),
        ("erd", expect_file!["../cases/shelf/erd.txt"]),
        ("json-schema", expect_file!["../cases/shelf/json-schema.txt"]),
        ("markdown", expect_file!["../cases/shelf/markdown.txt"]),
        ("markdown-pages", expect_file!["../cases/shelf/markdown-pages.txt"]),
        ("typescript", expect_file!["../cases/shelf/typescript.txt"]),
    ] {
        let target = codegen::target(name).expect("a target of this name");
        let files = (target.generate)(&input).expect("a schema without problems");
        assert!(files.iter().all(|it| it.contents.contains(&codegen::mark(name))), "{name}");
        expected.assert_eq(&joined(&files));
    }
}
