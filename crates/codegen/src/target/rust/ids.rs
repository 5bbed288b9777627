//! `ids.rs`: a type for the id of each model, so that one is never taken for another.

use super::begin;
use super::plan::Plan;
use super::types::path;

pub(super) fn text(plan: &Plan<'_>) -> String {
    let mut out = begin();
    if plan.vocabulary.ids.is_empty() {
        return out.finish();
    }
    out.line("use super::sql;");
    out.blank();
    let serde = if plan.choices.serde {
        "\n        #[derive(serde::Serialize, serde::Deserialize)]\n        #[serde(transparent)]"
    } else {
        ""
    };
    out.lines(IDS.replace("{serde}", serde).lines());
    out.blank();
    out.open("ids! {");
    for id in &plan.vocabulary.ids {
        let inner = path(id.inner).replace("types::", "super::types::");
        let kind = if id.inner.is_text() { "text" } else { "copied" };
        out.line(format!("/// The `{}` of a `{}`.", id.field, id.model));
        out.line(format!("{kind} {}({inner});", id.name));
    }
    out.close("}");
    out.finish()
}

const IDS: &str = r#"macro_rules! ids {
    ($($(#[$doc:meta])* $kind:ident $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]{serde}
        pub struct $name(pub $inner);

        impl From<$inner> for $name {
            fn from(inner: $inner) -> Self {
                Self(inner)
            }
        }

        sql::id! { $kind $name($inner) }
    )*};
}"#;
