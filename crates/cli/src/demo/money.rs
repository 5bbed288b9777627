//! Sales, split to the last minor unit, and a refund.

use serde_json::{Value, json};
use ureq::http::Method;

use super::authoring::Character;
use super::cast::Cast;
use super::release::Publication;
use super::step::{chapter, ensure, right};
use crate::failure::Failure;
use crate::http::{Answer, Facts, HttpError, Sent};

/// Indivisible by anything convenient: every rounding shows.
const PRICE_MINOR: i64 = 999;

/// What the demo's platform takes where nobody has set terms yet: 30 %.
const PLATFORM_FEE_PPM: i64 = 300_000;

/// A sale, pinned to the publication that was in force.
pub(super) struct Sale {
    pub(super) id: String,
    pub(super) amounts: Vec<i64>,
}

pub(super) fn sell(
    cast: &Cast,
    character: &Character,
    published: &Publication,
) -> Result<Sale, Failure> {
    chapter("The money");
    let name = format!("{}-1", cast.suffix);
    let sale = sale(cast, character, published, &name);
    let mut answer = post(cast, &name, &sale)?;
    if answer.status == 409 {
        set_terms(cast, published)?;
        answer = post(cast, &name, &sale)?;
    }
    let event = answer.facts(201)?;
    let sale = posted(&event)?;
    right(format_args!(
        "a sale of {PRICE_MINOR} EUR cents, booked in {} lines that sum to 0: {}",
        sale.amounts.len(),
        shown(&sale.amounts)
    ));
    Ok(sale)
}

/// Of another sale: every line negated.
pub(super) fn refund(
    cast: &Cast,
    character: &Character,
    published: &Publication,
) -> Result<(), Failure> {
    let name = format!("{}-2", cast.suffix);
    let event = post(cast, &name, &sale(cast, character, published, &name))?.facts(201)?;
    let sold = posted(&event)?;
    let name = format!("{}-refund", cast.suffix);
    let back = json!({
        "kind": "refund",
        "source": "demo",
        "externalId": name,
        "refundOf": sold.id,
        "occurredAt": published.created_at,
    });
    let back = posted(&post(cast, &name, &back)?.facts(201)?)?;
    let negated: Vec<i64> = sold.amounts.iter().map(|amount| -amount).collect();
    ensure(back.amounts == negated, "a refund negates the lines of its sale")?;
    right(format_args!("a second sale, refunded: {}", shown(&back.amounts)));
    Ok(())
}

/// At the moment of publication: by the server's clock, not by ours.
fn sale(cast: &Cast, character: &Character, published: &Publication, name: &str) -> Value {
    json!({
        "kind": "sale",
        "source": "demo",
        "externalId": name,
        "characterId": character.id,
        "appId": cast.app_id,
        "amountMinor": PRICE_MINOR,
        "currency": "EUR",
        "occurredAt": published.created_at,
    })
}

fn post(cast: &Cast, key: &str, event: &Value) -> Result<Answer, HttpError> {
    let sent = Sent::json(event).header("Idempotency-Key", key);
    cast.finance.client.send(Method::POST, "/api/revenue-events", sent)
}

/// Only where nobody has: the terms hold for all.
fn set_terms(cast: &Cast, published: &Publication) -> Result<(), Failure> {
    let terms = json!({
        "platformFeePpm": PLATFORM_FEE_PPM,
        "effectiveFrom": published.created_at,
    });
    cast.finance.client.put("/api/royalty-terms", &terms)?.expect(201)?;
    right("there were no royalty terms; finance set 30 % for the platform");
    Ok(())
}

fn posted(event: &Facts) -> Result<Sale, Failure> {
    let lines = event.list("/postings")?;
    let amounts: Vec<i64> =
        lines.iter().map(|line| line.number("/amountMinor")).collect::<Result<_, _>>()?;
    ensure(!amounts.is_empty(), "an event has lines")?;
    ensure(amounts.iter().sum::<i64>() == 0, "the lines of an event sum to 0")?;
    Ok(Sale { id: event.text("/id")?.to_owned(), amounts })
}

fn shown(amounts: &[i64]) -> String {
    amounts.iter().map(|amount| format!("{amount:+}")).collect::<Vec<_>>().join(" ")
}
