//! `types`: what PostgreSQL's types are in Rust, those that are used.

use super::begin;
use super::plan::Plan;
use crate::GeneratedFile;
use crate::types::Scalar;
use std::collections::BTreeSet;

/// A type that generated code names by `types::`.
struct Named {
    name: &'static str,
    /// With jiff and with chrono; empty where a file of ours has it.
    rust: [&'static str; 2],
    /// The constants of its type and its array.
    sent: &'static str,
}

const NAMED: &[Named] = &[
    Named { name: "Uuid", rust: ["uuid::Uuid"; 2], sent: "UUID UUID_ARRAY" },
    Named {
        name: "Timestamp",
        rust: ["jiff::Timestamp", "chrono::DateTime<chrono::Utc>"],
        sent: "TIMESTAMPTZ TIMESTAMPTZ_ARRAY",
    },
    Named {
        name: "DateTime",
        rust: ["jiff::civil::DateTime", "chrono::NaiveDateTime"],
        sent: "TIMESTAMP TIMESTAMP_ARRAY",
    },
    Named {
        name: "Date",
        rust: ["jiff::civil::Date", "chrono::NaiveDate"],
        sent: "DATE DATE_ARRAY",
    },
    Named {
        name: "Time",
        rust: ["jiff::civil::Time", "chrono::NaiveTime"],
        sent: "TIME TIME_ARRAY",
    },
    Named { name: "Json", rust: ["serde_json::Value"; 2], sent: "JSONB JSONB_ARRAY" },
    Named { name: "Decimal", rust: ["rust_decimal::Decimal"; 2], sent: "NUMERIC NUMERIC_ARRAY" },
    Named { name: "Money", rust: [""; 2], sent: "MONEY MONEY_ARRAY" },
    Named { name: "Timetz", rust: [""; 2], sent: "TIMETZ TIMETZ_ARRAY" },
    Named { name: "Inet", rust: [""; 2], sent: "INET INET_ARRAY" },
    Named { name: "Bits", rust: [""; 2], sent: "UNKNOWN VARBIT_ARRAY" },
    Named { name: "Xml", rust: [""; 2], sent: "XML XML_ARRAY" },
];

/// As a model's file names it.
pub(super) fn path(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Bool => "bool",
        Scalar::Int2 => "i16",
        Scalar::Int4 => "i32",
        Scalar::Int8 => "i64",
        Scalar::Oid => "u32",
        Scalar::Float4 => "f32",
        Scalar::Float8 => "f64",
        Scalar::Text | Scalar::Varchar | Scalar::Char | Scalar::Name | Scalar::Citext => "String",
        Scalar::Bytea => "Vec<u8>",
        Scalar::Uuid => "types::Uuid",
        Scalar::Timestamptz => "types::Timestamp",
        Scalar::Timestamp => "types::DateTime",
        Scalar::Date => "types::Date",
        Scalar::Time => "types::Time",
        Scalar::Json | Scalar::Jsonb => "types::Json",
        Scalar::Decimal => "types::Decimal",
        Scalar::Money => "types::Money",
        Scalar::Timetz => "types::Timetz",
        Scalar::Inet => "types::Inet",
        Scalar::Bit | Scalar::Varbit => "types::Bits",
        Scalar::Xml => "types::Xml",
    }
}

/// Those that the files name, and what these lean on.
pub(super) fn text(plan: &Plan<'_>, files: &[GeneratedFile]) -> Vec<GeneratedFile> {
    let makes = files.iter().any(|file| file.contents.contains("types::made::"));
    let found = named(files);
    let used: Vec<&Named> = NAMED
        .iter()
        .filter(|named| {
            found.contains(named.name)
                || (named.name == "Time" && found.contains("Timetz"))
                || (named.name == "Uuid" && makes)
        })
        .collect();
    let own: Vec<&str> = used.iter().filter(|it| it.rust[0].is_empty()).map(|it| it.name).collect();
    let mut out = begin();
    out.line("//! What PostgreSQL's types are in Rust.");
    out.blank();
    if makes {
        out.line("pub mod made;");
    }
    own.iter().for_each(|name| out.line(format!("mod {};", name.to_lowercase())));
    out.blank();
    own.iter().for_each(|name| out.line(format!("pub use {}::{name};", name.to_lowercase())));
    for it in used.iter().filter(|it| !it.rust[0].is_empty()) {
        out.line(format!("pub type {} = {};", it.name, it.rust[usize::from(plan.choices.chrono)]));
    }
    let scalars = used.iter().map(|it| format!("{} = {};", it.name, it.sent));
    if !used.is_empty() {
        out.blank();
        out.line("use super::sql::Scalar;");
        out.blank();
        out.open("super::sql::scalars! {");
        scalars.for_each(|line| out.line(line));
        out.close("}");
        if used.iter().any(|it| it.name == "Decimal") {
            out.blank();
            out.line("impl super::sql::Number for Decimal {}");
        }
    }
    let serde = plan.choices.serde;
    let mut all = vec![GeneratedFile::new("types/mod.rs", out.finish())];
    all.extend(own.iter().map(|name| super::support::type_file(name, serde)));
    if makes {
        all.push(super::support::type_file("made", serde));
    }
    all
}

/// The names that the files have behind `types::`, found in one pass.
pub(super) fn named(files: &[GeneratedFile]) -> BTreeSet<&str> {
    let after = files.iter().flat_map(|file| file.contents.split("types::").skip(1));
    after.map(identifier).collect()
}

/// What a text starts with, as far as it is one name.
fn identifier(text: &str) -> &str {
    let end = text.find(|it: char| !(it.is_alphanumeric() || it == '_'));
    &text[..end.unwrap_or(text.len())]
}
