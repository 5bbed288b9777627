//! How many tokens texts are, while somebody writes them.

use std::collections::BTreeMap;

use card::tokens::Tokens;
use domain::draft::FieldViolation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::App;
use crate::aside::aside;

/// A draft has a dozen texts and at most 512 greetings.
const TEXTS_MAX: usize = 600;

/// What one edit changes is far below; counting goes over each byte.
const TEXTS_BYTES_MAX: usize = 4 << 20;

/// Texts by names of the caller's own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CountRequest {
    pub texts: BTreeMap<String, String>,
    /// How tokens are counted: `cl100k_base`, `o200k_base`, `estimate`.
    pub tokens: Option<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountsView {
    /// By the same names.
    pub counts: BTreeMap<String, usize>,
    /// The vocabulary, or the formula of an estimate.
    pub counted_by: String,
    pub is_estimate: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum CountError {
    #[error("some of it can't be counted")]
    Invalid(Vec<FieldViolation>),
}

impl App {
    pub async fn count_tokens(&self, request: CountRequest) -> Result<CountsView, CountError> {
        let tokens = Tokens::parse(request.tokens.as_deref().unwrap_or("cl100k_base"));
        let mut violations = over_limits(&request);
        if let Err(error) = &tokens {
            violations.push(FieldViolation::new("tokens", error.to_string()));
        }
        let (Ok(tokens), true) = (tokens, violations.is_empty()) else {
            return Err(CountError::Invalid(violations));
        };
        let count = move || -> BTreeMap<String, usize> {
            request.texts.into_iter().map(|(name, text)| (name, tokens.count(&text))).collect()
        };
        let counts = aside(count).await;
        Ok(CountsView { counts, counted_by: tokens.name(), is_estimate: tokens.is_estimate() })
    }
}

fn over_limits(request: &CountRequest) -> Vec<FieldViolation> {
    let mut violations = Vec::new();
    let texts = request.texts.len();
    if texts > TEXTS_MAX {
        let message = format!("are {texts}; at most {TEXTS_MAX} are counted at once");
        violations.push(FieldViolation::new("texts", message));
    }
    let bytes: usize = request.texts.values().map(String::len).sum();
    if bytes > TEXTS_BYTES_MAX {
        let message = format!("have {bytes} bytes; at most {TEXTS_BYTES_MAX} are counted at once");
        violations.push(FieldViolation::new("texts", message));
    }
    violations
}
