//! What every page has around it.

use app::App;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use domain::Role;

use super::assets;
use crate::access::Visitor;
use crate::input::Describe;
use crate::problem::{Problem, ProblemKind};
use crate::route::Input;

/// Everything that a page of ours needs and nothing else: no script in the text, no style in an
/// attribute, no other host. What a card says can't run even where escaping were forgotten.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                           img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; \
                           manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page, rendered.
pub(crate) fn page(template: impl Template) -> Response {
    let text = match template.render() {
        Ok(text) => text,
        Err(error) => {
            tracing::error!(%error, "a page can't be rendered");
            return Problem::new(ProblemKind::Internal).into_response();
        }
    };
    let mut response = Html(text).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// Who looks at the page, and where they are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shell {
    visitor: Option<Visitor>,
    path: String,
}

/// A place in the navigation.
pub(crate) struct Link {
    pub(crate) href: &'static str,
    pub(crate) label: &'static str,
    /// `g` and this letter lead there.
    pub(crate) key: &'static str,
    pub(crate) is_current: bool,
}

/// Every place, and whose it is: nobody's in particular where no role is named.
const PLACES: &[(&str, &str, &str, &[Role])] = &[("/library", "Library", "l", &[Role::Creator])];

impl Shell {
    /// Where the pages are that the visitor may open.
    pub(crate) fn links(&self) -> Vec<Link> {
        let here = |href: &str| self.path == href || self.path.starts_with(&format!("{href}/"));
        let may = |roles: &[Role]| roles.is_empty() || roles.iter().any(|role| self.is(*role));
        let open = PLACES.iter().filter(|(_, _, _, roles)| may(roles));
        open.map(|&(href, label, key, _)| Link { href, label, key, is_current: here(href) })
            .collect()
    }

    pub(crate) fn is(&self, role: Role) -> bool {
        self.visitor.as_ref().is_some_and(|visitor| visitor.actor.is(role))
    }

    pub(crate) fn handle(&self) -> Option<&str> {
        self.visitor.as_ref().map(|visitor| visitor.actor.handle.as_str())
    }

    pub(crate) fn csrf(&self) -> &str {
        self.visitor.as_ref().map_or("", |visitor| &visitor.csrf)
    }

    /// The address of an asset; another one when it is another.
    pub(crate) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

impl FromRequestParts<App> for Shell {
    type Rejection = Problem;

    /// After the extractor that says who may call.
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let visitor = parts.extensions.get::<Visitor>().cloned();
        Ok(Shell { visitor, path: parts.uri.path().to_owned() })
    }
}

impl Describe for Shell {
    fn inputs() -> Vec<Input> {
        Vec::new()
    }
}

/// Something went wrong, as a page.
#[derive(Template)]
#[template(path = "failure.html")]
pub(crate) struct Failure {
    shell: Shell,
    title: &'static str,
    detail: String,
    status: u16,
}

impl Failure {
    pub(crate) fn new(title: &'static str, detail: &str, status: u16) -> Self {
        Failure { shell: Shell::default(), title, detail: detail.to_owned(), status }
    }
}

/// What templates show values with: `{{ at|ago }}`.
pub(crate) mod filters {
    use std::borrow::Borrow;

    use askama::filters::Safe;
    use askama::{Result, Values, filter_fn};
    use jiff::Timestamp;

    /// How long ago it was, where there is a script.
    #[filter_fn]
    #[allow(unreachable_pub, reason = "what the macro makes is public in here")]
    pub(crate) fn ago(at: impl Borrow<Timestamp>, _: &dyn Values) -> Result<Safe<String>> {
        Ok(time(*at.borrow(), " data-ago"))
    }

    /// A date and a time of day, in the reader's zone where there is a script.
    #[filter_fn]
    #[allow(unreachable_pub, reason = "what the macro makes is public in here")]
    pub(crate) fn on(at: impl Borrow<Timestamp>, _: &dyn Values) -> Result<Safe<String>> {
        Ok(time(*at.borrow(), ""))
    }

    fn time(at: Timestamp, how: &str) -> Safe<String> {
        let words = at.strftime("%-d %b %Y, %H:%M UTC");
        Safe(format!("<time datetime=\"{at}\"{how}>{words}</time>"))
    }
}
