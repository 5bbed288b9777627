//! A contract with one of each thing: ids of three kinds, an enum, a document, a list, a copy of a
//! key, an append-only model; and statements over it.

use codegen::{
    Cardinality, ColumnShape, GeneratedFile, Input, MigrationFile, Origin, ParamShape, PgType,
    Problem, StatementShape,
};

pub(crate) const SCHEMA: &str = include_str!("../cases/shelf/schema.prisma");

pub(crate) fn schema() -> psl::Schema {
    let file = psl::SourceFile { path: "schema.prisma".into(), text: SCHEMA.into() };
    let analysis = psl::analyze(&[file]);
    assert!(analysis.is_valid(), "{:#?}", analysis.diagnostics);
    analysis.schema
}

pub(crate) fn generate(statements: &[StatementShape]) -> Result<Vec<GeneratedFile>, Vec<Problem>> {
    let migrations =
        [MigrationFile { name: "20260101000000_shelf".into(), checksum: "00ff".into() }];
    codegen::rust(&Input {
        schema: &schema(),
        contract_hash: "c0ffee",
        migrations: &migrations,
        documents: &["BookNotes.schema.json".to_owned()],
        statements,
        texts: &["queries/books.sql".to_owned(), "schema/schema.prisma".to_owned()],
    })
}

pub(crate) fn statement(name: &str, cardinality: Cardinality, sql: &str) -> StatementShape {
    StatementShape {
        file: "books".into(),
        name: name.into(),
        docs: String::new(),
        cardinality,
        writes: false,
        sql: sql.into(),
        params: Vec::new(),
        columns: Vec::new(),
    }
}

pub(crate) trait With: Sized {
    /// A parameter: `author_id uuid`, `pages? int4`, `book_ids uuid[]`.
    fn param(self, written: &str) -> Self;
    /// A column: `title text books.title`, `total! int8`.
    fn column(self, written: &str) -> Self;
    fn writing(self) -> Self;
}

impl With for StatementShape {
    fn param(mut self, written: &str) -> Self {
        let (name, ty) = written.split_once(' ').expect("a name and a type");
        let optional = name.ends_with('?');
        let name = name.trim_end_matches('?').to_owned();
        self.params.push(ParamShape { name, optional, ty: pg_type(ty) });
        self
    }

    fn column(mut self, written: &str) -> Self {
        let words: Vec<&str> = written.split(' ').collect();
        let origin = words.get(2).and_then(|place| place.split_once('.'));
        let nullable = words[0].ends_with('?').then_some(true);
        self.columns.push(ColumnShape {
            name: words[0].trim_end_matches(['!', '?']).to_owned(),
            nullable: nullable.or(words[0].ends_with('!').then_some(false)),
            ty: pg_type(words[1]),
            origin: origin.map(|(table, column)| Origin {
                schema: "public".into(),
                table: table.into(),
                column: column.into(),
            }),
        });
        self
    }

    fn writing(mut self) -> Self {
        self.writes = true;
        self
    }
}

fn pg_type(written: &str) -> PgType {
    let list = written.ends_with("[]");
    let name = written.trim_end_matches("[]");
    let (schema, name) = name.split_once('.').unwrap_or(("pg_catalog", name));
    PgType { schema: schema.into(), name: name.into(), list }
}
