//! One type for each id.

use crate::header::Header;
use crate::source::Source;
use crate::types::Scalar;
use crate::vocabulary::{IdType, Vocabulary};

pub(crate) fn ids(header: &Header, vocabulary: &Vocabulary) -> String {
    let mut out = Source::rust();
    header.write(&mut out, "//");
    out.line("//! The ids of the contract, each a type of its own.");
    out.blank();
    out.line("use schemars::JsonSchema;");
    out.line("use serde::{Deserialize, Serialize};");
    let mut ids: Vec<&IdType> = vocabulary.ids.iter().collect();
    ids.sort_by(|a, b| a.name.cmp(&b.name));
    for id in ids {
        out.blank();
        definition(&mut out, id);
    }
    out.finish()
}

fn definition(out: &mut Source, id: &IdType) {
    let IdType { name, model, field, .. } = id;
    let article = if model.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    let copied = if id.inner.is_text() { "" } else { "Copy, " };
    let (inner, error) = inner(id.inner);
    out.line(format!("/// The {field} of {article} `{model}`."));
    out.line(format!(
        "#[derive(Clone, {copied}Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]"
    ));
    out.line("#[serde(transparent)]");
    out.line(format!("pub struct {name}(pub {inner});"));
    out.blank();
    out.open(format!("impl std::fmt::Display for {name} {{"));
    out.open("fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {");
    out.line("self.0.fmt(f)");
    out.close("}");
    out.close("}");
    out.blank();
    out.open(format!("impl std::str::FromStr for {name} {{"));
    out.line(format!("type Err = {error};"));
    out.blank();
    out.open("fn from_str(text: &str) -> Result<Self, Self::Err> {");
    out.line("text.parse().map(Self)");
    out.close("}");
    out.close("}");
}

/// The type inside, and why text may not be one.
fn inner(scalar: Scalar) -> (&'static str, &'static str) {
    match scalar {
        Scalar::Uuid => ("uuid::Uuid", "uuid::Error"),
        scalar if scalar.is_text() => ("String", "std::convert::Infallible"),
        scalar => (scalar.rust(), "std::num::ParseIntError"),
    }
}
