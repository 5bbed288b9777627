//! Each type of PostgreSQL, there and back.

use std::net::IpAddr;

use jiff::civil::{date, time};
use rust_decimal::Decimal;
use serde_json::json;

use super::db::prelude::*;
use super::db::sql::Error;
use super::db::types::{Bits, Inet, Money, Timetz, Uuid, Xml};
use super::db::{Everything, NewEverything, NewEverythingRequired, NewPerhaps, NewSeveral};
use super::db::{Perhaps, Several, Tier};

fn everything() -> NewEverythingRequired {
    NewEverythingRequired {
        boolean: true,
        smallint: i16::MIN,
        integer: i32::MAX,
        bigint: i64::MIN,
        oid: u32::MAX,
        real: 1.5,
        float: f64::MAX,
        decimal: Decimal::MAX,
        money: Money(-123_456),
        text: "it's \"quoted\" \\ 日本".into(),
        varchar: "ten chars.".into(),
        char: "abc".into(),
        citext: "CiText".into(),
        uuid: Uuid::max(),
        xml: Xml::from("<a>b</a>"),
        inet: "192.168.0.0/16".parse().expect("a network"),
        bit: Bits::from("101"),
        varbit: Bits::from("110011001"),
        bytes: vec![0, 255, 128],
        timestamp: date(2199, 12, 31).at(23, 59, 59, 999_000_000),
        timestamptz: "2026-11-24T03:00:00.123Z".parse().expect("a moment"),
        date: date(1, 1, 1),
        time: time(23, 59, 59, 999_999_000),
        timetz: Timetz::new(time(12, 30, 0, 0), -5 * 3600),
        json: json!({ "a": [1, null] }),
        jsonb: json!(null),
        tier: Tier::Silver,
    }
}

#[tokio::test]
async fn every_type_comes_back_as_it_went() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    let row = NewEverything::new(everything()).insert(&client).await?;
    let found = Everything::by_id(row.id).get(&client).await?;
    assert_eq!(row, found);
    let sent = everything();
    assert_eq!((found.smallint, found.integer, found.bigint), (i16::MIN, i32::MAX, i64::MIN));
    assert_eq!((found.oid, found.decimal, found.money), (u32::MAX, Decimal::MAX, sent.money));
    assert_eq!((found.text, found.char, found.citext), (sent.text, sent.char, sent.citext));
    assert_eq!((found.uuid, found.xml, found.inet), (sent.uuid, sent.xml, sent.inet));
    assert_eq!((found.bit, found.varbit, found.bytes), (sent.bit, sent.varbit, sent.bytes));
    assert_eq!((found.timestamp, found.timestamptz), (sent.timestamp, sent.timestamptz));
    assert_eq!((found.date, found.time, found.timetz), (sent.date, sent.time, sent.timetz));
    assert_eq!((found.json, found.jsonb, found.tier), (sent.json, sent.jsonb, sent.tier));
    Ok(())
}

#[tokio::test]
async fn every_type_is_found_by_its_value() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    NewEverything::new(everything()).insert(&client).await?;
    let it = everything();
    let filters = [
        Everything::BOOLEAN.eq(true),
        Everything::SMALLINT.is_in([i16::MIN]),
        Everything::OID.eq(it.oid),
        Everything::REAL.gte(1.5),
        Everything::DECIMAL.is_in([it.decimal]),
        Everything::MONEY.lt(0),
        Everything::VARCHAR.is_in([it.varchar.as_str()]),
        Everything::CHAR.is_in(["abc"]),
        Everything::CITEXT.is_in(["CITEXT"]),
        Everything::CITEXT.contains("itex"),
        Everything::UUID.eq(it.uuid),
        Everything::INET.is_in([it.inet]),
        Everything::BIT.is_in(["101"]),
        Everything::VARBIT.eq("110011001"),
        Everything::BYTES.eq(it.bytes),
        Everything::TIMESTAMP.lte(it.timestamp),
        Everything::TIMESTAMPTZ.eq(it.timestamptz),
        Everything::DATE.lt(date(1, 1, 2)),
        Everything::TIME.is_in([it.time]),
        Everything::TIMETZ.eq(it.timetz),
        Everything::JSONB.eq(json!(null)),
        Everything::JSON.eq(it.json.clone()),
        Everything::JSON.is_in([it.json.clone(), json!(1)]),
        Everything::JSON.ne(json!(1)),
        Everything::TIER.is_in([Tier::Silver, Tier::Gold]),
        Everything::TIER.ne(Tier::Gold),
        Everything::TEXT.contains("\\ 日"),
    ];
    for filter in filters {
        let asked = format!("{filter:?}");
        assert_eq!(Everything::filter(filter).count(&client).await?, 1, "{asked}");
    }
    Ok(())
}

