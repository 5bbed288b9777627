//! `contract.rs`: which contract this is, and how a database comes to carry it.

use crate::header::Header;
use crate::source::Source;
use crate::vocabulary::Vocabulary;

/// A migration of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationFile {
    /// The folder's name: `20261122170000_first_character`.
    pub name: String,
    /// SHA-256 of `migration.sql`, lower-case hex, as Prisma keeps it.
    pub checksum: String,
}

pub(crate) fn contract(
    header: &Header,
    vocabulary: &Vocabulary,
    migrations: &[MigrationFile],
    texts: &[String],
) -> String {
    let mut out = Source::rust();
    header.write(&mut out, "//");
    out.line("//! Which contract this is, and how a database comes to carry it.");
    out.blank();
    out.line("/// SHA-256 of [`CONTRACT_JSON`], lower-case hex: what a database and a publication carry.");
    out.line(format!("pub const CONTRACT_HASH: &str = {:?};", header.contract_hash));
    out.blank();
    out.line("/// The contract in its canonical form.");
    out.line("pub const CONTRACT_JSON: &str =");
    out.line(
        "    include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../../contract/published/contract.json\"));",
    );
    out.blank();
    out.lines(MIGRATION.lines());
    out.blank();
    out.line("/// In the order in which they are applied.");
    out.open("pub const MIGRATIONS: &[Migration] = &[");
    migrations.iter().for_each(|migration| entry(&mut out, migration));
    out.close("];");
    out.blank();
    out.lines(TEXT.lines());
    out.blank();
    for (name, docs, folder) in FOLDERS {
        out.line(format!("/// {docs}"));
        out.open(format!("pub const {name}: &[Text] = &["));
        texts.iter().filter(|path| path.starts_with(folder)).for_each(|path| text(&mut out, path));
        out.close("];");
        out.blank();
    }
    out.line("/// Tables whose rows are never changed or removed.");
    out.open("pub const APPEND_ONLY: &[&str] = &[");
    for entity in vocabulary.entities.iter().filter(|entity| entity.append_only) {
        out.line(format!("\"{}.{}\",", entity.db_schema, entity.db_name));
    }
    out.close("];");
    out.finish()
}

fn entry(out: &mut Source, migration: &MigrationFile) {
    out.open("Migration {");
    out.line(format!("name: {:?},", migration.name));
    out.line(format!("checksum: {:?},", migration.checksum));
    let path = format!("/../../contract/migrations/{}/migration.sql", migration.name);
    out.line(format!("sql: include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?})),"));
    out.close("},");
}

fn text(out: &mut Source, path: &str) {
    out.open("Text {");
    out.line(format!("path: {path:?},"));
    let path = format!("/../../contract/{path}");
    out.line(format!("text: include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?})),"));
    out.close("},");
}

/// Texts of the contract that a program carries: what they are called, what they are, where they lie.
const FOLDERS: [(&str, &str, &str); 2] = [
    ("SCHEMA", "The schema, as it is written.", "schema/"),
    ("QUERIES", "The files of statements.", "queries/"),
];

const TEXT: &str = "/// A file of the contract's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// From the contract's folder.
    pub path: &'static str,
    pub text: &'static str,
}";

const MIGRATION: &str = "/// A migration of the contract's folder, whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The name of its folder.
    pub name: &'static str,
    /// SHA-256 of `sql`, lower-case hex.
    pub checksum: &'static str,
    pub sql: &'static str,
}
";
