//! Filters through relations, and loading what belongs to rows.

use jiff::civil::date;
use rust_decimal::Decimal;
use tokio_postgres::Client;

use super::db::prelude::*;
use super::db::sql::{Error, all, any};
use super::db::{
    Category, Customer, Label, NewCategory, NewCustomer, NewLabel, NewOrder, NewOrderLine,
    NewProduct, Order, OrderLine, Product,
};

/// Ada has two orders, Bo one without lines, Cy none; Ada referred the other two.
async fn customers(client: &Client) -> Result<[Customer; 3], Error> {
    let ada = NewCustomer::new("ada@example.org").insert(client).await?;
    let referred =
        |email: &str| NewCustomer { referrer_id: Some(ada.id), ..NewCustomer::new(email) };
    let bo = referred("bo@example.org").insert(client).await?;
    let cy = referred("cy@example.org").insert(client).await?;
    NewProduct::new("tea", 1, "Tea", Decimal::ONE).insert(client).await?;
    for (customer, day, total) in [(&ada, 1, 5), (&ada, 2, 50), (&bo, 3, 7)] {
        let new = NewOrder {
            total: Some(Decimal::from(total)),
            ..NewOrder::new(customer.id, date(2026, 1, day))
        };
        let order = new.insert(client).await?;
        if customer.id == ada.id {
            NewOrderLine::new(order.id, "tea", 1, total).insert(client).await?;
        }
    }
    Ok([ada, bo, cy])
}

async fn emails(find: super::db::sql::Find<Customer>, client: &Client) -> Result<String, Error> {
    let rows = find.order(Customer::EMAIL.asc()).all(client).await?;
    let names: Vec<&str> = rows.iter().filter_map(|it| it.email.split('@').next()).collect();
    Ok(names.join(" "))
}

#[tokio::test]
async fn a_filter_reaches_through_relations() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    let [ada, ..] = customers(&client).await?;
    let ten = Decimal::TEN;
    let check = async |filter, expected: &str| {
        let found = emails(Customer::filter(filter), &client).await;
        assert_eq!(found.expect("a filter that runs"), expected);
    };
    check(Customer::ORDERS.some(Order::TOTAL.lt(ten)), "ada bo").await;
    check(Customer::ORDERS.none(Order::TOTAL.gt(ten)), "bo cy").await;
    check(Customer::ORDERS.every(Order::TOTAL.lt(ten)), "bo cy").await;
    check(Customer::ORDERS.is_empty(), "cy").await;
    check(Customer::REFERRER.is(Customer::EMAIL.eq("ADA@example.org")), "bo cy").await;
    check(Customer::REFERRER.is_none(), "ada").await;
    let sold = Order::LINES.some(OrderLine::PRODUCT.is(Product::TITLE.contains_any_case("TEA")));
    check(Customer::ORDERS.some(sold), "ada").await;
    check(Customer::REFERRED.some(Customer::ORDERS.is_empty()), "ada").await;
    check(any([Customer::ID.eq(ada.id), Customer::EMAIL.starts_with("c")]), "ada cy").await;
    check(all([]), "ada bo cy").await;
    check(any([]), "").await;
    check(!Customer::EMAIL.contains("_"), "ada bo cy").await;
    Ok(())
}

#[tokio::test]
async fn what_belongs_to_a_page_takes_one_statement_for_each_relation() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    customers(&client).await?;
    let rows = Customer::find()
        .order(Customer::EMAIL.asc())
        .with((
            Customer::REFERRER,
            Customer::ORDERS
                .order(Order::TOTAL.desc())
                .limit(1)
                .with((Order::LINES.filter(OrderLine::QUANTITY.gt(0)).with(OrderLine::PRODUCT),)),
        ))
        .all(&client)
        .await?;
    let told: Vec<String> = rows
        .iter()
        .map(|(customer, (referrer, orders))| {
            let orders: Vec<String> = orders
                .iter()
                .map(|(order, (lines,))| {
                    let lines =
                        lines.iter().map(|(it, of)| format!("{} {}", it.quantity, of.title));
                    format!("{}: {}", order.total, lines.collect::<Vec<_>>().join(", "))
                })
                .collect();
            let by = referrer.as_ref().map_or("-", |it| it.email.as_str());
            format!("{} by {by} [{}]", customer.email, orders.join("; "))
        })
        .collect();
    let expected = [
        "ada@example.org by - [50.00: 50 Tea]",
        "bo@example.org by ada@example.org [7.00: ]",
        "cy@example.org by ada@example.org []",
    ];
    assert_eq!(told, expected);
    assert_eq!(Customer::ORDERS.load(&client, &[]).await?, Vec::<Vec<Order>>::new());
    Ok(())
}

#[tokio::test]
async fn a_row_leads_to_its_relatives() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    let [ada, bo, cy] = customers(&client).await?;
    assert_eq!(bo.referrer().get(&client).await?.id, ada.id);
    assert_eq!(ada.referrer().first(&client).await?, None);
    assert_eq!(emails(ada.referred(), &client).await?, "bo cy");
    assert_eq!(cy.orders().count(&client).await?, 0);
    let line = OrderLine::find().first(&client).await?.expect("a line");
    assert_eq!(line.product().get(&client).await?.title, "Tea", "a foreign key of two columns");
    let of_all = Customer::ORDERS.load(&client, &[cy, bo, ada]).await?;
    assert_eq!(of_all.iter().map(Vec::len).collect::<Vec<_>>(), [0, 1, 2]);
    Ok(())
}

#[tokio::test]
async fn join_tables_link_and_unlink() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    let category = |name: &str| NewCategory::new(name);
    let tea = category("tea").insert(&client).await?;
    let pots = category("pots").insert(&client).await?;
    let labels = NewLabel::insert_many(&client, &["green", "black"].map(NewLabel::new)).await?;
    assert_eq!(Category::LABELS.connect(&client, &tea, &labels).await?, 2);
    assert_eq!(Category::LABELS.connect(&client, &tea, &labels).await?, 0, "they are linked");
    assert_eq!(Label::CATEGORIES.connect(&client, &labels[0], [&pots]).await?, 1);

    let of = tea.labels().order(Label::TEXT.asc()).all(&client).await?;
    assert_eq!(of.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["black", "green"]);
    assert_eq!(labels[0].categories().count(&client).await?, 2);
    let black = Category::filter(Category::LABELS.some(Label::TEXT.eq("black")));
    assert_eq!(black.all(&client).await?, std::slice::from_ref(&tea));
    let loaded = Category::find().order(Category::NAME.asc()).with(Category::LABELS);
    let counts = loaded.all(&client).await?.into_iter().map(|(it, of)| (it.name, of.len()));
    assert_eq!(counts.collect::<Vec<_>>(), [("pots".into(), 1), ("tea".into(), 2)]);
    assert_eq!(Category::LABELS.disconnect(&client, &tea, &labels[..1]).await?, 1);
    assert_eq!(tea.labels().count(&client).await?, 1);

    // Of one table to itself, each side is the other's opposite.
    Category::SIMILAR.connect(&client, &tea, [&pots]).await?;
    assert_eq!(tea.similar().all(&client).await?, std::slice::from_ref(&pots));
    assert_eq!(pots.likened().all(&client).await?, std::slice::from_ref(&tea));
    assert_eq!(pots.similar().count(&client).await?, 0);
    Ok(())
}
