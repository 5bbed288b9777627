//! What waits for moderators: the queue of revisions, one of them, and what apps reported.

mod highlight;
mod reports;
mod review;

use app::{App, AppView, Claims, QueueEntry, QueueFilter, WaitsFor};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use domain::{AppId, CharacterRevisionId};
use schemars::JsonSchema;
use serde::Deserialize;

use super::form::{given, query};
use super::shell::{Shell, filters, page};
use crate::access::Moderator;
use crate::input::Query;
use crate::problem::{Problem, ProblemKind};
use crate::reply::Answer;
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    let queue = route(Method::GET, "/moderation", "moderationPage", "What waits", show);
    [vec![queue], review::routes(), reports::routes()].into_iter().flatten().collect()
}

/// How far back is looked, in days; the first is taken where nothing is said.
const SPANS: [u16; 3] = [90, 7, 365];

/// What stands behind the question mark.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Asked {
    waits_for: Option<String>,
    claims: Option<String>,
    app: Option<String>,
    days: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "moderation.html")]
struct QueuePage {
    shell: Shell,
    asked: Asked,
    items: Vec<QueueEntry>,
    apps: Vec<AppView>,
    next: Option<String>,
    days: u16,
    wrong: Option<String>,
}

async fn show(
    Moderator(actor): Moderator,
    shell: Shell,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let asked = asked.tidy();
    let apps = app.apps().await?;
    let filter = asked.filter();
    let days = filter.as_ref().map_or(SPANS[0], |filter| filter.days);
    let (items, next, wrong) = match &filter {
        Ok(filter) => {
            let (items, next) = app.moderation_queue(&actor, filter).await?;
            (items, next, None)
        }
        Err(problem) => (Vec::new(), None, Some(problem.told().to_owned())),
    };
    let next = next.map(|id| Asked { after: Some(id.to_string()), ..asked.clone() }.address());
    Ok(page(QueuePage { shell, asked, items, apps, next, days, wrong }))
}

impl Asked {
    fn tidy(mut self) -> Self {
        let Asked { waits_for, claims, app, days, after } = &mut self;
        given([waits_for, claims, app, days, after]);
        self
    }

    fn filter(&self) -> Answer<QueueFilter> {
        let days = self.days.as_deref().map_or(Ok(SPANS[0]), str::parse);
        let days = days.ok().filter(|days| SPANS.contains(days));
        let after = self.after.as_deref().map(str::parse::<CharacterRevisionId>).transpose();
        Ok(QueueFilter {
            waits_for: one_of(&WaitsFor::ALL, WaitsFor::as_str, self.waits_for.as_deref())?,
            claims: one_of(&Claims::ALL, Claims::as_str, self.claims.as_deref())?,
            app: self.app.clone().map(AppId),
            days: days.ok_or_else(|| wrong("nobody looks back so many days"))?,
            after: after.map_err(|_| wrong("there is no such page"))?,
        })
    }

    fn is(&self, field: &str, value: &str) -> bool {
        let field = match field {
            "waitsFor" => &self.waits_for,
            "claims" => &self.claims,
            _ => &self.app,
        };
        field.as_deref() == Some(value)
    }

    fn address(&self) -> String {
        let pairs = [
            ("waitsFor", &self.waits_for),
            ("claims", &self.claims),
            ("app", &self.app),
            ("days", &self.days),
            ("after", &self.after),
        ];
        format!("/moderation?{}", query(&pairs))
    }
}

/// The value of this name; the first where none is asked for.
fn one_of<T: Copy>(all: &[T], name: fn(T) -> &'static str, asked: Option<&str>) -> Answer<T> {
    let is_it = |value: &&T| asked.is_none_or(|asked| name(**value) == asked);
    all.iter().find(is_it).copied().ok_or_else(|| wrong("there is no such filter"))
}

fn wrong(why: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Invalid).detail(why)
}

/// What a filter's value is called on the page.
fn words(value: &str) -> &str {
    match value {
        "anything" => "A person’s word",
        "approval" => "Approvals",
        "gates" => "A look at a held gate",
        "rejected" => "A new revision: rejected",
        "all" => "Everybody’s",
        "free" => "Nobody’s",
        "mine" => "Mine",
        other => other,
    }
}
