//! What directives say of a table as a whole.

use super::directives::{self, all, sql_problem};
use super::error::SchemaError;
use super::index_sql::{self, group};
use super::{Build, names, policy_sql};
use crate::catalogue::{
    Deferrable, Expression, Index, KeyPart, Name, Partition, PrimaryKey, RowSecurity, Table,
};
use crate::scan::tokens;
use psl::schema::{Directive, Model};

impl Build<'_> {
    pub(super) fn facts(&mut self, model: &Model, name: &Name, table: &mut Table) {
        table.unlogged = model.docs.directive("unlogged").is_some();
        if let Some(with) = model.docs.directive("with") {
            table.options = index_sql::options(&with.args);
        }
        if let Some(security) = model.docs.directive("rowLevelSecurity") {
            let forced = security.args.trim().eq_ignore_ascii_case("force");
            table.row_security = if forced { RowSecurity::Forced } else { RowSecurity::On };
        }
        if let Some(by) = model.docs.directive("partitionBy") {
            table.partition_by = Some(Expression::new(&by.args));
        }
        let found = [
            primary_key(model, table.primary_key.as_mut()),
            partitions(model, name, table),
            policies(model, table),
        ];
        self.errors.extend(found.into_iter().filter_map(Result::err));
    }

    /// `@index(…)`, of a table or a materialised view.
    pub(super) fn sql_indexes(
        &mut self,
        model: &Model,
        into: &mut indexmap::IndexMap<String, Index>,
    ) {
        for directive in all(&model.docs, "index") {
            let parsed = directives::index(directive).and_then(|named| {
                let index = index_sql::parse(&named.sql);
                let index = index.map_err(|what| sql_problem("index", directive, what))?;
                Ok((named.name, index))
            });
            match parsed {
                Ok((name, index)) => {
                    let name = name.unwrap_or_else(|| index_name(model, &index));
                    if into.insert(name.clone(), index).is_some() {
                        self.duplicate(&directive.span, "indexes", &name);
                    }
                }
                Err(error) => self.errors.push(error),
            }
        }
    }
}

/// As PostgreSQL names one: an expression is called after its function, or `expr`.
fn index_name(model: &Model, index: &Index) -> String {
    let parts: Vec<String> = index.keys.iter().map(|key| part_name(&key.part)).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    names::index(&model.db_name, &parts)
}

fn part_name(part: &KeyPart) -> String {
    match part {
        KeyPart::Column(name) => name.clone(),
        KeyPart::Expression(expression) => {
            let first = tokens(&expression.text).first().and_then(|token| token.name());
            first.unwrap_or_else(|| "expr".to_owned())
        }
    }
}

fn policies(model: &Model, table: &mut Table) -> Result<(), SchemaError> {
    for directive in all(&model.docs, "policy") {
        let (name, sql) = directives::name_and_sql("policy", directive)?;
        let policy = policy_sql::parse(sql);
        let policy = policy.map_err(|what| sql_problem("policy", directive, what))?;
        if table.policies.insert(name.clone(), policy).is_some() {
            return Err(sql_problem("policy", directive, format!("is there twice: `{name}`")));
        }
    }
    Ok(())
}

/// A partition stands in the schema of its table unless it says another.
fn partitions(model: &Model, of: &Name, table: &mut Table) -> Result<(), SchemaError> {
    for directive in all(&model.docs, "partition") {
        let (name, bound) = directives::name_and_sql("partition", directive)?;
        if table.partition_by.is_none() {
            return Err(sql_problem("partition", directive, "needs a `@partitionBy(…)` beside it"));
        }
        let name = match name.split_once('.') {
            Some((schema, name)) => Name::new(schema, name),
            None => Name::new(&of.schema, name),
        };
        table.partitions.insert(name, Partition { bound: Expression::new(bound) });
    }
    Ok(())
}

/// `INCLUDE (title) DEFERRABLE INITIALLY DEFERRED`.
fn primary_key(model: &Model, key: Option<&mut PrimaryKey>) -> Result<(), SchemaError> {
    let (Some(directive), Some(key)) = (model.docs.directive("primaryKey"), key) else {
        return Ok(());
    };
    let tokens = tokens(&directive.args);
    if let Some(include) = tokens.iter().position(|token| token.is("include")) {
        let columns = group(&directive.args, &tokens, &mut (include + 1));
        let columns = columns
            .ok_or_else(|| sql_problem("primaryKey", directive, "needs columns after `INCLUDE`"))?;
        key.include = index_sql::columns_of(columns);
    }
    key.deferrable = deferrable(directive);
    Ok(())
}

/// Whether and when a directive's words let a constraint be checked late.
pub(super) fn deferrable(directive: &Directive) -> Deferrable {
    let has = |word: &str| tokens(&directive.args).iter().any(|token| token.is(word));
    let named = directive.name == "deferrable";
    match (has("deferred"), named || has("deferrable")) {
        (true, _) => Deferrable::InitiallyDeferred,
        (false, true) => Deferrable::InitiallyImmediate,
        (false, false) => Deferrable::No,
    }
}
