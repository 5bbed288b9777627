//! Orders, pages, and rows after and before another.

use tokio_postgres::Client;

use super::db::prelude::*;
use super::db::sql::{Error, Find};
use super::db::{Customer, NewCustomer};

/// Names and points with ties and NULLs: a 1, b 1, - 2, - 1, c 2.
async fn customers(client: &Client) -> Result<(), Error> {
    let rows = [(Some("a"), 1), (Some("b"), 1), (None, 2), (None, 1), (Some("c"), 2)];
    let new = |(at, (name, points)): (usize, (Option<&str>, i32))| NewCustomer {
        name: name.map(str::to_owned),
        points: Some(points),
        ..NewCustomer::new(format!("{at}@example.org"))
    };
    let rows: Vec<NewCustomer> = rows.into_iter().enumerate().map(new).collect();
    NewCustomer::insert_many(client, &rows).await.map(drop)
}

type Query = fn() -> Find<Customer>;

fn shown(rows: &[Customer]) -> String {
    let one = |it: &Customer| format!("{}{}", it.name.as_deref().unwrap_or("-"), it.points);
    rows.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// The same rows in the same order: at once, page by page, and backwards.
async fn check(client: &Client, query: Query, expected: &str) -> Result<(), Error> {
    let mut forwards: Vec<Customer> = Vec::new();
    loop {
        let find = forwards.last().map_or_else(query, |last| query().after(last));
        let page = find.page(client, 2).await?;
        forwards.extend(page.rows);
        if !page.more {
            break;
        }
    }
    assert_eq!(shown(&forwards), expected, "forwards");
    let mut backwards: Vec<Customer> = forwards.last().cloned().into_iter().collect();
    loop {
        let page = query().before(&backwards[0]).page(client, 2).await?;
        backwards.splice(0..0, page.rows);
        if !page.more {
            break;
        }
    }
    assert_eq!(shown(&backwards), expected, "backwards");
    Ok(())
}

#[tokio::test]
async fn pages_meet_without_a_gap_whatever_the_order() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    customers(&client).await?;
    let queries: [(Query, &str); 7] = [
        (Customer::find, "a1 b1 -2 -1 c2"),
        (|| Customer::find().order(Customer::POINTS.asc()), "a1 b1 -1 -2 c2"),
        (|| Customer::find().order(Customer::POINTS.desc()), "c2 -2 -1 b1 a1"),
        (|| Customer::find().order(Customer::NAME.asc()), "a1 b1 c2 -2 -1"),
        (|| Customer::find().order(Customer::NAME.desc()), "-1 -2 c2 b1 a1"),
        (|| Customer::find().order(Customer::NAME.asc().nulls_first()), "-2 -1 a1 b1 c2"),
        (
            || Customer::find().order(Customer::POINTS.desc()).order(Customer::NAME.asc()),
            "c2 -2 a1 b1 -1",
        ),
    ];
    for (query, expected) in queries {
        check(&client, query, expected).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_limit_and_an_offset_cut_a_piece_out() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    customers(&client).await?;
    let rows = Customer::find().order(Customer::ID.asc()).offset(1).limit(2).all(&client).await?;
    assert_eq!(shown(&rows), "b1 -2");
    assert_eq!(Customer::find().count(&client).await?, 5);
    assert!(Customer::filter(Customer::POINTS.gte(2)).exists(&client).await?);
    assert!(!Customer::filter(Customer::POINTS.gt(2)).exists(&client).await?);
    Ok(())
}
