//! Comments, the types and collations of a database, and what no schema can say.

use pgschema::catalogue::{Expression, Object, ObjectKind, Subject};
use pgschema::contract::hash_in_comment;
use pgschema::{Catalogue, Name};
use tokio_postgres::{Client, Error, Row};

use super::others_sql as sql;

pub(super) async fn read(
    client: &Client,
    schemas: &[String],
    catalogue: &mut Catalogue,
) -> Result<(), Error> {
    for row in client.query(sql::OBJECTS, &[&schemas]).await? {
        if let Some(kind) = kind(row.get(0)) {
            let definition = Expression::new(row.get::<_, String>(3));
            catalogue.objects.insert((kind, name(&row)), Object { definition });
        }
    }
    for row in client.query(sql::COMMENTS, &[&schemas]).await? {
        let text: String = row.get(4);
        let subject = subject(&row).filter(|it| is_ours(it, &text) && is_known(it, catalogue));
        if let Some(subject) = subject {
            catalogue.comments.insert(subject, text);
        }
    }
    for row in client.query(sql::UNSAID, &[&schemas]).await? {
        catalogue.unsaid.insert(row.get(0), row.get(1));
    }
    Ok(())
}

fn name(row: &Row) -> Name {
    Name::new(row.get::<_, &str>(1), row.get::<_, &str>(2))
}

fn kind(letter: &str) -> Option<ObjectKind> {
    ObjectKind::ALL.iter().copied().find(|kind| kind.word() == letter)
}

/// The stamp is the contract's own, and `public` has a comment in every new database.
fn is_ours(subject: &Subject, text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let is_schema = matches!(subject, Subject::Schema(_));
    !(is_schema && (hash_in_comment(first).is_some() || text == "standard public schema"))
}

/// A comment on something that is left out (an extension's, a partition's) is left out too.
fn is_known(subject: &Subject, catalogue: &Catalogue) -> bool {
    match subject {
        Subject::Table(name) | Subject::Constraint(name, _) | Subject::Policy(name, _) => {
            catalogue.tables.contains_key(name)
        }
        Subject::Column(name, _) | Subject::Trigger(name, _) => {
            catalogue.tables.contains_key(name) || catalogue.views.contains_key(name)
        }
        Subject::View(name) | Subject::MaterializedView(name) => catalogue.views.contains_key(name),
        Subject::Function(name) => catalogue.functions.contains_key(name),
        Subject::Enum(name) => catalogue.enums.contains_key(name),
        Subject::Object(kind, name) => catalogue.objects.contains_key(&(*kind, name.clone())),
        Subject::Sequence(name) => catalogue.sequences.contains_key(name),
        Subject::Schema(_) | Subject::Index(_) => true,
    }
}

fn subject(row: &Row) -> Option<Subject> {
    let part = || row.get::<_, Option<String>>(3).unwrap_or_default();
    Some(match row.get(0) {
        "schema" => Subject::Schema(row.get(1)),
        "table" => Subject::Table(name(row)),
        "view" => Subject::View(name(row)),
        "materialised view" => Subject::MaterializedView(name(row)),
        "sequence" => Subject::Sequence(name(row)),
        "index" => Subject::Index(name(row)),
        "column" => Subject::Column(name(row), part()),
        "enum" => Subject::Enum(name(row)),
        "function" => Subject::Function(name(row)),
        "constraint" => Subject::Constraint(name(row), part()),
        "trigger" => Subject::Trigger(name(row), part()),
        "policy" => Subject::Policy(name(row), part()),
        word => Subject::Object(kind(word)?, name(row)),
    })
}
