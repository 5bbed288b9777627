//! A migration for people: what comes, what goes and what changes, in the manner of
//! `prisma migrate diff`, and beside each change of a table with rows what it costs.

use std::collections::BTreeSet;

use crate::catalogue::{DEFAULT_SCHEMA, Index, KeyPart, Name};
use crate::diff::Migration;
use crate::safety::Safety;
use crate::step::{AlterColumn, Cast, Step, TableChange};

/// A heading with its lines. Those of one heading are told together.
type Line = (String, String);

impl Migration {
    /// Ends with a line end; empty where nothing is to be done.
    pub fn summary(&self) -> String {
        let created: BTreeSet<&Name> = self.steps.iter().filter_map(created).collect();
        let mut sections: Vec<(String, Vec<String>)> = Vec::new();
        for step in &self.steps {
            let cost = cost(step.safety(), &created);
            for (heading, mut line) in lines(step) {
                line.extend(cost.iter().map(|cost| format!("\n      {cost}")));
                match sections.iter_mut().find(|(known, _)| *known == heading) {
                    Some((_, told)) => told.push(line),
                    None => sections.push((heading, vec![line])),
                }
            }
        }
        let section = |(heading, told): &(String, Vec<String>)| match told.as_slice() {
            [none] if none.is_empty() => format!("{heading}\n"),
            told => format!("{heading}\n  {}\n", told.join("\n  ")),
        };
        sections.iter().map(section).collect::<Vec<_>>().join("\n")
    }
}

fn created(step: &Step) -> Option<&Name> {
    match step {
        Step::CreateTable { name, .. } => Some(name),
        _ => None,
    }
}

/// `None` where no table with rows is touched.
fn cost(mut safety: Safety, created: &BTreeSet<&Name>) -> Option<String> {
    let locked = !safety.locks.is_empty();
    safety.locks.retain(|(table, _)| !created.contains(table));
    let new_tables_only = locked && safety.locks.is_empty();
    let harmless = safety.locks.is_empty() && !safety.loses_data && !safety.depends_on_data;
    if new_tables_only || harmless { None } else { Some(safety.describe()) }
}

fn lines(step: &Step) -> Vec<Line> {
    let one = |heading: &str, line: String| vec![(heading.to_owned(), line)];
    let added = |what: &str, name: &dyn ToString| {
        one(&format!("[+] Added {what}"), format!("- {}", name.to_string()))
    };
    let removed = |what: &str, name: &dyn ToString| {
        one(&format!("[-] Removed {what}"), format!("- {}", name.to_string()))
    };
    match step {
        Step::CreateSchema { name } => added("schemas", name),
        Step::CreateExtension { name, .. } => added("extensions", name),
        Step::DropExtension { name } => removed("extensions", name),
        Step::CreateEnum { name, .. } => added("enums", &shown(name)),
        Step::DropEnum { name } => removed("enums", &shown(name)),
        Step::CreateTable { name, .. } => added("tables", &shown(name)),
        Step::DropTable { name, .. } => removed("tables", &shown(name)),
        Step::RenameTable { from, to } => {
            one("[*] Renamed tables", format!("- `{}` to `{}`", shown(from), shown(to)))
        }
        Step::RenameEnum { from, to } => {
            one("[*] Renamed enums", format!("- `{}` to `{}`", shown(from), shown(to)))
        }
        Step::RenameEnumValue { name, from, to } => {
            one("[*] Renamed enum values", format!("- `{from}` of `{}` to `{to}`", shown(name)))
        }
        Step::AddEnumValues { name, values } => {
            let line = |value: &String| (of_enum(name), format!("[+] Added variant `{value}`"));
            values.iter().map(line).collect()
        }
        Step::RecreateEnum(change) => {
            let line =
                |value: &String| (of_enum(&change.name), format!("[-] Removed variant `{value}`"));
            match change.removed.as_slice() {
                [] => vec![(of_enum(&change.name), "[*] Changed the order of its variants".into())],
                removed => removed.iter().map(line).collect(),
            }
        }
        Step::AlterTable { table, changes } => {
            changes.iter().map(|change| (of_table(table), of_change(change))).collect()
        }
        step => of_part(step),
    }
}

