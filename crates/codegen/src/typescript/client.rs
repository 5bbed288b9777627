//! `studio-api.ts`: a thin client over `fetch`, made from an OpenAPI 3.1 document.

use super::openapi::{fields, property, type_of};
use crate::header::Header;
use crate::names::{camel, pascal};
use crate::problem::Problem;
use crate::source::Source;
use serde_json::{Map, Value};

const METHODS: &[&str] = &["get", "put", "post", "delete", "patch"];

pub(crate) fn client(header: &Header, openapi: &Value) -> Result<String, Problem> {
    let paths = openapi["paths"]
        .as_object()
        .ok_or_else(|| Problem::OpenApi("it has no paths".to_owned()))?;
    let mut out = Source::narrow();
    header.write(&mut out, "//");
    out.lines(RUNTIME.lines());
    for (name, schema) in members(&openapi["components"]["schemas"]) {
        out.blank();
        component(&mut out, name, schema);
    }
    out.blank();
    out.open("export class StudioApi {");
    out.line("constructor(private readonly client: Client) {}");
    for (path, item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                out.blank();
                let shared = item["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
                Operation { path, method, operation, shared, openapi }.write(&mut out)?;
            }
        }
    }
    out.close("}");
    Ok(out.finish())
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn component(out: &mut Source, name: &str, schema: &Value) {
    out.jsdoc(schema["description"].as_str().unwrap_or_default());
    let name = pascal(name);
    if !schema["properties"].is_object() {
        return out.line(format!("export type {name} = {};", type_of(schema)));
    }
    out.open(format!("export interface {name} {{"));
    fields(schema).for_each(|field| out.line(format!("{field};")));
    out.close("}");
}

struct Operation<'a> {
    path: &'a str,
    method: &'a str,
    operation: &'a Value,
    /// Parameters of the whole path.
    shared: &'a [Value],
    openapi: &'a Value,
}

impl Operation<'_> {
    fn write(&self, out: &mut Source) -> Result<(), Problem> {
        let id = self.operation["operationId"].as_str().ok_or_else(|| {
            Problem::OpenApi(format!("{} {} has no operationId", self.method, self.path))
        })?;
        let mut given = Vec::new();
        let path = self.parameters("path");
        let query = self.parameters("query");
        if !path.is_empty() {
            given.push(format!("path: {{ {} }}", path.join("; ")));
        }
        if let Some(body) = self.body() {
            given.push(format!("body: {body}"));
        }
        if !query.is_empty() {
            let optional = query.iter().all(|field| field.contains("?:"));
            let default = if optional { " = {}" } else { "" };
            given.push(format!("query: {{ {} }}{default}", query.join("; ")));
        }
        given.push("options: RequestOptions = {}".to_owned());
        out.jsdoc(self.operation["summary"].as_str().unwrap_or_default());
        let (name, answer) = (camel(id), self.answer());
        out.open(format!("{name}({}): Promise<Answer<{answer}>> {{", given.join(", ")));
        out.line(self.call(!path.is_empty(), !query.is_empty(), &answer));
        out.close("}");
        Ok(())
    }

    fn call(&self, path: bool, query: bool, answer: &str) -> String {
        let target = if path { filled(self.path) } else { self.path.to_owned() };
        let mut parts = vec![format!("method: {:?}", self.method.to_uppercase())];
        parts.push(format!("path: `{target}`"));
        if query {
            parts.push("query".to_owned());
        }
        if self.body().is_some() {
            parts.push("body".to_owned());
        }
        parts.push("options".to_owned());
        format!("return send<{answer}>(this.client, {{ {} }});", parts.join(", "))
    }

    /// Those in one place, as fields.
    fn parameters(&self, place: &str) -> Vec<String> {
        let own = self.operation["parameters"].as_array().into_iter().flatten();
        let all = self.shared.iter().chain(own).map(|it| self.resolved(it));
        all.filter(|it| it["in"] == place)
            .filter_map(|it| {
                let required = it["required"] == true || place == "path";
                let mark = if required { "" } else { "?" };
                Some(format!(
                    "{}{mark}: {}",
                    property(it["name"].as_str()?),
                    type_of(&it["schema"])
                ))
            })
            .collect()
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let pointer = value["$ref"].as_str().and_then(|it| it.strip_prefix('#'));
        pointer.and_then(|pointer| self.openapi.pointer(pointer)).unwrap_or(value)
    }

    fn body(&self) -> Option<String> {
        let body = self.resolved(self.operation.get("requestBody")?);
        Some(content(body).unwrap_or_else(|| "BodyInit".to_owned()))
    }

    /// Of the first answer that is a success.
    fn answer(&self) -> String {
        let mut answers = members(&self.operation["responses"]);
        let success = answers.find(|(status, _)| status.starts_with('2'));
        let answer = success.and_then(|(_, answer)| content(self.resolved(answer)));
        answer.unwrap_or_else(|| "void".to_owned())
    }
}

