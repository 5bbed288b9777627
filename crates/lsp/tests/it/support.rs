//! Schemas with a mark where the cursor stands.

use lsp::{Place, Project};
use psl::{Edit, SourceFile};

pub(crate) const SHOP: &str = r#"/// Who buys.
/// @check(length(email) > 3)
model Customer {
  id     Int     @id @default(autoincrement())
  email  String  @unique @db.VarChar(200)
  tier   Tier    @default(BASIC)
  orders Order[]
  tags   Tag[]
}

model Order {
  id         Int      @id @default(autoincrement())
  customer   Customer @relation(fields: [customerId], references: [id], onDelete: Cascade)
  customerId Int

  @@index([customerId])
}

model Tag {
  id        Int        @id
  customers Customer[]
}

enum Tier {
  BASIC
  GOLD  @map("gold")
}

datasource db {
  provider = "postgresql"
}
"#;

pub(crate) fn project(texts: &[&str]) -> Project {
    let file = |(at, text): (usize, &&str)| SourceFile {
        path: format!("/shop/{at}.prisma"),
        text: (*text).to_owned(),
    };
    Project::new(texts.iter().enumerate().map(file).collect())
}

/// Just behind the first occurrence of some words.
pub(crate) fn behind(project: &Project, words: &str) -> Place {
    let offset = project.text(0).find(words).expect("the words") + words.len();
    Place { file: 0, offset }
}

pub(crate) fn apply(project: &Project, edits: &[Edit]) -> Vec<String> {
    let mut texts: Vec<_> = project.files.iter().map(|file| file.text.clone()).collect();
    for edit in edits.iter().rev() {
        let range = edit.span.range.start as usize..edit.span.range.end as usize;
        texts[edit.span.file.0 as usize].replace_range(range, &edit.text);
    }
    texts
}
