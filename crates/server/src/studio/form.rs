//! Forms of pages: parsed at the door, and refused where they are not of the visitor's session.

use app::App;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use crate::access::Visitor;
use crate::csrf;
use crate::input::{Body, Describe};
use crate::problem::{Problem, ProblemKind};
use crate::route::{Input, Place};

/// A form that a page of the visitor's sent. Each page that changes something takes one: the
/// session's token is looked for nowhere else.
#[derive(Debug)]
pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequest<App> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let headers = request.headers().clone();
        let visitor = request.extensions().get::<Visitor>().cloned();
        let media = headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok());
        if !media.is_some_and(|media| media.starts_with("application/x-www-form-urlencoded")) {
            return Err(Problem::new(ProblemKind::UnsupportedMedia)
                .detail("send the form as application/x-www-form-urlencoded"));
        }
        let Body(bytes) = Body::from_request(request, app).await?;
        let wrong = |error: String| Problem::new(ProblemKind::Malformed).detail(error);
        let fields: Vec<(String, String)> =
            serde_urlencoded::from_bytes(&bytes).map_err(|error| wrong(error.to_string()))?;
        match visitor {
            Some(visitor) => {
                let sent = fields.iter().find(|(name, _)| name == "csrf");
                csrf::check(&headers, sent.map(|(_, value)| value.as_str()), &visitor.csrf)?;
            }
            None => csrf::same_site(&headers)?,
        }
        let form = serde_urlencoded::from_bytes(&bytes);
        form.map(Form).map_err(|error| wrong(error.to_string()))
    }
}

impl<T> Describe for Form<T> {
    fn inputs() -> Vec<Input> {
        vec![Input { place: Place::Form, schema: |_| schemars::Schema::default() }]
    }
}

/// A form that says nothing but that it is of the visitor's session.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Nothing {}

/// A form whose fields the page itself reads, since their names are not known beforehand or come more
/// than once.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(crate) fn get(&self, name: &str) -> &str {
        let named = self.0.iter().find(|(known, _)| known == name);
        named.map_or("", |(_, value)| value)
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    }
}

/// What is wrong with a form, and beside which of its fields that stands.
#[derive(Clone, Debug)]
pub(crate) struct Wrong {
    pub(crate) field: String,
    pub(crate) told: String,
}

impl Wrong {
    pub(crate) fn at(field: impl Into<String>, told: impl std::fmt::Display) -> Self {
        Wrong { field: field.into(), told: told.to_string() }
    }
}

/// What a template says beside a field.
pub(crate) fn beside<'a>(wrong: &'a Option<Wrong>, field: &str) -> Option<&'a str> {
    wrong.as_ref().filter(|wrong| wrong.field == field).map(|wrong| wrong.told.as_str())
}

/// Percent-encoded, to stand as a value in a query.
pub(crate) fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match plain(byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

/// The pairs that have a value, for an address.
pub(crate) fn query(pairs: &[(&str, &Option<String>)]) -> String {
    let given = pairs.iter().filter_map(|(key, value)| Some((key, value.as_deref()?)));
    let given: Vec<String> =
        given.map(|(key, value)| format!("{key}={}", encoded(value))).collect();
    given.join("&")
}

/// A form sends every field that it has; what is empty is not asked for.
pub(crate) fn given<const COUNT: usize>(fields: [&mut Option<String>; COUNT]) {
    for field in fields {
        *field = field.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    }
}

/// Where to go on after signing in: a path of ours, whatever was asked for.
pub(crate) fn local(next: Option<&str>) -> &str {
    let ours = |path: &str| {
        path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t'])
    };
    next.filter(|path| ours(path)).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_sent_elsewhere_after_signing_in() {
        assert_eq!(local(Some("/library?text=a")), "/library?text=a");
        for elsewhere in ["https://a.example", "//a.example", "/\\a.example", "/\t/a.example", ""] {
            assert_eq!(local(Some(elsewhere)), "/", "{elsewhere:?}");
        }
    }
}
