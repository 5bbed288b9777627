//! How it reads.

use jiff::civil::date;
use rust_decimal::Decimal;

use super::db::prelude::*;
use super::db::sql::Error;
use super::db::{Customer, NewCustomer, NewOrder, NewProfile, Order, Tier, queries};

#[tokio::test]
async fn it_reads_like_this() -> Result<(), Error> {
    let (_database, mut client) = super::shop().await;

    // What the database has a default for may be left out.
    let ada = NewCustomer { name: Some("Ada".into()), ..NewCustomer::new("ada@example.org") };
    let ada = ada.insert(&client).await?;
    assert_eq!((ada.tier, ada.points), (Tier::Bronze, 0));

    // A key finds one row, and changes or removes it.
    let changed = Customer::by_email("ADA@example.org")
        .update(&client, [Customer::POINTS.add(10), Customer::TAGS.push("early")])
        .await?;
    assert_eq!(changed.map(|it| (it.points, it.tags)), Some((10, vec!["early".to_owned()])));

    // Everything takes a transaction too.
    let transaction = client.transaction().await?;
    NewProfile::new(ada.id, "Wrote the first program.").insert(&transaction).await?;
    let day = date(2026, 11, 24);
    let order = NewOrder { total: Some(Decimal::new(1999, 2)), ..NewOrder::new(ada.id, day) };
    let order = order.insert(&transaction).await?;
    transaction.commit().await?;

    // Filters combine, reach through relations, and are parameters, never text.
    let customers = Customer::find()
        .filter(Customer::EMAIL.ends_with("@example.org") & !Customer::NAME.is_null())
        .filter(Customer::ORDERS.some(Order::TOTAL.gt(Decimal::TEN)))
        .order(Customer::NAME.asc().nulls_last())
        .limit(20)
        .with((Customer::PROFILE, Customer::ORDERS.order(Order::PLACED_ON.desc()).limit(3)))
        .all(&client)
        .await?;
    let [(customer, (Some(profile), orders))] = customers.as_slice() else { panic!("one") };
    assert_eq!(customer.id, ada.id);
    assert_eq!(profile.biography, "Wrote the first program.");
    assert_eq!(orders, std::slice::from_ref(&order));

    // From a row to what belongs to it.
    assert_eq!(order.customer().get(&client).await?.id, ada.id);
    assert_eq!(ada.orders().filter(Order::NOTE.is_null()).count(&client).await?, 1);

    // SQL files are functions.
    queries::orders::annotate(&client, Some("gift".into()), order.id.clone()).await?;
    let spent = queries::orders::spent_by(&client, vec![ada.id], Decimal::ZERO).await?;
    assert_eq!(spent[0].spent, Decimal::new(1999, 2));
    assert_eq!(queries::orders::orders_of(&client, ada.id).await?[0].note.as_deref(), Some("gift"));
    assert_eq!(queries::orders::count_orders(&client).await?, 1);
    let (tiers, emails) = (vec![Tier::Bronze], vec!["\"".into(), "ADA@EXAMPLE.ORG".into()]);
    assert_eq!(queries::orders::customers_like(&client, tiers, emails).await?, [ada.id]);
    Ok(())
}
