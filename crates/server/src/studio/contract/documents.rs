//! What stands in JSON columns, beside their shapes.

use std::sync::Arc;

use app::App;
use app::contract_desk::{DocumentFieldView, DocumentKeyView, DocumentsView, Measured};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{Redirect, Response};

use super::{Head, Part, grouped};
use crate::access::Admin;
use crate::route::{Route, route};
use crate::studio::form::{Form, Nothing};
use crate::studio::shell::{Shell, filters, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/contract/documents",
            "contractDocumentsPage",
            "What stands in JSON columns",
            show,
        ),
        route(Method::POST, "/contract/documents", "sampleDocuments", "Look now", look),
    ]
}

#[derive(Template)]
#[template(path = "contract_documents.html")]
struct DocumentsPage {
    shell: Shell,
    head: Head,
    measured: Option<Arc<Measured<DocumentsView>>>,
}

async fn show(Admin(_): Admin, shell: Shell, State(app): State<App>) -> Response {
    let head = Head::of(Part::Documents, app.contract());
    page(DocumentsPage { shell, head, measured: app.measured_documents() })
}

async fn look(
    Admin(_): Admin,
    State(app): State<App>,
    Form(Nothing {}): Form<Nothing>,
) -> Redirect {
    app.measure_documents().await;
    Redirect::to("/contract/documents")
}

impl DocumentsPage {
    /// Every key that should be a column, with its field.
    fn advised<'a>(
        &self,
        view: &'a DocumentsView,
    ) -> Vec<(&'a DocumentFieldView, &'a DocumentKeyView)> {
        let of_field = |field: &'a DocumentFieldView| {
            let keys = field.places.iter().flat_map(|place| &place.keys);
            keys.filter(|key| key.advice.is_some()).map(move |key| (field, key))
        };
        view.fields.iter().flat_map(of_field).collect()
    }
}

/// A share in whole per cent; what is there is never none, and what is not whole never all.
fn share(part: &i64, whole: &i64) -> String {
    match (*part, *whole) {
        (0, _) | (_, 0) => "0 %".to_owned(),
        (part, whole) if part >= whole => "100 %".to_owned(),
        (part, whole) => format!("{} %", (part * 100 / whole).clamp(1, 99)),
    }
}

/// The width of a bar that is 100 wide.
fn percent_of(part: &i64, whole: &i64) -> i64 {
    if *whole == 0 { 0 } else { part * 100 / whole }
}

/// How the rows were chosen that were looked at.
fn sample(field: &DocumentFieldView) -> String {
    let looked = grouped(field.sampled);
    match (field.is_part, field.table_rows) {
        _ if field.sampled == 0 => "The table is empty.".to_owned(),
        (true, Some(rows)) => {
            format!("Of about {} rows {looked} were taken by chance", grouped(rows))
        }
        _ => format!("All {looked} rows were read"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_share_is_none_or_all_only_where_it_is() {
        let shares =
            [(0, 9), (1, 1000), (999, 1000), (5, 5), (1, 0)].map(|(a, b)| super::share(&a, &b));
        assert_eq!(shares, ["0 %", "1 %", "99 %", "100 %", "0 %"]);
    }
}