/// What belongs to a table; of everything else its title and the first line of its SQL.
fn of_part(step: &Step) -> Vec<Line> {
    let (table, line) = match step {
        Step::RenameColumn { table, from, to } => {
            (table, format!("[*] Renamed column `{from}` to `{to}`"))
        }
        Step::RenamePrimaryKey { table, from, to }
        | Step::RenameIndex { table, from, to }
        | Step::RenameForeignKey { table, from, to } => {
            (table, format!("[*] Renamed `{from}` to `{to}`"))
        }
        Step::CreateIndex { table, index, .. } => {
            (table, format!("[+] Added {} on columns ({})", kind(index), keys(index)))
        }
        Step::DropIndex { table, index, .. } => {
            (table, format!("[-] Removed {} on columns ({})", kind(index), keys(index)))
        }
        Step::AddForeignKey { table, key, .. } => {
            (table, format!("[+] Added foreign key on columns ({})", key.columns.join(", ")))
        }
        Step::DropForeignKey { table, key, .. } => {
            (table, format!("[-] Removed foreign key on columns ({})", key.columns.join(", ")))
        }
        step => {
            let sql = step.sql().join(" ");
            let first = sql.lines().next().unwrap_or_default().trim_end_matches([' ', '(', ';']);
            return vec![("[*] Changed".to_owned(), format!("- {}: {first}", step.title()))];
        }
    };
    vec![(of_table(table), line)]
}

fn of_change(change: &TableChange) -> String {
    match change {
        TableChange::DropPrimaryKey { .. } => "[-] Dropped the primary key".to_owned(),
        TableChange::AddPrimaryKey { key } => {
            format!("[+] Added primary key on columns ({})", key.columns.join(", "))
        }
        TableChange::DropColumn { name, .. } => format!("[-] Removed column `{name}`"),
        TableChange::AddColumn { name, .. } => format!("[+] Added column `{name}`"),
        TableChange::AlterColumn(change) => {
            format!("[*] Altered column `{}` ({})", change.name, facts(change))
        }
        TableChange::RecreateColumn { name, .. } => {
            format!(
                "[*] Column `{name}` would be dropped and recreated (no cast leads to its new type)"
            )
        }
        TableChange::DropConstraint { name } => format!("[-] Removed constraint `{name}`"),
        TableChange::AddCheck { name, .. } => format!("[+] Added check `{name}`"),
        TableChange::AddExclusion { name, .. } => {
            format!("[+] Added exclusion constraint `{name}`")
        }
    }
}

fn facts(change: &AlterColumn) -> String {
    let required = match (change.from.nullable, change.to.nullable) {
        (true, false) => Some("changed from Nullable to Required"),
        (false, true) => Some("changed from Required to Nullable"),
        _ => None,
    };
    let ty = change.type_change.map(|cast| match cast {
        Cast::Safe => "type changed",
        Cast::Risky => "type changed, which not every value survives",
        Cast::Impossible => "type changed, and no value survives that",
    });
    let default = match (&change.from.default, &change.to.default) {
        _ if !change.default_changed => None,
        (_, None) => Some("default removed"),
        (None, Some(_)) => Some("default added"),
        (Some(_), Some(_)) => Some("default changed"),
    };
    let identity = (change.from.identity != change.to.identity).then_some("identity changed");
    let facts: Vec<&str> = [required, ty, default, identity].into_iter().flatten().collect();
    facts.join(", ")
}

fn kind(index: &Index) -> &'static str {
    if index.unique { "unique index" } else { "index" }
}

fn keys(index: &Index) -> String {
    let part = |part: &KeyPart| match part {
        KeyPart::Column(column) => column.clone(),
        KeyPart::Expression(expression) => expression.text.clone(),
    };
    index.keys.iter().map(|key| part(&key.part)).collect::<Vec<_>>().join(", ")
}

fn of_table(name: &Name) -> String {
    format!("[*] Changed the `{}` table", shown(name))
}

fn of_enum(name: &Name) -> String {
    format!("[*] Changed the `{}` enum", shown(name))
}

/// Bare where SQL would have it bare.
fn shown(name: &Name) -> String {
    if name.schema == DEFAULT_SCHEMA { name.name.clone() } else { name.to_string() }
}
