//! The project's own statements, on tables whose columns stand elsewhere than in the schema.

use super::db::prelude::*;
use super::db::sql::Error;
use super::db::{NewCustomer, NewOrder, queries};
use super::shop;

#[tokio::test]
async fn columns_are_read_by_name_wherever_they_stand() -> Result<(), Error> {
    let (_database, client) = shop().await;
    let ada = NewCustomer::new("ada@example.org").insert(&client).await?;
    let new = NewOrder {
        note: Some("gift".into()),
        ..NewOrder::new(ada.id, "2026-11-27".parse().expect("a day"))
    };
    let order = new.insert(&client).await?;
    let last = "ALTER TABLE orders ADD later text DEFAULT 'later', ADD moved text;
        UPDATE orders SET moved = id;
        ALTER TABLE orders DROP COLUMN id CASCADE;
        ALTER TABLE orders RENAME moved TO id;";
    client.batch_execute(last).await?;
    assert_eq!(queries::orders::orders_of(&client, ada.id).await?, [order]);

    client.batch_execute("ALTER TABLE orders RENAME note TO remark").await?;
    let answer = queries::orders::orders_of(&client, ada.id).await;
    assert!(matches!(answer, Err(Error::Column { column: "note", .. })), "{answer:?}");
    Ok(())
}
