//! OpenAPI 3.1, read from the route table.

use domain::MediaType;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::access::Who;
use crate::problem::ProblemKind;
use crate::route::{Input, Output, Place, Route};

/// The document that `/api/openapi.json` answers.
pub(crate) fn document<'a>(routes: impl Iterator<Item = &'a Route>) -> Value {
    // OpenAPI 3.1 is JSON Schema 2020-12, with its definitions elsewhere.
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
        .into_generator();
    let paths = paths(routes, &mut generator);
    let mut schemas: Map<String, Value> = generator.take_definitions(true).into_iter().collect();
    schemas.insert("Problem".to_owned(), problem_schema());
    schemas.sort_keys();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Repertoire",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The inventory of AI characters that a provider manages.",
            "license": { "name": "Apache-2.0 OR MIT" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn paths<'a>(
    routes: impl Iterator<Item = &'a Route>,
    generator: &mut SchemaGenerator,
) -> Map<String, Value> {
    let mut paths: Map<String, Value> = Map::new();
    for route in routes {
        let item = paths.entry(route.path).or_insert_with(|| json!({}));
        item[route.method.as_str().to_lowercase()] = operation(route, generator);
    }
    paths
}

fn operation(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "operationId": route.operation,
        "summary": route.summary,
        "x-who": who(route.who),
        "parameters": parameters(route, generator),
        "responses": responses(route, generator),
    });
    if let Some(body) = request_body(route, generator) {
        operation["requestBody"] = body;
    }
    if route.who != Who::Anyone {
        operation["security"] = json!([{ "bearer": [] }]);
    }
    operation
}

fn who(who: Who) -> Value {
    match who {
        Who::Anyone => json!("anyone"),
        Who::SignedIn => json!("signed in"),
        Who::OneOf(roles) => json!(roles.iter().map(|role| role.as_str()).collect::<Vec<_>>()),
    }
}

fn parameters(route: &Route, generator: &mut SchemaGenerator) -> Vec<Value> {
    let mut parameters = path_parameters(route.path);
    for input in &route.inputs {
        match input.place {
            Place::Query => parameters.extend(query_parameters(input, generator)),
            Place::Header { name, required, about } => parameters.push(json!({
                "name": name, "in": "header", "required": required, "description": about,
                "schema": (input.schema)(generator),
            })),
            Place::Path | Place::JsonBody | Place::FileBody | Place::Form => {}
        }
    }
    parameters
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names
        .map(|name| {
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
        })
        .collect()
}

fn query_parameters(input: &Input, generator: &mut SchemaGenerator) -> Vec<Value> {
    let schema = (input.schema)(generator).to_value();
    let required: Vec<&str> = schema["required"]
        .as_array()
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    properties
        .into_iter()
        .map(|(name, mut property)| {
            let about = property.as_object_mut().and_then(|object| object.remove("description"));
            let needed = required.contains(&name.as_str());
            json!({ "name": name, "in": "query", "required": needed, "description": about, "schema": property })
        })
        .collect()
}

fn request_body(route: &Route, generator: &mut SchemaGenerator) -> Option<Value> {
    let input = route
        .inputs
        .iter()
        .find(|input| matches!(input.place, Place::JsonBody | Place::FileBody))?;
    let schema = (input.schema)(generator);
    let content = match input.place {
        // What it is, its bytes tell; any other name is as good.
        Place::FileBody => MediaType::ALL
            .iter()
            .map(|media| (media.mime().to_owned(), json!({ "schema": {} })))
            .collect(),
        _ => json!({ "application/json": { "schema": schema } }),
    };
    Some(json!({ "required": true, "content": content }))
}

fn responses(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let (status, response) = match route.output {
        Output::Json { status, schema } => (
            status,
            json!({ "description": "done", "content": { "application/json": { "schema": schema(generator) } } }),
        ),
        Output::Bytes { media } => {
            (200, json!({ "description": "the bytes", "content": { media: {} } }))
        }
        Output::Empty => (204, json!({ "description": "done" })),
    };
    let problem = json!({
        "description": "a problem",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    json!({ status.to_string(): response, "default": problem })
}

fn problem_schema() -> Value {
    let types: Vec<String> =
        ProblemKind::ALL.iter().map(|kind| format!("/problems/{}", kind.slug())).collect();
    json!({
        "type": "object",
        "description": "RFC 9457 problem details. Further members depend on the type.",
        "required": ["type", "title", "status"],
        "properties": {
            "type": { "type": "string", "enum": types },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
        },
    })
}
