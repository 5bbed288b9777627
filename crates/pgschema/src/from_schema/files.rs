//! Views, triggers, functions and objects: SQL that stands in files beside the schema.

use super::directives::{self, all, name_and_sql, problem, sql_problem};
use super::error::{DirectiveProblem, SchemaError};
use super::statement::{Created, created, replaceable};
use super::{Build, table_name};
use crate::catalogue::{
    DEFAULT_SCHEMA, Expression, Function, Name, Object, Sequence, Trigger, TriggerState, View,
};
use crate::scan::{statements, tokens};
use indexmap::IndexMap;
use psl::schema::{Directive, Docs, Model, ModelKind, Schema};
use std::collections::BTreeMap;

/// The texts of SQL files, by the path that a directive names: from the folder of the schema on,
/// with `/` between its parts.
pub type SqlFiles = BTreeMap<String, String>;

/// The directives that name a file.
const NAMING: [&str; 4] = ["sql", "trigger", "function", "object"];

/// The paths that a schema's directives name, sorted. Whoever holds the folder reads these, and
/// gives them to [`crate::from_schema_with`]; a path never leads out of the folder, `psl` sees to that.
pub fn sql_files(schema: &Schema) -> Vec<String> {
    let source = schema.datasource.iter().map(|source| &source.docs);
    let docs = source.chain(schema.models.iter().map(|model| &model.docs));
    let directives = docs.flat_map(|docs| &docs.directives);
    let naming = directives.filter(|directive| NAMING.contains(&directive.name.as_str()));
    let paths = naming.filter_map(|it| Some(name_and_sql("sql", it).ok()?.0));
    let mut paths: Vec<String> = paths.collect();
    paths.sort();
    paths.dedup();
    paths
}

