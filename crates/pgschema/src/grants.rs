//! What the server's role may do: read and add everywhere, change only what is not append-only.

use crate::catalogue::{Catalogue, Table};
use crate::sql::{ident, name, signature};

/// Statements that leave the role with exactly these rights on the catalogue, whatever it had
/// before. Run them in one transaction, as the owner, after each migration.
///
/// A role without UPDATE on a table can't lock its rows either (`SELECT … FOR UPDATE`, `FOR
/// SHARE`): append-only rows need no lock, for nobody changes them. Foreign keys check as the owner.
pub fn grants(catalogue: &Catalogue, role: &str) -> Vec<String> {
    let role = ident(role);
    let mut statements: Vec<String> =
        catalogue.schemas.iter().flat_map(|schema| on_schema(schema, &role)).collect();
    for (table_name, table) in &catalogue.tables {
        statements.extend(on_table(&name(table_name), table, &role));
    }
    for (view, _) in &catalogue.views {
        let view = name(view);
        statements.push(format!("REVOKE ALL ON TABLE {view} FROM PUBLIC"));
        statements.push(format!("REVOKE INSERT, UPDATE, DELETE ON TABLE {view} FROM {role}"));
        statements.push(format!("GRANT SELECT ON TABLE {view} TO {role}"));
    }
    for sequence in catalogue.sequences.keys().map(name) {
        statements.push(format!("REVOKE ALL ON SEQUENCE {sequence} FROM PUBLIC"));
        statements.push(format!("REVOKE SELECT, UPDATE ON SEQUENCE {sequence} FROM {role}"));
        statements.push(format!("GRANT USAGE ON SEQUENCE {sequence} TO {role}"));
    }
    let functions = catalogue.functions.keys().map(signature);
    statements
        .extend(functions.map(|function| format!("GRANT EXECUTE ON ROUTINE {function} TO {role}")));
    statements
}

fn on_schema(schema: &str, role: &str) -> [String; 3] {
    let schema = ident(schema);
    [
        format!("REVOKE ALL ON SCHEMA {schema} FROM PUBLIC"),
        format!("REVOKE CREATE ON SCHEMA {schema} FROM {role}"),
        format!("GRANT USAGE ON SCHEMA {schema} TO {role}"),
    ]
}

fn on_table(of: &str, table: &Table, role: &str) -> [String; 3] {
    let (granted, revoked) = match table.append_only {
        true => ("SELECT, INSERT", "UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"),
        false => ("SELECT, INSERT, UPDATE, DELETE", "TRUNCATE, REFERENCES, TRIGGER"),
    };
    [
        format!("REVOKE ALL ON TABLE {of} FROM PUBLIC"),
        format!("REVOKE {revoked} ON TABLE {of} FROM {role}"),
        format!("GRANT {granted} ON TABLE {of} TO {role}"),
    ]
}