#[tokio::test]
async fn every_type_may_be_null_or_there() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    let nothing = NewPerhaps { tier: Some(None), ..NewPerhaps::default() }.insert(&client).await?;
    assert_eq!(nothing, Perhaps::by_id(nothing.id.clone()).get(&client).await?);
    assert_eq!((nothing.timestamp, nothing.decimal, &nothing.jsonb), (None, None, &None));
    let host: IpAddr = "::1".parse().expect("an address");
    let new = NewPerhaps {
        decimal: Some(Decimal::new(-1, 20)),
        inet: Some(host.into()),
        timetz: Some(Timetz::new(time(0, 0, 0, 0), 3600)),
        citext: Some(String::new()),
        json: Some(json!([])),
        ..NewPerhaps::default()
    };
    let something = new.insert(&client).await?;
    assert_eq!(something.decimal, Some(Decimal::new(-1, 20)));
    assert_eq!(something.inet.map(|it| it.to_string()).as_deref(), Some("::1"));
    assert_eq!((something.timetz, something.citext), (new.timetz, new.citext));
    assert_eq!(Perhaps::filter(Perhaps::INET.eq(host)).count(&client).await?, 1);
    assert_eq!(Perhaps::filter(Perhaps::DECIMAL.is_null()).count(&client).await?, 1);
    Ok(())
}

#[tokio::test]
async fn every_type_comes_in_lists() -> Result<(), Error> {
    let (_database, client) = super::shop().await;
    let empty = NewSeveral::default().insert(&client).await?;
    assert_eq!(Several::filter(Several::TIER.is_empty()).all(&client).await?, [empty]);
    let it = everything();
    let new = NewSeveral {
        boolean: vec![true, false],
        smallint: vec![1, 2],
        bigint: vec![i64::MAX],
        decimal: vec![Decimal::ONE, Decimal::ZERO],
        text: vec!["a,b".into(), String::new(), "{}".into()],
        varchar: vec!["v".into()],
        char: vec!["abc".into()],
        citext: vec!["Ci".into()],
        uuid: vec![it.uuid],
        inet: vec![it.inet, Inet::from(IpAddr::from([127, 0, 0, 1]))],
        bit: vec!["101".into(), "010".into()],
        bytes: vec![vec![], vec![1]],
        timestamptz: vec![it.timestamptz],
        date: vec![it.date],
        json: vec![json!(1)],
        jsonb: vec![json!({}), json!(null)],
        tier: vec![Tier::Gold, Tier::Silver],
        ..NewSeveral::default()
    };
    let row = new.insert(&client).await?;
    assert_eq!(row.text, new.text);
    assert_eq!((&row.bit, &row.bytes, &row.tier), (&new.bit, &new.bytes, &new.tier));
    assert_eq!((&row.json, &row.jsonb, &row.inet), (&new.json, &new.jsonb, &new.inet));
    for filter in [
        Several::CITEXT.has("CI"),
        Several::TIER.has(Tier::Silver),
        Several::TIER.has_every([Tier::Silver]),
        Several::VARCHAR.has_some(["v", "w"]),
        Several::CHAR.has_every(["abc"]),
        Several::BIT.has_some(["101"]),
        Several::JSON.has(json!(1)),
        Several::JSON.has_every([json!(1)]),
        Several::JSON.eq([json!(1)]),
        Several::JSONB.has_some([json!({}), json!(2)]),
        Several::DECIMAL.eq([Decimal::ONE, Decimal::ZERO]),
    ] {
        assert_eq!(Several::filter(filter).count(&client).await?, 1);
    }
    let changes = [Several::TIER.push(Tier::Bronze), Several::CITEXT.set(["x"])];
    let changed = Several::by_id(row.id).update(&client, changes).await?.expect("it is there");
    assert_eq!(changed.tier, [Tier::Gold, Tier::Silver, Tier::Bronze]);
    assert_eq!(changed.citext, ["x"]);
    Ok(())
}
