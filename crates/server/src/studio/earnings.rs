//! What somebody earned, month by month: statements whose lines open to their lineage.

mod chart;
mod csv;

use std::fmt::Display;

use app::{App, Earner, EarningsPage, Month, Statement};
use askama::Template;
use axum::extract::State;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{RevenueEventId, RevenueKind, Role, SplitSetId};
use schemars::JsonSchema;
use serde::Deserialize;

use super::form::encoded;
use super::shell::{Shell, filters, page};
use crate::access::CreatorOrFinance;
use crate::input::Query;
use crate::problem::{Problem, ProblemKind};
use crate::reply::Answer;
use crate::route::{Route, route};

use chart::{Bar, Chart};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/earnings", "earningsPage", "What somebody earned in a month", show),
        route(
            Method::GET,
            "/earnings/statement.csv",
            "earningsStatement",
            "A month's lines, for a spreadsheet",
            statement,
        )
        .gives_bytes("text/csv"),
    ]
}

/// What stands behind the question mark.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
struct Asked {
    account: Option<String>,
    period: Option<String>,
    after: Option<String>,
    shares: Option<String>,
}

#[derive(Template)]
#[template(path = "earnings.html")]
struct EarningsPageView {
    shell: Shell,
    asked: Asked,
    earner: Earner,
    is_own: bool,
    statement: Statement,
    charts: Vec<Chart>,
    this_month: Month,
    wrong: Option<String>,
}

/// A sum in one currency.
struct Total {
    currency: String,
    earned_minor: i64,
}

async fn show(
    CreatorOrFinance(actor): CreatorOrFinance,
    shell: Shell,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let asked = asked.tidy();
    // A name that is nobody's is told beside the field that it stands in, to those who have one.
    let found = app.earner(&actor, asked.account.as_deref()).await.map_err(Problem::from);
    let (earner, wrong) = match found {
        Ok(earner) => (earner, None),
        Err(problem) if shell.is(Role::Finance) && problem.status() == StatusCode::NOT_FOUND => {
            (app.earner(&actor, None).await?, Some(problem.told().to_owned()))
        }
        Err(problem) => return Err(problem),
    };
    let this_month = app.this_month();
    let (month, behind) = (asked.month(this_month)?, asked.behind()?);
    let statement = app.statement(&earner, month, behind).await?;
    let charts = statement.chart.iter().map(|year| Chart::of(year, month)).collect();
    let is_own = earner.id == actor.id;
    let shown =
        EarningsPageView { shell, asked, earner, is_own, statement, charts, this_month, wrong };
    Ok(page(shown))
}

async fn statement(
    CreatorOrFinance(actor): CreatorOrFinance,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let asked = asked.tidy();
    let earner = app.earner(&actor, asked.account.as_deref()).await?;
    let month = asked.month(app.this_month())?;
    let mut text = csv::HEAD.to_owned();
    let mut after = None;
    loop {
        let (lines, next) = app.earning_lines(&earner, month, after).await?;
        lines.iter().for_each(|line| csv::push(&mut text, line));
        after = next;
        if after.is_none() {
            break;
        }
    }
    let name = format!("attachment; filename=\"earnings-{}-{month}.csv\"", earner.handle);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, name.as_str()),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, text).into_response())
}

impl Asked {
    /// A form sends every field that it has; what is empty is not asked for.
    fn tidy(mut self) -> Self {
        let Asked { account, period, after, shares } = &mut self;
        for field in [account, period, after, shares] {
            *field = field.take().map(|text| text.trim().to_owned()).filter(|it| !it.is_empty());
        }
        self
    }

    fn month(&self, this_month: Month) -> Answer<Month> {
        let Some(text) = self.period.as_deref() else { return Ok(this_month) };
        text.parse().map_err(|()| wrong(format!("{text:?} is no month; it looks like 2026-11")))
    }

    fn behind(&self) -> Answer<EarningsPage> {
        let line = self.after.as_deref().map(str::parse::<RevenueEventId>).transpose();
        let share = self.shares.as_deref().map(str::parse::<SplitSetId>).transpose();
        Ok(EarningsPage {
            after: line.map_err(|_| wrong("there is no such page"))?,
            shares_after: share.map_err(|_| wrong("there is no such page"))?,
        })
    }
}

fn wrong(why: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Invalid).detail(why)
}

impl EarningsPageView {
    /// The page, or what hangs on it, of another month of the same account.
    fn address(&self, path: &str, month: impl Display, more: &str) -> String {
        let account = match self.is_own {
            true => String::new(),
            false => format!("account={}&", encoded(&self.earner.handle)),
        };
        format!("{path}?{account}period={month}{more}")
    }

    fn of_month(&self, month: impl Display) -> String {
        self.address("/earnings", month, "")
    }

    fn file(&self) -> String {
        self.address("/earnings/statement.csv", self.statement.month, "")
    }

    fn older_lines(&self) -> Option<String> {
        let next = self.statement.next?;
        Some(self.address("/earnings", self.statement.month, &format!("&after={next}#lines")))
    }

    fn older_shares(&self) -> Option<String> {
        let next = self.statement.next_shares?;
        Some(self.address("/earnings", self.statement.month, &format!("&shares={next}#shares")))
    }

    /// The months of the charts, each with its place.
    fn months(&self) -> Vec<(usize, Month)> {
        let bars = self.charts.iter().take(1).flat_map(|chart| &chart.bars);
        bars.map(|bar| bar.month).enumerate().collect()
    }

    fn later(&self) -> Option<Month> {
        let next = self.statement.month.next();
        (next <= self.this_month).then_some(next)
    }

    /// What the month comes to, in each currency.
    fn totals(&self) -> Vec<Total> {
        let mut totals: Vec<Total> = Vec::new();
        // Sums come in the order of currencies.
        for sum in &self.statement.sums {
            match totals.last_mut().filter(|total| total.currency == sum.currency) {
                Some(total) => total.earned_minor += sum.earned_minor,
                None => totals
                    .push(Total { currency: sum.currency.clone(), earned_minor: sum.earned_minor }),
            }
        }
        totals
    }
}