/// `/books/{id}` with its places filled from `path`, as a template literal has it.
fn filled(path: &str) -> String {
    let mut pieces = path.split('{');
    let mut target = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once('}').unwrap_or((piece, ""));
        let place = match property(name) == name {
            true => format!("path.{name}"),
            false => format!("path[{name:?}]"),
        };
        target.push_str(&format!("${{encodeURIComponent(String({place}))}}{rest}"));
    }
    target
}

/// The type of the JSON in a request or an answer.
fn content(holder: &Value) -> Option<String> {
    let (_, json) = members(&holder["content"]).find(|(kind, _)| kind.contains("json"))?;
    Some(type_of(&json["schema"]))
}

const RUNTIME: &str = r#"/** Where the API is, and as whom to speak to it. */
export interface Client {
  baseUrl: string;
  token?: string;
  fetch?: typeof globalThis.fetch;
}

export interface RequestOptions {
  /** The ETag that a change is based on. */
  ifMatch?: string;
  /** The ETag of what is known already: an unchanged answer is a 304 without a body. */
  ifNoneMatch?: string;
  /** Makes a repeated request the same request. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export interface Answer<T> {
  status: number;
  /** Absent for 204 and 304. */
  body: T;
  etag: string | null;
}

/** RFC 9457. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail?: string;
  [extension: string]: unknown;
}

export class ProblemError extends Error {
  constructor(readonly problem: ProblemDetails) {
    super(problem.detail ?? problem.title);
    this.name = "ProblemError";
  }
}

interface Outgoing {
  method: string;
  path: string;
  query?: Record<string, unknown>;
  body?: unknown;
  options: RequestOptions;
}

async function send<T>(client: Client, request: Outgoing): Promise<Answer<T>> {
  const url = new URL(client.baseUrl.replace(/\/$/, "") + request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) url.searchParams.append(name, String(one));
    }
  }
  const headers = new Headers({ accept: "application/json, application/problem+json" });
  if (client.token !== undefined) headers.set("authorization", `Bearer ${client.token}`);
  if (request.options.ifMatch !== undefined) headers.set("if-match", request.options.ifMatch);
  if (request.options.ifNoneMatch !== undefined) headers.set("if-none-match", request.options.ifNoneMatch);
  if (request.options.idempotencyKey !== undefined) headers.set("idempotency-key", request.options.idempotencyKey);
  const raw = request.body instanceof Blob || request.body instanceof ArrayBuffer || request.body instanceof Uint8Array;
  if (request.body !== undefined && !raw) headers.set("content-type", "application/json");
  const response = await (client.fetch ?? globalThis.fetch)(url, {
    method: request.method,
    headers,
    body: request.body === undefined ? null : raw ? (request.body as BodyInit) : JSON.stringify(request.body),
    signal: request.options.signal ?? null,
  });
  if (!response.ok && response.status !== 304) throw new ProblemError(await problemOf(response));
  const json = response.headers.get("content-type")?.includes("json") ?? false;
  const body = (json && response.status !== 304 ? await response.json() : undefined) as T;
  return { status: response.status, body, etag: response.headers.get("etag") };
}

async function problemOf(response: Response): Promise<ProblemDetails> {
  const plain = { type: "about:blank", title: response.statusText, status: response.status };
  if (!(response.headers.get("content-type")?.includes("json") ?? false)) return plain;
  return { ...plain, ...((await response.json()) as object) };
}
"#;
