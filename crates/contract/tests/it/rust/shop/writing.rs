//! Inserts, changes, upserts, removals.

use super::db::prelude::*;
use super::db::sql::{self, Error, set, unset};
use super::db::{
    Customer, CustomerChanges, Event, Label, NewCustomer, NewEvent, NewLabel, NewOrderLine,
    NewPerhaps, NewProduct, Perhaps, Product, Tier,
};
use rust_decimal::Decimal;

#[tokio::test]
async fn a_change_sets_unsets_counts_pushes_or_keeps() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    let new = NewCustomer {
        name: Some("Ada".into()),
        tags: vec!["a".into()],
        tier: Some(Tier::Silver),
        ..NewCustomer::new("ada@example.org")
    };
    let ada = new.insert(&client).await?;
    let changes = CustomerChanges {
        name: unset(),
        points: sql::add(5),
        tags: sql::push("b"),
        referrer_id: set(Some(ada.id)),
        ..Default::default()
    };
    let changed = Customer::by_id(ada.id).update(&client, changes).await?.expect("it is there");
    assert_eq!((changed.name, changed.points, changed.tier), (None, 5, Tier::Silver));
    assert_eq!(changed.tags, ["a", "b"]);
    assert_eq!(changed.referrer_id, Some(ada.id));
    assert!(changed.updated_at > ada.updated_at, "@updatedAt follows");
    let kept = Customer::by_id(ada.id).update(&client, CustomerChanges::default()).await?;
    assert_eq!(kept.map(|it| it.updated_at), Some(changed.updated_at), "no change, no touch");
    assert_eq!(Customer::by_id(9).update(&client, Customer::POINTS.set(1)).await?, None);
    Ok(())
}

#[tokio::test]
async fn an_upsert_inserts_or_changes_in_one_statement() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    let new = NewCustomer::new("ada@example.org");
    let upsert = async |points| {
        let key = Customer::by_email("ada@example.org");
        key.upsert(&client, &new, [Customer::POINTS.add(points)]).await
    };
    assert_eq!(upsert(1).await?.points, 0);
    assert_eq!(upsert(2).await?.points, 2);
    let unchanged = Customer::by_email("").upsert(&client, &new, []).await?;
    assert_eq!((unchanged.points, Customer::find().count(&client).await?), (2, 1));
    Ok(())
}

#[tokio::test]
async fn many_rows_take_as_few_statements_as_postgresql_allows() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    // Two columns each: more parameters than one statement may have.
    let labels: Vec<NewLabel> =
        (0..33_000).map(|it| NewLabel::new(format!("label {it}"))).collect();
    let inserted = NewLabel::insert_many(&client, &labels).await?;
    assert_eq!(inserted.len(), 33_000);
    assert_eq!(inserted[32_999].text, "label 32999");
    assert!(inserted.iter().all(|it| it.id.0.len() == 12), "nanoid(12)");
    let more = ["label 1", "new"].map(NewLabel::new);
    assert_eq!(NewLabel::insert_new(&client, &more).await?.len(), 1);
    assert_eq!(NewLabel::insert_many(&client, &[]).await?, []);
    Ok(())
}

#[tokio::test]
async fn a_compound_key_finds_changes_and_removes() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    let price = Decimal::new(1050, 2);
    let products: Vec<_> = (1..=3).map(|it| NewProduct::new("tea", it, "Tea", price)).collect();
    let refused = NewProduct::insert_many(&client, &products).await.expect_err("one offer, twice");
    assert_eq!(refused.constraint(), Some("Product_title_price_key"));
    let products: Vec<_> =
        (1..=3).map(|it| NewProduct::new("tea", it, format!("Tea {it}"), price)).collect();
    let rows = NewProduct::insert_many(&client, &products).await?;
    assert_ne!(rows[0].uid, rows[1].uid, "the database made them");
    assert_eq!(rows[0].code.len(), 36, "uuid(7) as text");

    let found = Product::by_offer("Tea 2", price).get(&client).await?;
    assert_eq!((found.sku.as_str(), found.variant), ("tea", 2));
    let keys = [Product::by_sku_and_variant("tea", 1), Product::by_sku_and_variant("tea", 3)];
    assert_eq!(sql::keys(keys).count(&client).await?, 2);
    let removed = Product::by_sku_and_variant("tea", 1).delete(&client).await?;
    assert_eq!(removed.map(|it| it.title), Some("Tea 1".to_owned()));
    assert!(!Product::by_sku_and_variant("tea", 1).exists(&client).await?);
    let missing = Product::by_sku_and_variant("tea", 1).get(&client).await.expect_err("it is gone");
    assert_eq!(missing.to_string(), "\"Product\" has no such row");
    let orphan = NewOrderLine::new("no order", "tea", 2, 1).insert(&client).await;
    let orphan = orphan.expect_err("a foreign key");
    assert_eq!(orphan.constraint(), Some("OrderLine_orderId_fkey"));
    Ok(())
}

#[tokio::test]
async fn many_are_changed_or_removed_by_a_filter() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    let labels: Vec<_> = ["a", "b", "c", "d"].map(NewLabel::new).into();
    NewLabel::insert_many(&client, &labels).await?;
    let last = Label::find().order(Label::TEXT.desc()).limit(1);
    assert_eq!(last.update(&client, Label::TEXT.set("z")).await?, 1);
    assert_eq!(Label::filter(Label::TEXT.is_in(["a", "z", "?"])).delete(&client).await?, 2);
    assert_eq!(Label::find().count(&client).await?, 2);
    assert_eq!(Label::find().delete(&client).await?, 2);
    Ok(())
}

#[tokio::test]
async fn what_has_a_default_may_be_null_on_purpose() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    let gold = NewPerhaps::default().insert(&client).await?;
    assert_eq!((gold.tier, gold.id.0.len()), (Some(Tier::Gold), 26));
    let none = NewPerhaps { tier: Some(None), ..NewPerhaps::default() }.insert(&client).await?;
    assert_eq!(none.tier, None);
    assert_eq!(Perhaps::filter(Perhaps::TIER.is_null()).count(&client).await?, 1);
    Ok(())
}

#[tokio::test]
async fn what_happened_is_added_and_read() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    let event = NewEvent::new("opened").insert(&client).await?;
    // There is no `update` and no `delete` for it: `Event` is not `Mutable`.
    assert_eq!(Event::by_id(event.id).find(&client).await?, Some(event));
    Ok(())
}
