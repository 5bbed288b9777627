//! `postgres.rs`: how the contract's words travel. The domain knows no driver, and Rust's orphan
//! rule keeps its types from being taught here; so they travel in a wrapper.

use super::pieces::{DOCUMENTS, ENUMS, IDS, LIST_PARAMETER, Piece, READERS, ROW, RUNNERS};
use crate::domain::variant;
use crate::header::Header;
use crate::names::pascal;
use crate::rust_type::RustType;
use crate::source::Source;
use crate::types::Scalar;
use crate::vocabulary::{IdType, Vocabulary};
use psl::schema::Schema;

/// What the other generated files ask of this one.
#[derive(Debug)]
pub(crate) struct Uses<'a> {
    pub(crate) texts: Vec<&'a str>,
    /// The types of all parameters.
    pub(crate) parameters: Vec<&'a RustType>,
}

pub(crate) fn postgres(
    header: &Header,
    schema: &Schema,
    vocabulary: &Vocabulary,
    uses: &Uses<'_>,
) -> String {
    let mut out = Source::rust();
    header.write(&mut out, "//");
    out.line("//! How the contract's own types travel to and from PostgreSQL.");
    out.blank();
    let wraps =
        !(vocabulary.ids.is_empty() && schema.enums.is_empty() && vocabulary.documents.is_empty());
    imports(&mut out, wraps);
    if wraps {
        out.lines(WRAPPER.lines());
        out.blank();
    }
    out.lines(ROW.lines());
    out.blank();
    out.line("impl<'a> Columns<'a> {");
    pieces(&mut out, READERS, uses);
    out.line("}");
    out.blank();
    pieces(&mut out, RUNNERS, uses);
    if uses.parameters.iter().any(|ty| ty.list && ty.base.wrapped()) {
        out.blank();
        out.lines(LIST_PARAMETER.lines());
    }
    ids(&mut out, vocabulary);
    enums(&mut out, schema);
    documents(&mut out, vocabulary);
    out.finish()
}

fn imports(out: &mut Source, wraps: bool) {
    out.line("use tokio_postgres::Row;");
    if wraps {
        out.line("use tokio_postgres::types::private::BytesMut;");
        out.line("use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};");
    } else {
        out.line("use tokio_postgres::types::FromSql;");
    }
    out.blank();
    out.line("use crate::StoreError;");
    out.line("use crate::answer::Places;");
    out.line("use crate::run::sealed::Params;");
    out.line("use crate::run::{Run, Statement};");
    out.blank();
}

const WRAPPER: &str = "type Failure = Box<dyn std::error::Error + Sync + Send>;

/// A type of the domain on its way to or from PostgreSQL.
#[derive(Debug)]
pub(super) struct Pg<T>(pub(super) T);
";

/// Those that are called for, a blank line between them.
fn pieces(out: &mut Source, pieces: &[Piece], uses: &Uses<'_>) {
    let called =
        |calls: &[&str]| calls.iter().any(|call| uses.texts.iter().any(|text| text.contains(call)));
    for (at, (_, text)) in pieces.iter().filter(|(calls, _)| called(calls)).enumerate() {
        if at > 0 {
            out.blank();
        }
        out.lines(text.lines());
    }
}

fn ids(out: &mut Source, vocabulary: &Vocabulary) {
    let mut ids: Vec<&IdType> = vocabulary.ids.iter().collect();
    ids.sort_by(|a, b| a.name.cmp(&b.name));
    if ids.is_empty() {
        return;
    }
    out.blank();
    out.lines(IDS.lines());
    out.blank();
    out.open("ids! {");
    ids.iter().for_each(|id| out.line(format!("{}: {};", id.name, inner(id.inner))));
    out.close("}");
}

fn inner(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Uuid => "uuid::Uuid",
        other => other.rust(),
    }
}

fn enums(out: &mut Source, schema: &Schema) {
    let mut enums: Vec<_> = schema.enums.iter().collect();
    enums.sort_by(|a, b| a.name.cmp(&b.name));
    if enums.is_empty() {
        return;
    }
    out.blank();
    out.lines(ENUMS.lines());
    out.blank();
    out.open("enums! {");
    for declared in enums {
        let values: Vec<String> = declared
            .values
            .iter()
            .map(|value| format!("{} = {:?}", variant(value), value.db_name))
            .collect();
        let name = pascal(&declared.name);
        out.line(format!("{name} {:?} {{ {} }}", declared.db_name, values.join(", ")));
    }
    out.close("}");
}

fn documents(out: &mut Source, vocabulary: &Vocabulary) {
    if vocabulary.documents.is_empty() {
        return;
    }
    out.blank();
    out.lines(DOCUMENTS.lines());
    out.blank();
    out.line(format!("documents! {{ {} }}", vocabulary.documents.join(", ")));
}
