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
const PLACES: &[(&str, &str, &str, &[Role])] = &[
    ("/library", "Library", "l", &[Role::Creator]),
    ("/market", "Market", "k", &[]),
    ("/lineage", "Lineage", "i", &[Role::Creator, Role::Moderator, Role::Finance]),
    ("/moderation", "Moderation", "m", &[Role::Moderator]),
    ("/earnings", "Earnings", "e", &[Role::Creator, Role::Finance]),
    ("/admin/tags", "Tags", "t", &[Role::Moderator]),
    ("/admin/terms", "Terms", "r", &[Role::Finance]),
    ("/admin", "Settings", "s", &[Role::Admin]),
    ("/contract", "Contract", "c", &[Role::Admin]),
];

impl Shell {
    /// Where the pages are that the visitor may open.
    pub(crate) fn links(&self) -> Vec<Link> {
        let may = |roles: &[Role]| roles.is_empty() || roles.iter().any(|role| self.is(*role));
        let open: Vec<_> = PLACES.iter().filter(|(_, _, _, roles)| may(roles)).collect();
        // Of a place inside another one, the visitor is in the inner one.
        let here = open.iter().map(|place| place.0).filter(|href| self.is_in(href));
        let here = here.max_by_key(|href| href.len());
        open.into_iter()
            .map(|&(href, label, key, _)| Link { href, label, key, is_current: here == Some(href) })
            .collect()
    }

    fn is_in(&self, href: &str) -> bool {
        self.path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The place where the visitor's own work is; of somebody without one, whatever is open to all.
    pub(crate) fn home(&self) -> &'static str {
        // Who keeps the installation and makes no characters starts with what is still to be set up.
        if self.is(Role::Admin) && !self.is(Role::Creator) {
            return "/admin";
        }
        self.links().first().map_or("/account", |link| link.href)
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
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
#[allow(unreachable_pub, reason = "what the macro makes of a filter is public in here")]
pub(crate) mod filters {
    use std::fmt::Display;

    use askama::filters::Safe;
    use askama::{Result, Values, filter_fn};
    use jiff::Timestamp;

    /// A time, behind however many references a template has it.
    pub(crate) trait Time {
        fn time(&self) -> Timestamp;
    }

    impl Time for Timestamp {
        fn time(&self) -> Timestamp {
            *self
        }
    }

    impl<T: Time> Time for &T {
        fn time(&self) -> Timestamp {
            T::time(self)
        }
    }

    /// How long ago it was, where there is a script.
    #[filter_fn]
    pub(crate) fn ago(at: impl Time, _: &dyn Values) -> Result<Safe<String>> {
        Ok(time(at.time(), " data-ago"))
    }

    /// A date and a time of day, in the reader's zone where there is a script.
    #[filter_fn]
    pub(crate) fn on(at: impl Time, _: &dyn Values) -> Result<Safe<String>> {
        Ok(time(at.time(), ""))
    }

    fn time(at: Timestamp, how: &str) -> Safe<String> {
        let words = at.strftime("%-d %b %Y, %H:%M UTC");
        Safe(format!("<time datetime=\"{at}\"{how}>{words}</time>"))
    }

    /// The beginning of a digest or an id: enough to tell it from its neighbours.
    #[filter_fn]
    pub(crate) fn short(text: impl Display, _: &dyn Values) -> Result<String> {
        Ok(super::short(text))
    }

    /// Minor units of a currency; as people write the amount where there is a script, which knows
    /// how many of them make a major one.
    #[filter_fn]
    pub(crate) fn money(
        minor: impl Display,
        _: &dyn Values,
        currency: &str,
    ) -> Result<Safe<String>> {
        let currency: String = currency.chars().filter(char::is_ascii_alphabetic).collect();
        let words = super::money(&minor, &currency);
        Ok(Safe(format!("<data value=\"{minor}\" data-currency=\"{currency}\">{words}</data>")))
    }

    /// Parts per million as per cent.
    #[filter_fn]
    pub(crate) fn percent(ppm: impl Display, _: &dyn Values) -> Result<String> {
        let ppm: f64 = ppm.to_string().parse().unwrap_or(f64::NAN);
        let text = format!("{:.4}", ppm / 10_000.0);
        Ok(format!("{} %", text.trim_end_matches('0').trim_end_matches('.')))
    }

    /// No more of a text than a small box holds.
    #[filter_fn]
    pub(crate) fn clipped(text: impl Display, _: &dyn Values) -> Result<String> {
        const FITS: usize = 22;
        let text = text.to_string();
        Ok(match text.char_indices().nth(FITS) {
            None => text,
            Some((at, _)) => format!("{}…", &text[..at]),
        })
    }
}

/// The beginning of a digest or an id.
pub(crate) fn short(text: impl std::fmt::Display) -> String {
    text.to_string().chars().take(12).collect()
}

/// An amount in minor units, as it stands in the ledger: how many make a major unit differs by
/// currency, and ISO 4217 changes it.
pub(crate) fn money(minor: impl std::fmt::Display, currency: &str) -> String {
    format!("{} minor {currency}", minor.to_string().replace('-', "−"))
}