impl Build<'_> {
    /// What the datasource's directives name, then what the models' do.
    pub(super) fn read_files(&mut self) {
        let schema = self.schema;
        for docs in schema.datasource.iter().map(|source| &source.docs) {
            self.routines(docs, "object");
            self.routines(docs, "function");
            self.sequences(docs);
        }
        for model in &schema.models {
            self.routines(&model.docs, "function");
        }
        for view in schema.models.iter().filter(|model| model.kind == ModelKind::View) {
            self.view(view);
        }
        for model in schema.models.iter().filter(|model| model.kind == ModelKind::Model) {
            let triggers = self.triggers(model);
            if let Some(table) = self.catalogue.tables.get_mut(&table_name(model)) {
                table.triggers = triggers;
            }
        }
    }

    fn sequences(&mut self, docs: &Docs) {
        for directive in all(docs, "sequence") {
            match name_and_sql("sequence", directive) {
                Ok((name, options)) => {
                    let (schema, name) = name.split_once('.').unwrap_or((DEFAULT_SCHEMA, &name));
                    let options = options.split_whitespace().collect::<Vec<_>>().join(" ");
                    let sequence = Sequence { owned_by: None, options };
                    self.catalogue.sequences.insert(Name::new(schema, name), sequence);
                }
                Err(error) => self.errors.push(error),
            }
        }
    }

    /// The text of the file that a directive names, and the word behind the path.
    fn file(
        &self,
        name: &'static str,
        directive: &Directive,
    ) -> Result<(&str, String), SchemaError> {
        let (path, word) = directives::file(name, directive)?;
        match self.files.get(&path) {
            Some(text) => Ok((text, word)),
            None => Err(problem(name, directive, DirectiveProblem::NoFile(path))),
        }
    }

    fn routines(&mut self, docs: &Docs, name: &'static str) {
        for directive in all(docs, name) {
            match self.file(name, directive) {
                Ok((text, _)) => {
                    let text = text.to_owned();
                    self.statements(name, directive, &text);
                }
                Err(error) => self.errors.push(error),
            }
        }
    }

    /// Every statement of a file; what is a trigger is given back.
    fn statements(
        &mut self,
        name: &'static str,
        directive: &Directive,
        text: &str,
    ) -> Vec<(String, Name, String)> {
        let mut triggers = Vec::new();
        for sql in statements(text) {
            match created(sql) {
                Some(Created::Function(function)) => {
                    let definition = Expression::new(replaceable(sql));
                    self.catalogue.functions.insert(function, Function { definition });
                }
                Some(Created::Object(kind, object)) => {
                    let definition = Expression::new(sql);
                    self.catalogue.objects.insert((kind, object), Object { definition });
                }
                Some(Created::Trigger { name, table }) => {
                    triggers.push((name, table, sql.to_owned()));
                }
                None => self.errors.push(sql_problem(name, directive, unknown(sql))),
            }
        }
        if !triggers.is_empty() && name != "trigger" {
            let what =
                "names a file with a CREATE TRIGGER; name it with `@trigger` above its model";
            self.errors.push(sql_problem(name, directive, what));
        }
        triggers
    }

    fn triggers(&mut self, model: &Model) -> IndexMap<String, Trigger> {
        let mut found = IndexMap::new();
        let of = table_name(model);
        for directive in all(&model.docs, "trigger") {
            let file = self.file("trigger", directive).map(|(text, word)| (text.to_owned(), word));
            match file {
                Ok((text, word)) => {
                    for (name, table, sql) in self.statements("trigger", directive, &text) {
                        if table != of {
                            let what =
                                format!("names a file with a trigger on {table}, not on {of}");
                            self.errors.push(sql_problem("trigger", directive, what));
                        }
                        let definition = Expression::new(sql);
                        found.insert(name, Trigger { definition, state: state(&word) });
                    }
                }
                Err(error) => self.errors.push(error),
            }
        }
        found
    }

    /// A view without `@sql` is made by somebody else, as with Prisma.
    fn view(&mut self, model: &Model) {
        let Some(directive) = model.docs.directive("sql") else { return self.bare_view(model) };
        let select = self.file("sql", directive).and_then(|(text, _)| select(directive, text));
        let mut view = match select {
            Ok(select) => View::new(model.docs.directive("materialized").is_some(), select),
            Err(error) => return self.errors.push(error),
        };
        if let Some(with) = model.docs.directive("with") {
            view.options = super::index_sql::options(&with.args);
        }
        self.sql_indexes(model, &mut view.indexes);
        view.triggers = self.triggers(model);
        self.catalogue.views.insert(table_name(model), view);
    }

    fn bare_view(&mut self, model: &Model) {
        let needing = ["materialized", "index", "with", "trigger"];
        let found = needing.into_iter().find_map(|name| Some((name, model.docs.directive(name)?)));
        if let Some((name, directive)) = found {
            let what = "needs `@sql(\"…\")` beside it: without, the view is not ours to make";
            self.errors.push(sql_problem(name, directive, what));
        }
    }
}

fn state(word: &str) -> TriggerState {
    match word {
        "always" => TriggerState::Always,
        "replica" => TriggerState::Replica,
        "disabled" => TriggerState::Disabled,
        _ => TriggerState::Enabled,
    }
}

fn select(directive: &Directive, text: &str) -> Result<String, SchemaError> {
    let wrong = |what: &str| sql_problem("sql", directive, what);
    let [select] = statements(text)[..] else {
        return Err(wrong("names a file that has to hold one SELECT and nothing else"));
    };
    let begins = ["select", "with", "values", "table", "("];
    let is_select = tokens(select).first().is_some_and(|it| begins.iter().any(|word| it.is(word)));
    match is_select {
        true => Ok(select.to_owned()),
        false => {
            Err(wrong("names a file that has to begin with SELECT: CREATE VIEW is added to it"))
        }
    }
}

fn unknown(sql: &str) -> String {
    let head: Vec<&str> = tokens(sql).iter().take(3).map(|token| token.text).collect();
    format!(
        "names a file with `{} …`, which is none of CREATE FUNCTION, PROCEDURE, TRIGGER, DOMAIN, TYPE, \
         COLLATION, AGGREGATE, STATISTICS; put it into a migration by hand",
        head.join(" ")
    )
}
