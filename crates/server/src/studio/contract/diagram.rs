//! The entities, drawn and in words: all of them, those of a PostgreSQL schema, one.

use app::App;
use app::contract_desk::{ContractView, DrawingView, EnumView, ModelView, SchemaView};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Head, Part, pieces, unknown};
use crate::access::Admin;
use crate::input::{Path, Query};
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::encoded;
use crate::studio::shell::{Shell, filters, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/contract", "contractPage", "The entities", whole),
        route(
            Method::GET,
            "/contract/schemas/{schema}",
            "contractSchemaPage",
            "The entities of a PostgreSQL schema",
            schema,
        ),
        route(Method::GET, "/contract/models/{model}", "contractModelPage", "One entity", model),
    ]
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Asked {
    /// A model, a table, or a piece of their names or of their fields'.
    find: Option<String>,
}

#[derive(Template)]
#[template(path = "contract_whole.html")]
struct WholePage<'a> {
    shell: Shell,
    head: Head,
    contract: &'a ContractView,
    drawing: &'a DrawingView,
    /// The name of the box that is looked at.
    chosen: &'a str,
    asked: String,
    found: Option<Vec<Found<'a>>>,
}

/// A model that was looked for, and which of its fields were meant.
struct Found<'a> {
    model: &'a ModelView,
    fields: Vec<&'a str>,
}

#[derive(Template)]
#[template(path = "contract_schema.html")]
struct SchemaPage<'a> {
    shell: Shell,
    head: Head,
    contract: &'a ContractView,
    drawing: &'a DrawingView,
    chosen: &'a str,
    asked: String,
    schema: &'a SchemaView,
    enums: Vec<&'a EnumView>,
}

#[derive(Template)]
#[template(path = "contract_model.html")]
struct ModelPage<'a> {
    shell: Shell,
    head: Head,
    contract: &'a ContractView,
    drawing: &'a DrawingView,
    chosen: &'a str,
    asked: String,
    model: &'a ModelView,
}

async fn whole(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Response {
    let contract = app.contract();
    let asked = asked.find.unwrap_or_default().trim().to_owned();
    let exactly = |model: &&ModelView| {
        model.name.eq_ignore_ascii_case(&asked) || model.table.eq_ignore_ascii_case(&asked)
    };
    if let Some(model) = contract.models.iter().find(exactly) {
        return Redirect::to(&format!("/contract/models/{}", encoded(&model.name))).into_response();
    }
    let found = (!asked.is_empty()).then(|| find(contract, &asked));
    let (head, drawing) = (Head::of(Part::Diagram, contract), &contract.drawing);
    page(WholePage { shell, head, contract, drawing, chosen: "", asked, found })
}

async fn schema(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Path(name): Path<String>,
) -> Answer<Response> {
    let contract = app.contract();
    let found = contract.schemas.iter().find(|it| it.name == name);
    let schema = found.ok_or_else(|| unknown("schema", &name))?;
    let enums = contract.enums.iter().filter(|it| it.schema == name).collect();
    let (head, drawing) = (Head::of(Part::Diagram, contract), &schema.drawing);
    let (chosen, asked) = ("", String::new());
    Ok(page(SchemaPage { shell, head, contract, drawing, chosen, asked, schema, enums }))
}

async fn model(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Path(name): Path<String>,
) -> Answer<Response> {
    let contract = app.contract();
    let found = contract.models.iter().find(|it| it.name == name);
    let model = found.ok_or_else(|| unknown("model", &name))?;
    let (head, drawing) = (Head::of(Part::Diagram, contract), &model.drawing);
    let (chosen, asked) = (model.name.as_str(), String::new());
    Ok(page(ModelPage { shell, head, contract, drawing, chosen, asked, model }))
}

fn find<'a>(contract: &'a ContractView, asked: &str) -> Vec<Found<'a>> {
    let asked = asked.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&asked);
    let of_model = |model: &'a ModelView| {
        let fields = model.fields.iter().filter(|it| has(&it.name) || has(&it.column));
        let fields: Vec<&str> = fields.map(|it| it.name.as_str()).collect();
        let is_found = has(&model.name) || has(&model.table) || !fields.is_empty();
        is_found.then_some(Found { model, fields })
    };
    contract.models.iter().filter_map(of_model).collect()
}

/// The first sentence of what is said of something.
fn gist(docs: &str) -> &str {
    docs.find(". ").or_else(|| docs.find(".\n")).map_or(docs, |at| &docs[..=at])
}

impl SchemaPage<'_> {
    fn models(&self) -> Vec<&ModelView> {
        let models = self.contract.models.iter();
        models.filter(|model| model.schema == self.schema.name).collect()
    }
}

impl ModelPage<'_> {
    /// What an enum's values are, where a field's type is one.
    fn values(&self, ty: &str) -> Option<String> {
        let name = ty.trim_end_matches("[]").trim_end_matches('?');
        let found = self.contract.enums.iter().find(|it| it.name == name)?;
        Some(found.values.join(", "))
    }
}
