//! `enums.rs`: the enums, which travel as their labels.

use super::begin;
use super::plan::Plan;
use crate::domain::variant;
use crate::names::Unique;
use crate::source::Source;
use psl::schema::Enum;

pub(super) fn text(plan: &Plan<'_>) -> String {
    let mut out = begin();
    if plan.schema.enums.is_empty() {
        return out.finish();
    }
    out.line("use super::sql;");
    out.blank();
    out.lines(LABELS.lines());
    for (at, declared) in plan.schema.enums.iter().enumerate() {
        let name = plan.vocabulary.types.enumeration(psl::schema::EnumId(at as u32));
        out.blank();
        enumeration(&mut out, plan, name, declared);
    }
    out.finish()
}

fn enumeration(out: &mut Source, plan: &Plan<'_>, name: &str, declared: &Enum) {
    let mut taken = Unique::default();
    let variants: Vec<String> =
        declared.values.iter().map(|value| taken.take(variant(value))).collect();
    match declared.docs.text.as_str() {
        "" => out.line(format!("/// `{}`.", declared.db_name)),
        text => out.prose(text),
    }
    out.line(format!(
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash{})]",
        plan.choices.derives()
    ));
    out.open(format!("pub enum {name} {{"));
    for (value, variant) in declared.values.iter().zip(&variants) {
        out.prose(&value.docs.text);
        if plan.choices.serde {
            out.line(format!("#[serde(rename = {:?})]", value.name));
        }
        out.line(format!("{variant},"));
    }
    out.close("}");
    out.blank();
    let labels = declared.values.iter().zip(&variants);
    let labels = labels.map(|(value, variant)| format!("{variant} = {:?}", value.db_name));
    out.line(format!("labels! {{ {name} {{ {} }} }}", labels.collect::<Vec<_>>().join(", ")));
}

const LABELS: &str = r#"/// How an enum travels: as PostgreSQL's own labels.
macro_rules! labels {
    ($name:ident { $($variant:ident = $label:literal),* }) => {
        impl $name {
            /// In the order of the schema.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// As the database has it.
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label),*
                }
            }
        }

        sql::label! { $name }
    };
}"#;
