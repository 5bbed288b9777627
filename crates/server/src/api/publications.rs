//! Publications: the pointer moves, and everyone can read why.

use app::{App, PublicationRequest, PublicationView, Published, ScheduleRequest, ScheduleView};
use axum::extract::State;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use domain::{CharacterId, PublicationId, ScheduledPublicationId};

use crate::access::{Auditor, Creator, CreatorOrModerator};
use crate::api::revisions::History;
use crate::input::{IdempotencyKey, Json, Path, Query};
use crate::reply::{Answer, Done, Made, Reply};
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::POST,
            "/api/characters/{id}/publications",
            "publish",
            "Publish, roll back, suspend, reinstate or withdraw",
            publish,
        )
        .gives::<Published>(201),
        route(
            Method::GET,
            "/api/characters/{id}/publications",
            "publications",
            "Publications of a character, newest first",
            list,
        )
        .gives::<Vec<PublicationView>>(200),
        route(
            Method::GET,
            "/api/publications/{id}/receipt",
            "receipt",
            "The receipt of a publication: a DSSE envelope",
            receipt,
        )
        .gives_bytes("application/vnd.dsse.envelope.v1+json"),
        route(
            Method::POST,
            "/api/characters/{id}/schedules",
            "schedulePublication",
            "Plan the publication of a revision for a time",
            schedule,
        )
        .gives::<Made<ScheduledPublicationId>>(201),
        route(
            Method::GET,
            "/api/characters/{id}/schedules",
            "schedules",
            "What is planned for a character, and what became of plans, newest first",
            schedules,
        )
        .gives::<Vec<ScheduleView>>(200),
        route(
            Method::DELETE,
            "/api/characters/{id}/schedules/open",
            "cancelSchedule",
            "Take the open plan of a character back",
            cancel_schedule,
        ),
    ]
}

async fn publish(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    IdempotencyKey(key): IdempotencyKey,
    Json(request): Json<PublicationRequest>,
) -> Answer<Reply<Published>> {
    let published = app.publish(&actor, id, &key, &request).await?;
    Ok(Reply::created_unless(published.replayed, published))
}

async fn list(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Query(history): Query<History>,
) -> Answer<Reply<Vec<PublicationView>>> {
    let page = app.publications(&actor, id, history.before(), history.page_size());
    Ok(Reply::ok(page.await?))
}

async fn receipt(
    Auditor(actor): Auditor,
    State(app): State<App>,
    Path(id): Path<PublicationId>,
) -> Answer<Response> {
    let receipt = app.receipt(&actor, id).await?;
    let media = "application/vnd.dsse.envelope.v1+json";
    Ok(([(header::CONTENT_TYPE, media)], receipt).into_response())
}

async fn schedule(
    Creator(actor): Creator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Json(request): Json<ScheduleRequest>,
) -> Answer<Reply<Made<ScheduledPublicationId>>> {
    let id = app.schedule(&actor, id, &request).await?;
    Ok(Reply::created(Made { id }))
}

async fn schedules(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
) -> Answer<Reply<Vec<ScheduleView>>> {
    Ok(Reply::ok(app.schedules(&actor, id).await?))
}

async fn cancel_schedule(
    Creator(actor): Creator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
) -> Answer<Done> {
    app.cancel_schedule(&actor, id).await?;
    Ok(Done)
}
