//! What is asked before something is dropped that may only have another name.

use crate::support::{catalogue, migration};
use expect_test::expect;
use pgschema::{Hints, diff, questions};

const OLD: &str = r#"
enum Mood {
  happy
  sad
}

enum Gone {
  x
}

model Draft {
  id        Int     @id
  title     String
  body      String?
  createdAt DateTime @default(now())
  mood      Mood
  gone      Gone?
  count     Int
}

model Unlike {
  id   Int   @id
  data Bytes
}
"#;

const NEW: &str = r#"
enum Mood {
  happy
  saddened
}

model Manuscript {
  id         Int      @id
  headline   String
  body       String?
  created_at DateTime @default(now())
  mood       Mood
  counter    BigInt
}

model Other {
  id  Int    @id
  a   String
  b   String
  c   String
}
"#;

fn asked(hints: &Hints) -> String {
    let asked = questions(&catalogue(OLD), &catalogue(NEW), hints);
    let line = |it: &pgschema::Question| {
        let likeness: Vec<String> =
            it.candidates.iter().map(|it| format!("{}%", it.likeness)).collect();
        format!("{it} {}\n", likeness.join(", "))
    };
    asked.iter().map(line).collect()
}

#[test]
fn tables_come_first_and_their_columns_once_they_are_known() {
    let mut hints = Hints::default();
    expect![[r#"
        was the value saddened of public.Mood called sad before? 44%
    "#]]
    .assert_eq(&asked(&hints));
    let table = pgschema::Question {
        new: pgschema::Subject::Table(pgschema::Name::bare("Manuscript")),
        candidates: vec![pgschema::Candidate {
            old: pgschema::Subject::Table(pgschema::Name::bare("Draft")),
            likeness: 0,
        }],
    };
    hints.answer(&table, 0);
    expect![[r#"
        was the column headline of public.Manuscript called title before? 50%
        was the column created_at of public.Manuscript called createdAt before? 100%
        was the column counter of public.Manuscript called count before? 78%
        was the value saddened of public.Mood called sad before? 44%
    "#]]
    .assert_eq(&asked(&hints));
}

#[test]
fn an_answered_question_is_not_asked_again_and_drops_nothing() {
    let (from, to) = (
        catalogue("model Draft {\n  id Int @id\n  title String\n  text String\n}\n"),
        catalogue("model Drafts {\n  id Int @id\n  title String\n  texts String\n}\n"),
    );
    let mut hints = Hints::default();
    while let Some(question) = questions(&from, &to, &hints).first() {
        hints.answer(question, 0);
    }
    let script = diff(&from, &to, &hints).script();
    assert!(script.contains("RENAME TO \"Drafts\"") && !script.contains("DROP"), "{script}");
}

#[test]
fn a_directive_answers_beforehand() {
    let old = "model A {\n  id Int @id\n  title String\n}\n";
    let new = "model A {\n  id Int @id\n  /// @renamedFrom(\"title\")\n  titles String\n}\n";
    assert_eq!(migration(old, new).steps.len(), 1);
    let hints = Hints::from_schema(&crate::support::schema(new)).expect("hints");
    assert!(questions(&catalogue(old), &catalogue(new), &hints).is_empty());
}
