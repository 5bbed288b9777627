//! What an editor asks, and what it is told.

use expect_test::{Expect, expect};
use lsp::{Place, RenameError, complete, definition, hover, references, rename};

use crate::support::{SHOP, apply, behind, project};

fn lines_of(spans: &[psl::Span], text: &str) -> Vec<usize> {
    spans.iter().map(|it| text[..it.range.start as usize].matches('\n').count() + 1).collect()
}

#[test]
fn a_name_leads_to_its_declaration_and_to_all_its_uses() {
    let shop = project(&[SHOP]);
    let declared = |words: &str| definition(&shop, behind(&shop, words)).expect("a name");
    assert_eq!(lines_of(&[declared("orders Ord")], SHOP), [11]);
    assert_eq!(lines_of(&[declared("fields: [cust")], SHOP), [14]);
    assert_eq!(lines_of(&[declared("references: [i")], SHOP), [4]);
    assert_eq!(lines_of(&[declared("@default(BAS")], SHOP), [25]);
    let uses = references(&shop, behind(&shop, "@@index([cust"), true);
    assert_eq!(lines_of(&uses, SHOP), [13, 14, 16]);
    assert!(definition(&shop, behind(&shop, "@id @def")).is_none());
}

fn hovers(words: &str, expected: Expect) {
    let shop = project(&[SHOP]);
    expected.assert_eq(&hover(&shop, behind(&shop, words)).expect("something to say"));
}

#[test]
fn hover_tells_what_a_name_becomes() {
    hovers(
        "model Cust",
        expect![[r#"
            ```prisma
            model Customer
            ```

            Who buys.

            `@check(length(email) > 3)`

            Table `public.Customer`, 3 columns
        "#]],
    );
    hovers(
        "  emai",
        expect![[r#"
            ```prisma
            Customer.email
            ```

            Column `public.Customer.email`: `VARCHAR(200) NOT NULL`
        "#]],
    );
    hovers(
        "  custo",
        expect![[r#"
            ```prisma
            Order.customer
            ```

            Foreign key `public.Order(customerId)` → `public.Customer(id)`
        "#]],
    );
    hovers(
        "  GO",
        expect![[r#"
            ```prisma
            Tier.GOLD
            ```

            `'gold'` of `public.Tier`
        "#]],
    );
}

fn offers(text: &str, expected: Expect) {
    let offset = text.find('|').expect("a mark");
    let shop = project(&[&text.replacen('|', "", 1), SHOP]);
    let found = complete(&shop, Place { file: 0, offset });
    let labels: Vec<_> = found.into_iter().map(|it| it.label).collect();
    expected.assert_eq(&labels.join(" "));
}

#[test]
fn completion_offers_what_fits() {
    offers("mo|", expect!["model enum view datasource generator"]);
    offers(
        "model A {\n  id |\n}",
        expect![
            "String Boolean Int BigInt Float Decimal DateTime Json Bytes Unsupported A Customer Order Tag Tier"
        ],
    );
    offers(
        "model A {\n  id Int @|\n}",
        expect!["id unique default updatedAt map relation ignore db"],
    );
    offers(
        "model A {\n  name String @db.V|\n}",
        expect!["Text VarChar Char Citext Inet Bit VarBit Uuid Xml"],
    );
    offers("model A {\n  a Int\n  @@|\n}", expect!["id unique index map schema ignore"]);
    offers("model A {\n  a Int\n  b Int\n  @@index([a, |])\n}", expect!["a b"]);
    offers("model A {\n  t Tier @default(|)\n}", expect!["BASIC GOLD"]);
    offers("model A {\n  cId Int\n  c Customer @relation(fields: [|])\n}", expect!["cId"]);
    offers(
        "model A {\n  cId Int\n  c Customer @relation(fields: [cId], references: [|])\n}",
        expect!["id email tier"],
    );
    offers(
        "model A {\n  c Customer @relation(onDelete: |)\n}",
        expect!["Cascade Restrict NoAction SetNull SetDefault"],
    );
    offers(
        "model A {\n  c Customer @relation(|)\n}",
        expect!["name: fields: references: onDelete: onUpdate: map:"],
    );
    offers("model A {\n  a Int\n  @@index([a(sort: |)])\n}", expect!["Asc Desc"]);
    offers("model A {\n  name String @map(\"|\")\n}", expect![""]);
    offers("datasource db {\n  provider = |\n}", expect![[r#""postgresql""#]]);
    offers("// a |", expect![""]);
}

#[test]
fn directives_are_offered_in_doc_comments() {
    let shop = project(&["/// @\nmodel A {\n  id Int @id\n}\n"]);
    let found = complete(&shop, Place { file: 0, offset: 5 });
    assert!(found.iter().any(|it| it.label == "check"), "{found:?}");
}

/// The new texts, after it is shown that the database would stay as it is.
fn renamed(texts: &[&str], words: &str, new: &str) -> Vec<String> {
    let before = project(texts);
    let edits = rename(&before, behind(&before, words), new).expect("a name");
    let after = apply(&before, &edits);
    let borrowed: Vec<_> = after.iter().map(String::as_str).collect();
    let read = project(&borrowed);
    assert!(read.analysis.is_valid(), "{:?}\n{after:?}", read.analysis.diagnostics);
    let catalogue = |it: &lsp::Project| pgschema::from_schema(&it.analysis.schema).expect("SQL");
    let hints = pgschema::Hints::default();
    let difference = pgschema::diff(&catalogue(&before), &catalogue(&read), &hints);
    assert!(difference.steps.is_empty(), "{}\n{after:?}", difference.script());
    after
}

#[test]
fn a_rename_leaves_the_database_as_it_is() {
    let (one, other) = SHOP.split_at(SHOP.find("model Order").expect("it"));
    let texts = renamed(&[one, other], "model Customer", "Buyer");
    assert!(texts[0].contains("model Buyer {"), "{texts:?}");
    assert!(texts[0].contains("\n\n  @@map(\"Customer\")\n}"), "{texts:?}");
    assert!(texts[0].contains("Tag[] @relation(\"CustomerToTag\")"), "{texts:?}");
    assert!(texts[1].contains("customer   Buyer @relation"), "{texts:?}");
    let texts = renamed(&[SHOP], "  customerId", "buyerId");
    assert!(texts[0].contains("buyerId Int @map(\"customerId\")"), "{texts:?}");
    assert!(texts[0].contains("@@index([buyerId])"), "{texts:?}");
    let texts = renamed(&[SHOP], "  BASIC", "PLAIN");
    assert!(texts[0].contains("@default(PLAIN)"), "{texts:?}");
    assert!(texts[0].contains("PLAIN @map(\"BASIC\")"), "{texts:?}");
    renamed(&[SHOP], "enum Tier", "Rank");
    renamed(&[SHOP], "  GOLD", "BEST");
    renamed(&[SHOP], "  orders", "purchases");
}

#[test]
fn a_rename_refuses_what_cannot_be() {
    let shop = project(&[SHOP]);
    let at = behind(&shop, "model Cust");
    assert_eq!(rename(&shop, at, "Order"), Err(RenameError::Taken("Order".to_owned())));
    assert_eq!(rename(&shop, at, "2nd"), Err(RenameError::BadName("2nd".to_owned())));
    let nowhere = Place { file: 0, offset: 0 };
    assert_eq!(rename(&shop, nowhere, "X"), Err(RenameError::NoName));
}
