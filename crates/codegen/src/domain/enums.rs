//! The enums, with the contract's names.

use crate::header::Header;
use crate::names::pascal;
use crate::source::Source;
use psl::schema::{Enum, EnumValue, Schema};

pub(crate) fn enums(header: &Header, schema: &Schema) -> String {
    let mut out = Source::rust();
    header.write(&mut out, "//");
    out.line("//! The enums of the contract.");
    if !schema.enums.is_empty() {
        out.blank();
        out.line("use schemars::JsonSchema;");
        out.line("use serde::{Deserialize, Serialize};");
        out.blank();
        out.line("use super::UnknownName;");
    }
    let mut enums: Vec<&Enum> = schema.enums.iter().collect();
    enums.sort_by(|a, b| a.name.cmp(&b.name));
    for declared in enums {
        out.blank();
        definition(&mut out, declared);
        out.blank();
        names(&mut out, declared);
        out.blank();
        display(&mut out, &pascal(&declared.name));
        out.blank();
        from_str(&mut out, declared);
    }
    out.finish()
}

fn definition(out: &mut Source, declared: &Enum) {
    match declared.docs.text.as_str() {
        "" => out.line(format!("/// `{}` of the contract.", declared.name)),
        text => out.docs(text),
    }
    out.line(
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]",
    );
    out.open(format!("pub enum {} {{", pascal(&declared.name)));
    for value in &declared.values {
        match value.docs.text.as_str() {
            "" => out.line(format!("/// `{}`.", value.name)),
            text => out.docs(text),
        }
        out.line(format!("#[serde(rename = {:?})]", value.name));
        out.line(format!("{},", variant(value)));
    }
    out.close("}");
}

fn names(out: &mut Source, declared: &Enum) {
    let variants: Vec<String> =
        declared.values.iter().map(|value| format!("Self::{}", variant(value))).collect();
    out.open(format!("impl {} {{", pascal(&declared.name)));
    out.line("/// Every value, in the contract's order.");
    out.line(format!("pub const ALL: [Self; {}] = [{}];", variants.len(), variants.join(", ")));
    out.blank();
    out.line("/// The name in the contract and the API.");
    out.open("pub const fn as_str(self) -> &'static str {");
    out.open("match self {");
    for value in &declared.values {
        out.line(format!("Self::{} => {:?},", variant(value), value.name));
    }
    out.close("}");
    out.close("}");
    out.close("}");
}

fn display(out: &mut Source, name: &str) {
    out.open(format!("impl std::fmt::Display for {name} {{"));
    out.open("fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {");
    out.line("f.write_str(self.as_str())");
    out.close("}");
    out.close("}");
}

fn from_str(out: &mut Source, declared: &Enum) {
    let name = pascal(&declared.name);
    out.open(format!("impl std::str::FromStr for {name} {{"));
    out.line("type Err = UnknownName;");
    out.blank();
    out.open("fn from_str(text: &str) -> Result<Self, Self::Err> {");
    out.open("match text {");
    for value in &declared.values {
        out.line(format!("{:?} => Ok(Self::{}),", value.name, variant(value)));
    }
    out.line(format!("_ => Err(UnknownName::new({name:?}, text)),"));
    out.close("}");
    out.close("}");
    out.close("}");
}

/// `Self` and a leading digit are no variant names.
pub(crate) fn variant(value: &EnumValue) -> String {
    let name = pascal(&value.name);
    let unusual = name == "Self" || name.starts_with(|first: char| first.is_ascii_digit());
    if unusual { format!("V{name}") } else { name }
}
