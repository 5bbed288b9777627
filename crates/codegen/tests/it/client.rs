//! The TypeScript client of a small API.

use expect_test::expect_file;
use serde_json::json;

#[test]
fn a_client_follows_from_openapi() {
    let openapi = json!({
        "openapi": "3.1.0",
        "paths": {
            "/api/books/{id}": {
                "parameters": [{ "name": "id", "in": "path", "schema": { "type": "string" } }],
                "get": {
                    "operationId": "read_book",
                    "summary": "One book.",
                    "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Book" } } } } }
                },
                "delete": { "operationId": "remove_book", "responses": { "204": {} } }
            },
            "/api/books": {
                "get": {
                    "operationId": "list_books",
                    "parameters": [{ "name": "tag", "in": "query", "schema": { "type": "array", "items": { "type": "string" } } }],
                    "responses": { "200": { "content": { "application/json": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Book" } } } } } }
                },
                "post": {
                    "operationId": "add_book",
                    "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/NewBook" } } } },
                    "responses": { "201": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Book" } } } } }
                }
            }
        },
        "components": { "schemas": {
            "Book": { "type": "object", "description": "A book.", "required": ["id", "progress"], "properties": {
                "id": { "type": "string" },
                "progress": { "enum": ["unread", "done"] },
                "pages": { "type": ["integer", "null"] },
                "x-note": { "anyOf": [{ "type": "string" }, { "type": "null" }] }
            } },
            "NewBook": { "type": "object", "properties": { "counts": { "type": "object", "additionalProperties": { "type": "integer" } } } }
        } }
    });
    let file = codegen::studio_api(&openapi, "c0ffee").expect("a client");
    expect_file!["../cases/client/studio-api.ts"].assert_eq(&file.contents);
}

#[test]
fn an_operation_without_an_id_is_refused() {
    let openapi = json!({ "paths": { "/a": { "get": { "responses": {} } } } });
    let problem = codegen::studio_api(&openapi, "").expect_err("a problem");
    assert_eq!(
        problem.to_string(),
        "the OpenAPI document is not what the client is made from: get /a has no operationId"
    );
}
