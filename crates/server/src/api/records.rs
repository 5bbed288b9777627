//! Money, reports, lineage and keys.

use app::{
    App, Lineage, LineageSubject, PublicKey, ReportRequest, ResolutionRequest, RevenueRequest,
    RevenueView,
};
use axum::extract::State;
use axum::http::Method;
use domain::{ReportId, ReportResolutionId, RevenueEventId};

use crate::access::{Anyone, AppOrModerator, Auditor, Finance, Moderator};
use crate::input::{IdempotencyKey, Json, Path};
use crate::reply::{Answer, Made, Reply};
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::POST,
            "/api/revenue-events",
            "recordRevenue",
            "Record a sale, or a refund of one as a whole",
            record,
        )
        .gives::<RevenueView>(201),
        route(
            Method::GET,
            "/api/revenue-events/{id}",
            "revenueEvent",
            "A revenue event with its postings",
            revenue,
        )
        .gives::<RevenueView>(200),
        route(
            Method::POST,
            "/api/reports",
            "report",
            "Report that a payload is unsafe or does not run",
            report,
        )
        .gives::<Made<ReportId>>(201),
        route(
            Method::POST,
            "/api/reports/{id}/resolutions",
            "resolveReport",
            "Say what was made of a report, or open it again",
            resolve,
        )
        .gives::<Made<ReportResolutionId>>(201),
        route(
            Method::GET,
            "/api/lineage/{kind}/{id}",
            "lineage",
            "Where a revenue-event, report, payload, publication or revision came from",
            lineage,
        )
        .gives::<Lineage>(200),
        route(
            Method::GET,
            "/api/keys",
            "keys",
            "The public keys that receipts are signed with",
            keys,
        )
        .gives::<Vec<PublicKey>>(200),
    ]
}

async fn record(
    Finance(actor): Finance,
    State(app): State<App>,
    IdempotencyKey(key): IdempotencyKey,
    Json(request): Json<RevenueRequest>,
) -> Answer<Reply<RevenueView>> {
    let recorded = app.record_revenue(&actor, &key, &request).await?;
    Ok(Reply::created_unless(recorded.replayed, recorded))
}

async fn revenue(
    Finance(_): Finance,
    State(app): State<App>,
    Path(id): Path<RevenueEventId>,
) -> Answer<Reply<RevenueView>> {
    Ok(Reply::ok(app.revenue(id).await?))
}

async fn report(
    AppOrModerator(actor): AppOrModerator,
    State(app): State<App>,
    Json(request): Json<ReportRequest>,
) -> Answer<Reply<Made<ReportId>>> {
    let id = app.report(&actor, &request).await?;
    Ok(Reply::created(Made { id }))
}

async fn resolve(
    Moderator(actor): Moderator,
    State(app): State<App>,
    Path(id): Path<ReportId>,
    Json(request): Json<ResolutionRequest>,
) -> Answer<Reply<Made<ReportResolutionId>>> {
    let id = app.resolve_report(&actor, id, &request).await?;
    Ok(Reply::created(Made { id }))
}

async fn lineage(
    Auditor(actor): Auditor,
    State(app): State<App>,
    Path((kind, id)): Path<(String, String)>,
) -> Answer<Reply<Lineage>> {
    let subject = LineageSubject::parse(&kind, &id)?;
    Ok(Reply::ok(app.lineage(&actor, &subject).await?))
}

async fn keys(Anyone(_): Anyone, State(app): State<App>) -> Answer<Reply<Vec<PublicKey>>> {
    Ok(Reply::ok(app.signing_keys().await?))
}
