use expect_test::expect;
use migrate::plans;

use crate::support::{empty, lines, statements};

#[tokio::test]
async fn plans_prove_which_index_serves_what() {
    let (_database, client) = empty().await;
    let filled = "
        CREATE TABLE owners (id int PRIMARY KEY);
        CREATE TABLE items (id int PRIMARY KEY, owner int NOT NULL REFERENCES owners, at int NOT NULL, note text);
        CREATE INDEX items_owner_at ON items (owner, at DESC);
        CREATE INDEX items_at ON items (at);
        CREATE INDEX items_note ON items (note);
        INSERT INTO owners SELECT generate_series(1, 100);
        INSERT INTO items SELECT n, n % 100 + 1, n, 'note ' || n FROM generate_series(1, 20000) n;
        ANALYZE owners, items;";
    client.batch_execute(filled).await.expect("tables");
    let read = statements(
        "
-- name: newest :many hot
SELECT i.* FROM items i ORDER BY i.at DESC LIMIT :limit;
-- name: by_note :many hot
SELECT i.id FROM items i WHERE i.note LIKE :pattern;
-- name: by_id :opt hot
SELECT i.note FROM items i WHERE i.id = ANY (:ids);
-- name: count :one
SELECT count(*) AS \"count!\" FROM owners o;
-- name: touch :exec
UPDATE items SET note = :note? WHERE id = :id;
",
    );
    let report = plans(&client, &read, 1000).await.expect("plans");
    let shown = report.plans.iter().map(|plan| {
        let indexes: Vec<String> = plan.indexes.iter().map(ToString::to_string).collect();
        let scans: Vec<String> =
            plan.scans.iter().map(|scan| format!("{} ({} rows)", scan.table, scan.rows)).collect();
        format!("{}: by [{}], reads all of [{}]", plan.name, indexes.join(", "), scans.join(", "))
    });
    expect![[r#"
        newest: by [public.items_at], reads all of []
        by_note: by [], reads all of [public.items (20000 rows)]
        by_id: by [public.items_pkey], reads all of []
        count: by [], reads all of []
        touch: by [public.items_pkey], reads all of []
    "#]]
    .assert_eq(&lines(shown));
    let steps = report.plans[0].steps.iter();
    let steps = steps.map(|it| format!("{}{}", "  ".repeat(it.depth), it.what));
    expect![[r#"
        Limit
          Index Scan Backward using items_at on public.items i
    "#]]
    .assert_eq(&lines(steps));
    let by_note = &report.plans[1].steps[0];
    assert_eq!(by_note.conditions, ["Filter: (i.note ~~ $1)"]);
    assert!(by_note.is_scan && by_note.cost > 100.0, "{by_note:?}");
    assert_eq!(lines(report.unserved().map(|plan| &plan.name)), "by_note\n");
    expect![[r#"
        public.items_note
    "#]]
    .assert_eq(&lines(report.unused.iter().map(|unused| &unused.index)));
}
