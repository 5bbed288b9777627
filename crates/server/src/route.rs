//! The table of routes: the router, OpenAPI and the role matrix are all read from it.

use app::App;
use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::access::{Access, Who};
use crate::input::Describe;

/// One route: where, who, what it takes and gives, and the handler behind it.
pub(crate) struct Route {
    pub(crate) method: Method,
    /// As axum writes it: `/api/characters/{id}`.
    pub(crate) path: &'static str,
    /// The `operationId`, and the name of the client's function.
    pub(crate) operation: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) who: Who,
    pub(crate) inputs: Vec<Input>,
    pub(crate) output: Output,
    router: MethodRouter<App>,
}

/// What an extractor takes from the request.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) place: Place,
    pub(crate) schema: SchemaOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    JsonBody,
    /// A file as it is: a character card, or a picture.
    FileBody,
    /// A page's form.
    Form,
    /// A header with this name; `required` or not.
    Header {
        name: &'static str,
        required: bool,
        about: &'static str,
    },
}

pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What a route answers when all goes well.
#[derive(Clone, Copy)]
pub(crate) enum Output {
    Json { status: u16, schema: SchemaOf },
    Bytes { media: &'static str },
    Empty,
}

impl Route {
    /// Answers JSON of this shape.
    pub(crate) fn gives<T: JsonSchema>(mut self, status: u16) -> Self {
        self.output = Output::Json { status, schema: |generator| generator.subschema_for::<T>() };
        self
    }

    pub(crate) fn gives_bytes(mut self, media: &'static str) -> Self {
        self.output = Output::Bytes { media };
        self
    }
}

/// The signature of a handler, read by type: its first extractor says who, the others what.
pub(crate) trait Signature {
    const WHO: Who;
    fn inputs() -> Vec<Input>;
}

macro_rules! signatures {
    ($(($($extractor:ident),*))*) => {$(
        impl<M, A: Access, $($extractor: Describe),*> Signature for (M, A, $($extractor,)*) {
            const WHO: Who = A::WHO;

            fn inputs() -> Vec<Input> {
                #[allow(unused_mut, reason = "the arity with no further extractor")]
                let mut inputs = Vec::new();
                $(inputs.extend($extractor::inputs());)*
                inputs
            }
        }
    )*};
}

signatures! { () (B) (B, C) (B, C, D) (B, C, D, E) (B, C, D, E, F) }

/// `GET /path operation "summary" handler`, and so on for the other methods.
pub(crate) fn route<H, T>(
    method: Method,
    path: &'static str,
    operation: &'static str,
    summary: &'static str,
    handler: H,
) -> Route
where
    H: Handler<T, App>,
    T: Signature + 'static,
{
    let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
    Route {
        method,
        path,
        operation,
        summary,
        who: T::WHO,
        inputs: T::inputs(),
        output: Output::Empty,
        router: on(filter, handler),
    }
}

pub(crate) fn router(routes: Vec<Route>) -> Router<App> {
    routes.into_iter().fold(Router::new(), |router, route| router.route(route.path, route.router))
}
