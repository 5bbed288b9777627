//! Schemas as text, catalogues out of them.

use pgschema::{Catalogue, Hints, Migration};
use psl::schema::Schema;

pub(crate) fn schema(text: &str) -> Schema {
    let file = psl::SourceFile { path: "schema.prisma".into(), text: text.to_owned() };
    psl::analyze(&[file]).schema
}

pub(crate) fn catalogue(text: &str) -> Catalogue {
    pgschema::from_schema(&schema(text)).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
}

pub(crate) fn migration(old: &str, new: &str) -> Migration {
    let hints = Hints::from_schema(&schema(new)).unwrap_or_else(|errors| panic!("{errors:?}"));
    pgschema::diff(&catalogue(old), &catalogue(new), &hints.of_everything())
}
