//! What holds for any text at all, and for real schemas with something broken in them.

use proptest::prelude::*;
use psl::syntax::parse;
use psl::{SourceFile, analyze};

const SAMPLE: &str = r#"generator client {
  provider        = "prisma-client"
  previewFeatures = ["partialIndexes", "views"]
}

datasource db {
  provider = "postgresql"
  schemas  = ["app", "log"]
}

/// A person. @check(length(name) > 0, map: "named")
/// @renamedFrom("people")
model User {
  id    Int     @id @default(autoincrement())
  email String  @unique @db.VarChar(200)
  role  Role    @default(ADMIN) /// what they may
  tags  String[]
  extra Json?   @default("{}")
  posts Post[]  @relation("author")

  /// @include(role)
  @@index([email(sort: Desc), role], type: BTree, where: { role: "ADMIN", email: { not: null } })
  @@schema("app")
}

model Post {
  id       String @id @default(uuid(7)) @db.Uuid
  author   User   @relation("author", fields: [authorId], references: [id], onDelete: Cascade)
  authorId Int

  @@index([authorId], map: "by_author")
  @@schema("app")
}

enum Role {
  ADMIN  @map("admin") // the top
  READER

  @@schema("log")
}
"#;

fn read(text: &str) -> psl::Analysis {
    analyze(&[SourceFile { path: "schema.prisma".to_owned(), text: text.to_owned() }])
}

/// Everything that reads a text, on one text.
fn holds(text: &str) {
    let (tree, _) = parse(text);
    let mut at = 0;
    for (_, range) in tree.root().tokens() {
        assert_eq!(range.start, at, "a gap between tokens");
        at = range.end;
    }
    assert_eq!(at as usize, text.len(), "tokens are not the whole text");
    let analysis = read(text);
    for diagnostic in &analysis.diagnostics {
        let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.span);
        for span in edits.chain([&diagnostic.span]) {
            let range = span.range.start as usize..span.range.end as usize;
            assert!(text.get(range.clone()).is_some(), "{range:?} is no piece of the text");
        }
    }
    let files = [SourceFile { path: "schema.prisma".to_owned(), text: text.to_owned() }];
    psl::render::human(&files, &analysis.diagnostics, psl::render::Colour::Plain);
    psl::render::json(&files, &analysis.diagnostics);
    let once = psl::format(text);
    assert_eq!(psl::format(&once), once, "formatting twice is not formatting once");
}

/// The meaning of a schema, without the places of things.
fn meaning(text: &str) -> String {
    let debug = format!("{:#?}", read(text).schema);
    let places = ["range:", "file:", "FileId"];
    let lines = debug.lines().filter(|line| !places.iter().any(|place| line.contains(place)));
    let numbers = |line: &&str| {
        !line
            .trim()
            .trim_end_matches("..")
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
    };
    lines.filter(numbers).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_sample_is_valid_and_keeps_its_meaning() {
    let analysis = read(SAMPLE);
    assert!(analysis.is_valid(), "{:#?}", analysis.diagnostics);
    let compact = SAMPLE.replace("  ", " ");
    assert_eq!(meaning(&psl::format(&compact)), meaning(&compact));
}

#[test]
fn every_prefix_yields_a_tree() {
    for (at, _) in SAMPLE.char_indices() {
        holds(&SAMPLE[..at]);
    }
}

/// A stretch of the sample taken out, doubled, or replaced by signs that matter.
fn mutated() -> impl Strategy<Value = String> {
    let signs = "[ \n\"'@(){}\\[\\],:.=?!/*a-z0-9é-]{0,6}";
    (0..SAMPLE.len(), 0..40_usize, signs).prop_map(|(from, length, signs)| {
        let to = (from + length).min(SAMPLE.len());
        format!("{}{signs}{}", &SAMPLE[..from], &SAMPLE[to..])
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "\\PC*") {
        holds(&text);
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        holds(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn signs_in_any_order_are_read(text in "[ \n\r\t\"@(){}\\[\\],:.=?!/*a-z0-9_-]{0,200}") {
        holds(&text);
    }

    #[test]
    fn broken_schemas_are_read(text in mutated()) {
        holds(&text);
        prop_assert_eq!(meaning(&psl::format(&text)), meaning(&text));
    }
}

/// Else what a clash costs would grow with the square of those that have the name.
#[test]
fn a_clash_of_many_points_at_few() {
    let model = |at| format!("model M{at} {{\n  id Int @id(map: \"pk\")\n}}\n");
    let models: String = (0..100).map(model).collect();
    let text = format!("datasource db {{\n  provider = \"postgresql\"\n}}\n{models}");
    let file = psl::SourceFile { path: "schema.prisma".into(), text };
    let clashes = psl::analyze(&[file]).diagnostics;
    assert_eq!(clashes.len(), 100);
    assert!(clashes.iter().all(|it| it.labels.len() == 8));
}

/// Texts that broke something once, found by fuzzing.
#[test]
fn what_broke_once_holds() {
    // A block that nothing closes ends in a character of several bytes: no fix may split it.
    holds("generator js {\n é");
    holds("model A {\n  id Int?\n é");
    // A form feed is no space, also at the end of what can't be read.
    holds("mndel Blog {\n}\u{c}\n");
    holds("model Blog {\n  id !!\u{c}\n}\n");
    // A byte order mark that is the beginning once the empty line above it is gone.
    for behind in ["    model\u{1c} A {\n}\n", "// said\nmodel A {\n}\n", "\n\nx\n", ""] {
        holds(&format!("\n\u{feff}{behind}"));
    }
    holds("datasource db {\n  provider = \"postgresql\"\n  \u{c} \n}\n");
    // A keyword that no blank parts from the name, behind the end of a block that can't be read.
    holds("User {\n}datasourcedb  {\n  provider = \"postgresql\"\n}\n");
    holds("User {\n} /* said */modelPost/* said */ {\n  id Int @id\n}\n");
}

/// A hostile text costs no more than it has to, and is refused all the same.
#[test]
fn of_very_many_findings_the_first_are_kept() {
    let repeated = "  a Int\n".repeat(psl::FINDINGS_MAX + 10);
    let analysis = read(&format!("model A {{\n  id Int @id\n{repeated}}}\n"));
    assert!(!analysis.is_valid());
    assert_eq!((analysis.diagnostics.len(), analysis.left_out), (psl::FINDINGS_MAX, 9));

    let warned = "datasource a {\n  provider = \"postgresql\"\n}\n\nmodel A {\n  id Int @id\n}\n";
    assert_eq!(read(warned).left_out, 0);
}
