//! A provider in small: an app with gates, and the people who work on its characters.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use domain::{AppId, Role};
use serde_json::{Value, json};
use testbed::Testbed;
use tower::ServiceExt;

pub(crate) const APP: &str = "lantern";

/// An inventory and those who act on it.
pub(crate) struct Inventory {
    pub(crate) bed: Testbed,
    pub(crate) admin: Client,
    pub(crate) creator: Client,
    pub(crate) other_creator: Client,
    pub(crate) moderator: Client,
    pub(crate) app: Client,
    pub(crate) finance: Client,
    pub(crate) nobody: Client,
}

/// Someone who speaks to the API, with or without a token.
#[derive(Clone)]
pub(crate) struct Client {
    router: Router,
    pub(crate) token: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| {
            panic!("not JSON ({error}): {}", String::from_utf8_lossy(&self.bytes))
        })
    }

    /// The body, which must come with this status.
    pub(crate) fn expect(self, status: u16) -> Value {
        let body = String::from_utf8_lossy(&self.bytes).into_owned();
        assert_eq!(self.status.as_u16(), status, "{body}");
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// A request in the making.
pub(crate) struct Call<'a> {
    client: &'a Client,
    request: axum::http::request::Builder,
    body: Body,
}

impl Client {
    pub(crate) fn call(&self, method: Method, path: &str) -> Call<'_> {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        Call { client: self, request, body: Body::empty() }
    }

    pub(crate) fn get(&self, path: &str) -> Call<'_> {
        self.call(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str, body: Value) -> Call<'_> {
        self.call(Method::POST, path).json(body)
    }

    pub(crate) fn put(&self, path: &str, body: Value) -> Call<'_> {
        self.call(Method::PUT, path).json(body)
    }

    /// A save of a draft on a version.
    pub(crate) fn save(&self, id: &str, base: i64, fields: Value) -> Call<'_> {
        self.call(Method::PATCH, &format!("/api/characters/{id}/draft"))
            .header("if-match", &format!("\"{base}\""))
            .json(fields)
    }

    pub(crate) fn publish(&self, id: &str, key: &str, request: Value) -> Call<'_> {
        self.post(&format!("/api/characters/{id}/publications"), request)
            .header("idempotency-key", key)
    }
}

impl Call<'_> {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    pub(crate) fn json(self, body: Value) -> Self {
        self.bytes("application/json", body.to_string().into_bytes())
    }

    pub(crate) fn bytes(mut self, media: &str, body: Vec<u8>) -> Self {
        self.request = self.request.header(header::CONTENT_TYPE, media);
        self.body = Body::from(body);
        self
    }

    pub(crate) async fn send(self) -> Reply {
        let request = self.request.body(self.body).expect("a request");
        let response = self.client.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Reply { status: parts.status, headers: parts.headers, bytes }
    }

    /// Sends, and the answer must have this status.
    pub(crate) async fn expect(self, status: u16) -> Value {
        self.send().await.expect(status)
    }
}

impl Inventory {
    /// Everybody is there, and the app requires all built-in evaluators.
    pub(crate) async fn new() -> Self {
        let bed = Testbed::new().await;
        let router = server::router(bed.app.clone());
        let nobody = Client { router: router.clone(), token: None };
        let first = bed.app.first_admin(false).await.expect("an admin").expect("the first one");
        let admin = Client { token: Some(first.token), ..nobody.clone() };
        admin.put(&format!("/api/apps/{APP}"), json!({ "name": "Lantern" })).expect(204).await;
        let person = async |handle: &str, role: Role| person(&admin, handle, role).await;
        let inventory = Inventory {
            creator: person("ines", Role::Creator).await,
            other_creator: person("bo", Role::Creator).await,
            moderator: person("mara", Role::Moderator).await,
            app: person("lantern-app", Role::App).await,
            finance: person("fin", Role::Finance).await,
            admin: admin.clone(),
            nobody,
            bed,
        };
        inventory.furnish().await;
        inventory
    }

    /// Model packs, gates and royalty terms.
    async fn furnish(&self) {
        let release = json!({ "name": "Ember", "label": "1.0" });
        self.admin.put("/api/model-packs/ember/versions/1", release).expect(204).await;
        let ship = json!({ "version": 1 });
        self.admin.put(&format!("/api/apps/{APP}/model-packs/ember"), ship).expect(204).await;
        for evaluator in domain::gate::BUILTINS {
            let gate = json!({ "evaluator": evaluator.id });
            self.admin.post(&format!("/api/apps/{APP}/gates"), gate).expect(201).await;
        }
        let terms = json!({ "platformFeePpm": 300_000 });
        self.finance.put("/api/royalty-terms", terms).expect(201).await;
    }

    /// A character that would pass every gate, assigned to the app; its id.
    pub(crate) async fn character(&self, name: &str) -> String {
        let made = self.creator.post("/api/characters", draft(name)).expect(201).await;
        let id = text(&made["id"]);
        let live = json!({ "state": "live", "percentage": 100 });
        self.creator.put(&format!("/api/characters/{id}/apps/{APP}"), live).expect(204).await;
        id
    }

    /// The id of a sealed revision that all gates passed.
    pub(crate) async fn evaluated(&self, character: &str) -> String {
        let path = format!("/api/characters/{character}/revisions");
        let sealed = self.creator.call(Method::POST, &path).send().await;
        assert!(sealed.status.is_success(), "{:?}", sealed.json());
        let id = text(&sealed.json()["id"]);
        self.evaluate(&id).await;
        id
    }

    pub(crate) async fn evaluate(&self, revision: &str) {
        let path = format!("/api/revisions/{revision}/evaluations");
        self.creator.call(Method::POST, &path).expect(202).await;
        while self.bed.app.run_due_jobs().await.expect("jobs run") > 0 {}
    }

    /// A published character: its id and the answer of the publication.
    pub(crate) async fn published(&self, name: &str) -> (String, Value) {
        let id = self.character(name).await;
        let revision = self.evaluated(&id).await;
        let request = json!({ "kind": "publish", "revisionId": revision });
        let answer = self.creator.publish(&id, &format!("publish {name}"), request).expect(201);
        (id, answer.await)
    }
}

async fn person(admin: &Client, handle: &str, role: Role) -> Client {
    let account = json!({ "handle": handle, "displayName": handle, "roles": [role] });
    let made = admin.post("/api/accounts", account).expect(201).await;
    let id = text(&made["id"]);
    let app = (role == Role::App).then(|| AppId(APP.to_owned()));
    let token = json!({ "label": "test", "appId": app });
    let issued = admin.post(&format!("/api/accounts/{id}/tokens"), token).expect(201).await;
    Client { router: admin.router.clone(), token: Some(text(&issued["token"])) }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

/// What a creator would write.
pub(crate) fn draft(name: &str) -> Value {
    json!({
        "name": name,
        "personaPrompt": "A lighthouse keeper who has read every book that the sea brought in, and remembers who lost it.",
        "greeting": "*The lamp turns once before she looks up.* \"You are early. The fog is not.\"",
        "scenario": "The gallery of a lighthouse, an hour before dawn.",
        "creatorNotes": "Slow talk by lamplight.",
        "tags": ["mystery", "sea"],
        "verticalApp": APP,
        "visibility": "public",
        "modelPacks": [{ "modelPackId": "ember", "minVersion": 1 }],
        "characterBook": { "entries": [{
            "keys": ["lamp", "light"], "content": "The lamp is older than the tower.", "extensions": {},
            "enabled": true, "insertion_order": 10,
        }]},
    })
}
