//! Apps, gates, model packs, voices, tags, royalty terms.

use app::{
    App, AppFile, AppRequest, AppView, GateRequest, GateView, ReleaseView, TagRequest, TagView,
    TermsRequest, TermsView, VoiceRequest, VoiceView,
};
use axum::extract::State;
use axum::http::Method;
use domain::{AppId, GateId, ModelPackId, RoyaltyTermsId, TagId, VoiceId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::access::{Admin, Anyone, Finance, FinanceOrAdmin, Moderator, SignedIn};
use crate::input::{Json, Path};
use crate::reply::{Answer, Done, Made, Reply};
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/api/apps", "apps", "The apps that carry characters", apps)
            .gives::<Vec<AppView>>(200),
        route(
            Method::GET,
            "/api/voices",
            "voices",
            "The voices that characters may speak with",
            voices,
        )
        .gives::<Vec<VoiceView>>(200),
        route(
            Method::GET,
            "/api/model-packs",
            "modelPacks",
            "Every release of every model pack",
            model_packs,
        )
        .gives::<Vec<ReleaseView>>(200),
        route(Method::GET, "/api/tags", "tags", "The taxonomy of tags", tags)
            .gives::<Vec<TagView>>(200),
        route(
            Method::GET,
            "/api/apps/{app}",
            "app",
            "An app, what it ships and what it asks for",
            app_file,
        )
        .gives::<AppFile>(200),
        route(Method::PUT, "/api/apps/{app}", "defineApp", "Define an app", define_app),
        route(
            Method::PUT,
            "/api/apps/{app}/model-packs/{pack}",
            "shipModelPack",
            "Say which release of a model pack an app ships",
            ship_pack,
        ),
        route(
            Method::GET,
            "/api/apps/{app}/gates",
            "gates",
            "The gates that an app requires",
            gates,
        )
        .gives::<Vec<GateView>>(200),
        route(
            Method::POST,
            "/api/apps/{app}/gates",
            "requireGate",
            "Require an evaluator, in one version and configuration, for an app",
            require_gate,
        )
        .gives::<Made<GateId>>(201),
        route(
            Method::DELETE,
            "/api/gates/{gate}",
            "retireGate",
            "Require a gate no more",
            retire_gate,
        ),
        route(
            Method::PUT,
            "/api/model-packs/{pack}/versions/{version}",
            "releaseModelPack",
            "Record a release of a model pack",
            release_pack,
        ),
        route(Method::PUT, "/api/voices/{voice}", "defineVoice", "Define a voice", define_voice),
        route(
            Method::PUT,
            "/api/tags/{tag}",
            "judgeTag",
            "Accept, refuse or place a tag of the taxonomy",
            judge_tag,
        ),
        route(
            Method::GET,
            "/api/royalty-terms",
            "royaltyTerms",
            "The provider's share, now, before and planned; the newest first",
            terms,
        )
        .gives::<Vec<TermsView>>(200),
        route(
            Method::PUT,
            "/api/royalty-terms",
            "setRoyaltyTerms",
            "Set the provider's own share from a moment on",
            set_terms,
        )
        .gives::<Made<RoyaltyTermsId>>(201),
    ]
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ShipRequest {
    version: i32,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReleaseRequest {
    /// The pack's name.
    name: String,
    /// What its makers call the release.
    label: String,
}

async fn apps(SignedIn(_): SignedIn, State(app): State<App>) -> Answer<Reply<Vec<AppView>>> {
    Ok(Reply::ok(app.apps().await?))
}

async fn app_file(
    SignedIn(_): SignedIn,
    State(app): State<App>,
    Path(id): Path<AppId>,
) -> Answer<Reply<AppFile>> {
    Ok(Reply::ok(app.app_file(&id).await?))
}

async fn voices(SignedIn(_): SignedIn, State(app): State<App>) -> Answer<Reply<Vec<VoiceView>>> {
    Ok(Reply::ok(app.voices().await?))
}

async fn model_packs(
    SignedIn(_): SignedIn,
    State(app): State<App>,
) -> Answer<Reply<Vec<ReleaseView>>> {
    Ok(Reply::ok(app.model_packs().await?))
}

async fn tags(Anyone(_): Anyone, State(app): State<App>) -> Answer<Reply<Vec<TagView>>> {
    Ok(Reply::ok(app.tags().await?))
}

async fn define_app(
    Admin(_): Admin,
    State(app): State<App>,
    Path(id): Path<AppId>,
    Json(request): Json<AppRequest>,
) -> Answer<Done> {
    app.define_app(&id, &request).await?;
    Ok(Done)
}

async fn ship_pack(
    Admin(_): Admin,
    State(app): State<App>,
    Path((id, pack)): Path<(AppId, ModelPackId)>,
    Json(request): Json<ShipRequest>,
) -> Answer<Done> {
    app.ship_model_pack(&id, &pack, request.version).await?;
    Ok(Done)
}

async fn gates(
    SignedIn(_): SignedIn,
    State(app): State<App>,
    Path(id): Path<AppId>,
) -> Answer<Reply<Vec<GateView>>> {
    Ok(Reply::ok(app.gates(&id).await?))
}

async fn require_gate(
    Admin(_): Admin,
    State(app): State<App>,
    Path(id): Path<AppId>,
    Json(request): Json<GateRequest>,
) -> Answer<Reply<Made<GateId>>> {
    let id = app.require_gate(&id, &request).await?;
    Ok(Reply::created(Made { id }))
}

async fn retire_gate(
    Admin(_): Admin,
    State(app): State<App>,
    Path(id): Path<GateId>,
) -> Answer<Done> {
    app.retire_gate(id).await?;
    Ok(Done)
}

async fn release_pack(
    Admin(_): Admin,
    State(app): State<App>,
    Path((pack, version)): Path<(ModelPackId, i32)>,
    Json(request): Json<ReleaseRequest>,
) -> Answer<Done> {
    app.release_model_pack(&pack, &request.name, version, &request.label).await?;
    Ok(Done)
}

async fn define_voice(
    Admin(_): Admin,
    State(app): State<App>,
    Path(id): Path<VoiceId>,
    Json(request): Json<VoiceRequest>,
) -> Answer<Done> {
    app.define_voice(&id, &request).await?;
    Ok(Done)
}

async fn judge_tag(
    Moderator(_): Moderator,
    State(app): State<App>,
    Path(id): Path<TagId>,
    Json(request): Json<TagRequest>,
) -> Answer<Done> {
    app.judge_tag(&id, &request).await?;
    Ok(Done)
}

async fn terms(
    FinanceOrAdmin(_): FinanceOrAdmin,
    State(app): State<App>,
) -> Answer<Reply<Vec<TermsView>>> {
    Ok(Reply::ok(app.terms().await?))
}

async fn set_terms(
    Finance(actor): Finance,
    State(app): State<App>,
    Json(request): Json<TermsRequest>,
) -> Answer<Reply<Made<RoyaltyTermsId>>> {
    let id = app.set_terms(&actor, &request).await?;
    Ok(Reply::created(Made { id }))
}
