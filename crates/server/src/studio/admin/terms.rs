//! Royalty terms: the provider's share of what comes in, and since when.

use app::{App, TermsRequest, TermsState, TermsView};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Role;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::accounts::shown_status;
use super::wrong_of;
use crate::access::{Finance, FinanceOrAdmin};
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::{Fields, Form, Wrong, beside};
use crate::studio::shell::{Shell, filters, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/admin/terms", "termsPage", "Royalty terms, now and before", list),
        route(Method::POST, "/admin/terms", "newTerms", "Sets the provider's share", set),
    ]
}

#[derive(Template)]
#[template(path = "admin_terms.html")]
struct TermsPage {
    shell: Shell,
    terms: Vec<TermsView>,
    may_set: bool,
    percent: String,
    from: String,
    wrong: Option<Wrong>,
}

async fn list(
    FinanceOrAdmin(actor): FinanceOrAdmin,
    shell: Shell,
    State(app): State<App>,
) -> Answer<Response> {
    let (percent, from) = (String::new(), String::new());
    let (terms, may_set) = (app.terms().await?, actor.is(Role::Finance));
    Ok(page(TermsPage { shell, terms, may_set, percent, from, wrong: None }))
}

async fn set(
    Finance(actor): Finance,
    shell: Shell,
    State(app): State<App>,
    Form(fields): Form<Fields>,
) -> Answer<Response> {
    let (percent, from) = (fields.get("percent").trim(), fields.get("from").trim());
    let asked = request(percent, from);
    let refused = match asked {
        Err(wrong) => (wrong, axum::http::StatusCode::UNPROCESSABLE_ENTITY),
        Ok(request) => match app.set_terms(&actor, &request).await {
            Ok(_) => return Ok(Redirect::to("/admin/terms").into_response()),
            Err(error) => (wrong_of(&error), shown_status(error)?),
        },
    };
    let (percent, from) = (percent.to_owned(), from.to_owned());
    let (wrong, status) = (Some(refused.0), refused.1);
    let terms = app.terms().await?;
    let shown = TermsPage { shell, terms, may_set: true, percent, from, wrong };
    Ok((status, page(shown)).into_response())
}

fn request(percent: &str, from: &str) -> Result<TermsRequest, Wrong> {
    let platform_fee_ppm = ppm(percent).ok_or_else(|| {
        Wrong::at("platformFeePpm", format!("{percent:?} is not a share from 0 to 100 per cent"))
    })?;
    let effective_from = match from {
        "" => None,
        text => Some(moment(text).ok_or_else(|| {
            Wrong::at("effectiveFrom", format!("{text:?} is no day and time, as 2027-01-01T00:00"))
        })?),
    };
    Ok(TermsRequest { platform_fee_ppm, effective_from })
}

/// Per cent with at most four places behind the point, as parts per million.
fn ppm(percent: &str) -> Option<i32> {
    let percent = percent.trim_end_matches('%').trim().replace(',', ".");
    let (whole, rest) = percent.split_once('.').unwrap_or((&percent, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 3
        || rest.len() > 4
        || !are_digits(whole)
        || !are_digits(rest)
    {
        return None;
    }
    let ppm: i32 = format!("{whole}{rest:0<4}").parse().ok()?;
    (ppm <= 1_000_000).then_some(ppm)
}

/// As a browser's field has a day and a time; in UTC, as months of statements are.
fn moment(text: &str) -> Option<Timestamp> {
    let local: DateTime = text.parse().ok()?;
    local.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_read_to_the_last_part_and_nothing_else_is_one() {
        for (text, wanted) in [
            ("30", Some(300_000)),
            ("12.5", Some(125_000)),
            ("12,5 %", Some(125_000)),
            ("0.0001", Some(1)),
            ("100", Some(1_000_000)),
            ("100.0001", None),
            ("-1", None),
            ("1e2", None),
            ("0.00001", None),
            ("", None),
            ("٣٠", None),
        ] {
            assert_eq!(ppm(text), wanted, "{text:?}");
        }
        assert_eq!(moment("2027-01-01T00:00"), "2027-01-01T00:00:00Z".parse().ok());
        assert_eq!(moment("soon"), None);
    }
}
