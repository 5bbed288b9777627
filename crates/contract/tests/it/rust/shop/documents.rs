//! Documents: with a JSON Schema they have its shape, without one a name.

use serde_json::{Value, json};

use super::db::documents::{
    Plain, Preferences, PreferencesContactsItem, PreferencesEntry, PreferencesTheme,
};
use super::db::prelude::*;
use super::db::sql::Error;
use super::db::{Customer, NewCustomer, NewLabel};

#[tokio::test]
async fn a_document_has_the_shape_of_its_schema_and_loses_nothing() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    let written = json!({
        "theme": "very-dark",
        "contacts": [{ "address": "a@example.org", "since": 1843 }, { "number": "1" }],
        "menu": { "label": null, "first": { "label": "a", "width": 1.5 }, "rest": [] },
    });
    let settings: Preferences = serde_json::from_value(written.clone()).expect("it fits");
    assert_eq!(settings.theme, PreferencesTheme::VeryDark);
    assert!(matches!(settings.contacts[1], PreferencesContactsItem::Phone(_)));
    let menu: Option<&PreferencesEntry> = settings.menu.as_deref();
    let first = menu.and_then(|it| it.first.as_ref()).expect("an entry");
    assert_eq!((first.label.as_deref(), first.more["width"]), (Some("a"), 1.5));

    let new = NewCustomer { settings: Some(settings), ..NewCustomer::new("ada@example.org") };
    let ada = new.insert(&client).await?;
    assert_eq!(Customer::by_id(ada.id).get(&client).await?.settings, new.settings);
    let stored: Value = client.query_one(r#"SELECT settings FROM "Customer""#, &[]).await?.get(0);
    assert_eq!(stored, written);
    assert!(serde_json::from_value::<Preferences>(json!({ "theme": "pink" })).is_err());

    let label = NewLabel { extra: Some(Plain(json!([1]))), ..NewLabel::new("a") };
    assert_eq!(label.insert(&client).await?.extra, label.extra);
    Ok(())
}
