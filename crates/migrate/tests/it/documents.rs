use expect_test::expect;
use migrate::{DocumentColumn, calls, document_usage, usage};
use pgschema::Name;

use crate::support::{empty, lines};

fn column(places: &[(&str, &str)]) -> DocumentColumn {
    let owned = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
    DocumentColumn {
        table: Name::new("public", "odd \"table\""),
        column: "the doc".to_owned(),
        places: places.iter().map(owned).collect(),
        twins: vec![("title".to_owned(), "title".to_owned())],
    }
}

#[tokio::test]
async fn keys_are_counted_and_compared_with_columns() {
    let (_database, client) = empty().await;
    let filled = r#"
        CREATE TABLE "odd ""table""" (id int PRIMARY KEY, title text, "the doc" jsonb);
        INSERT INTO "odd ""table""" VALUES
            (1, 'a', '{"title": "a", "n": 1, "list": [{"x": 1}, {"x": 2, "y": null}, 7]}'),
            (2, 'b', '{"title": "other", "n": "two"}'),
            (3, 'c', '[1]'), (4, 'd', NULL), (5, 'e', '{}');"#;
    client.batch_execute(filled).await.expect("a table");
    let of = column(&[("", "$"), ("list[]", "$.\"list\"[0 to 99]")]);
    let found = document_usage(&client, &of, 100).await.expect("a sample");
    assert_eq!(
        (found.sampled, found.present, found.is_part, found.table_rows),
        (5, 4, false, None)
    );
    let told = found.places.iter().flat_map(|place| {
        place.keys.iter().map(|key| {
            let kinds = key.kinds.join(" or ");
            format!("{:?} {}: {} of {}, {kinds}", place.place, key.key, key.objects, place.objects)
        })
    });
    expect![[r#"
        "" n: 2 of 3, number or string
        "" title: 2 of 3, string
        "" list: 1 of 3, array
        "list[]" x: 2 of 2, number
        "list[]" y: 1 of 2, null
    "#]]
    .assert_eq(&lines(told));
    assert_eq!((found.twins[0].valued, found.twins[0].equal), (2, 1));
}

#[tokio::test]
async fn of_a_large_table_a_part_is_read() {
    let (_database, client) = empty().await;
    let filled = r#"
        CREATE TABLE "odd ""table""" (id int PRIMARY KEY, title text, "the doc" jsonb);
        INSERT INTO "odd ""table""" SELECT n, 'a', '{"n": 1}' FROM generate_series(1, 20000) n;
        ANALYZE "odd ""table""";"#;
    client.batch_execute(filled).await.expect("a table");
    let found = document_usage(&client, &column(&[("", "$")]), 500).await.expect("a sample");
    assert!(found.is_part && found.sampled <= 500, "{found:?}");
    assert_eq!(found.table_rows, Some(20_000));
    assert_eq!(found.places[0].objects, found.present);
}

#[tokio::test]
async fn what_the_server_counted_is_read() {
    let (_database, client) = empty().await;
    client.batch_execute("CREATE TABLE items (id int PRIMARY KEY)").await.expect("a table");
    let found = usage(&client, &["public".to_owned()]).await.expect("counters");
    let index = found.indexes.first().expect("the key");
    assert_eq!((index.index.name.as_str(), index.is_unique), ("items_pkey", true));
    let table = found.tables.first().expect("the table");
    assert!(table.is_uncounted && table.rows == 0, "{table:?}");
    assert_eq!(calls(&client).await.expect("an answer"), None);
}
