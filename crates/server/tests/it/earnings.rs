//! Earnings: whose they are, and what a month's file says.

use serde_json::json;

use crate::inventory::{APP, Client, Inventory};

async fn get(client: &Client, path: &str) -> (u16, String) {
    let reply = client.call(axum::http::Method::GET, path).send().await;
    (reply.status.as_u16(), String::from_utf8_lossy(&reply.bytes).into_owned())
}

#[tokio::test]
async fn earnings_are_seen_by_whom_they_are_owed_and_by_finance() {
    let on = Inventory::new().await;
    let (id, _) = on.published("Ines").await;
    let sale = json!({
        "kind": "sale", "source": "s", "externalId": "order-1", "characterId": id, "appId": APP,
        "amountMinor": 1000, "currency": "EUR", "occurredAt": on.bed.clock_now(),
    });
    on.finance.post("/api/revenue-events", sale).header("idempotency-key", "1").expect(201).await;
    let month = app::Month::of(jiff::Timestamp::now());
    for path in ["/earnings", "/earnings/statement.csv"] {
        let of = |account: &str| format!("{path}?account={account}&period={month}");
        let (status, own) = get(&on.creator, &format!("{path}?period={month}")).await;
        assert!(status == 200 && own.contains("order-1"), "{own}");
        assert_eq!(get(&on.creator, &of("ines")).await, (200, own));
        let (status, told) = get(&on.finance, &of("ines")).await;
        assert!(status == 200 && told.contains("order-1"), "{told}");
        // Whether somebody of that name is there at all is not told either.
        for name in ["ines", "nobody-has-it"] {
            let (status, told) = get(&on.other_creator, &of(name)).await;
            assert!(status == 404 && !told.contains("order-1"), "{told}");
        }
        for (client, status) in [(&on.moderator, 403), (&on.app, 403), (&on.nobody, 401)] {
            assert_eq!(get(client, &of("ines")).await.0, status);
        }
    }
}
