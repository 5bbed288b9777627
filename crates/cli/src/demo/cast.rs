//! Who takes part: one account for each role, made for this run.

use serde_json::{Value, json};
use uuid::Uuid;

use super::step::{chapter, right};
use crate::failure::Failure;
use crate::http::Client;

/// Everyone who acts.
pub(super) struct Cast {
    /// Unique to this run, and part of every name that it makes.
    pub(super) suffix: String,
    /// The app that carries the character.
    pub(super) app_id: String,
    pub(super) nobody: Client,
    pub(super) admin: Client,
    pub(super) creator: Person,
    pub(super) artist: Person,
    pub(super) moderator: Person,
    pub(super) finance: Person,
    pub(super) app: Person,
}

pub(super) struct Person {
    pub(super) id: String,
    pub(super) handle: String,
    pub(super) client: Client,
}

impl Cast {
    pub(super) fn gather(nobody: &Client, admin_token: &str) -> Result<Self, Failure> {
        chapter("The cast");
        let suffix = suffix();
        let app_id = format!("demo-{suffix}");
        let admin = nobody.with_token(admin_token);
        let handle = admin.get("/api/me")?.facts(200)?.text("/handle")?.to_owned();
        right(format_args!("signed in as the administrator `{handle}`"));
        let app = json!({ "name": format!("Demo {suffix}"), "requiredApprovals": 1 });
        admin.put(&format!("/api/apps/{app_id}"), &app)?.expect(204)?;
        right(format_args!("the app `{app_id}` is there; a moderator has to approve for it"));
        let person = |role: &str, name: &str, app: Option<&str>| {
            Person::join(nobody, &admin, &format!("demo-{name}-{suffix}"), role, app)
        };
        let cast = Self {
            creator: person("creator", "creator", None)?,
            artist: person("creator", "artist", None)?,
            moderator: person("moderator", "moderator", None)?,
            finance: person("finance", "finance", None)?,
            app: person("app", "app", Some(&app_id))?,
            nobody: nobody.clone(),
            admin: admin.clone(),
            suffix,
            app_id,
        };
        let Self { creator, artist, moderator, finance, app, .. } = &cast;
        let handles = [creator, artist, moderator, finance, app].map(|it| it.handle.as_str());
        right(format_args!("accounts with tokens: {}", handles.join(", ")));
        Ok(cast)
    }
}

impl Person {
    fn join(
        nobody: &Client,
        admin: &Client,
        handle: &str,
        role: &str,
        app_id: Option<&str>,
    ) -> Result<Self, Failure> {
        let account = json!({ "handle": handle, "displayName": handle, "roles": [role] });
        let account = admin.post("/api/accounts", &account)?.facts(201)?;
        let id = account.text("/id")?.to_owned();
        let mut token = json!({ "label": "demo", "days": 1 });
        if let Some(app_id) = app_id {
            token["appId"] = Value::from(app_id);
        }
        let token = admin.post(&format!("/api/accounts/{id}/tokens"), &token)?.facts(201)?;
        let client = nobody.with_token(token.text("/token")?);
        Ok(Self { id, handle: handle.to_owned(), client })
    }
}

/// The random end of a UUID: eight hexadecimal digits.
fn suffix() -> String {
    let id = Uuid::now_v7().simple().to_string();
    id[id.len() - 8..].to_owned()
}
