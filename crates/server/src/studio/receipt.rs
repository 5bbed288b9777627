//! The receipt of a publication: what it says, a check of it in the reader's own browser, and the
//! file to keep.

use app::{App, ReceiptView};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use domain::{CharacterId, PublicationId};

use super::character::{CharacterHead, Tab};
use super::shell::{Shell, filters, page};
use crate::access::CreatorOrModerator;
use crate::input::Path;
use crate::problem::{Problem, ProblemKind};
use crate::reply::Answer;
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![route(
        Method::GET,
        "/characters/{id}/publications/{publication}",
        "receiptPage",
        "What a publication was, and its receipt",
        show,
    )]
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    shell: Shell,
    head: CharacterHead,
    receipt: ReceiptView,
    /// What it proves, a sentence each.
    facts: Vec<String>,
    envelope: String,
}

async fn show(
    CreatorOrModerator(actor): CreatorOrModerator,
    shell: Shell,
    State(app): State<App>,
    Path((id, publication)): Path<(CharacterId, PublicationId)>,
) -> Answer<Response> {
    let head = CharacterHead::load(&app, &actor, id, Tab::Publish).await?;
    let receipt = app.opened_receipt(&actor, publication).await?;
    if receipt.character_id != id {
        let detail = "there is no such publication of this character";
        return Err(Problem::new(ProblemKind::NotFound).detail(detail));
    }
    let facts = receipt.verified.as_ref().map(|it| it.proves()).unwrap_or_default();
    let envelope: serde_json::Value = serde_json::from_str(&receipt.envelope).unwrap_or_default();
    let envelope = serde_json::to_string_pretty(&envelope).unwrap_or_default();
    Ok(page(ReceiptPage { shell, head, receipt, facts, envelope }))
}

impl ReceiptPage {
    /// As a heading says it.
    fn happened(&self) -> &'static str {
        use domain::PublicationKind as K;
        match self.receipt.publication.kind {
            K::Publish => "Published",
            K::Rollback => "Rolled back",
            K::Suspend => "Suspended",
            K::Reinstate => "Reinstated",
            K::Withdraw => "Withdrawn",
        }
    }
}
