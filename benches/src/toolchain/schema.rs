//! A schema as large as the largest that we know of in the open: 302 models, 7,600 lines.

use std::fmt::Write as _;

const MODELS: usize = 302;
/// Scalar fields of each beside its keys: so the text has the 7,600 lines of that schema.
const FIELDS: usize = 6;

/// Always the same text.
pub(crate) fn made_up() -> String {
    let mut text = String::from(
        "generator client {\n  provider = \"prisma-client\"\n  output   = \"./client\"\n}\n\n\
         datasource db {\n  provider = \"postgresql\"\n}\n",
    );
    for number in 0..MODELS {
        model(&mut text, number);
        if number % 4 == 0 {
            enumeration(&mut text, number);
        }
    }
    psl::format(&text)
}

/// The models that one refers to: an earlier one, as most do, and a hub.
fn parents(number: usize) -> Vec<usize> {
    let near = number.saturating_sub(1 + number * 7 % 13);
    let hub = number % 5;
    match number {
        0..5 => Vec::new(),
        _ if near == hub => vec![hub],
        _ => vec![hub, near],
    }
}

fn model(text: &mut String, number: usize) {
    let _ = writeln!(text, "\n/// What stands in row {number} of the list of things.");
    let _ = writeln!(text, "model Thing{number} {{\n  id String @id @default(cuid())");
    let _ = writeln!(text, "  createdAt DateTime @default(now()) @map(\"created_at\")");
    let _ = writeln!(text, "  updatedAt DateTime @updatedAt @map(\"updated_at\")");
    for field in 0..FIELDS {
        let _ = writeln!(text, "  {}", scalar(number, field));
    }
    for parent in parents(number) {
        let _ = writeln!(
            text,
            "  thing{parent}Id String\n  thing{parent} Thing{parent} @relation(fields: [thing{parent}Id], \
             references: [id], onDelete: Cascade)"
        );
    }
    for child in (0..MODELS).filter(|child| parents(*child).contains(&number)) {
        let _ = writeln!(text, "  thing{child}s Thing{child}[]");
    }
    let _ = writeln!(text);
    for parent in parents(number) {
        let _ = writeln!(text, "  @@index([thing{parent}Id, createdAt(sort: Desc)])");
    }
    let _ = writeln!(text, "  @@unique([field0, field2])\n  @@map(\"things_{number}\")\n}}");
}

fn scalar(number: usize, field: usize) -> String {
    let name = format!("field{field}");
    match (number + field) % 8 {
        0 => format!("{name} String @default(\"none\") // as it was"),
        1 => format!("{name} Int @default({number})"),
        2 => format!("{name} String? @db.VarChar(255)"),
        3 => format!("{name} Boolean @default(false)"),
        4 => format!("{name} Kind{} @default(FIRST)", number / 4 * 4),
        5 => format!("{name} Json?"),
        6 => format!("{name} Decimal? @db.Decimal(12, 2) @map(\"field_{field}\")"),
        _ => format!("{name} String[] @default([])"),
    }
}

fn enumeration(text: &mut String, number: usize) {
    let _ =
        writeln!(text, "\nenum Kind{number} {{\n  FIRST\n  SECOND\n  THIRD @map(\"third\")\n}}");
}
