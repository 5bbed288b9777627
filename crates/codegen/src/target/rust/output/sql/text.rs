use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use tokio_postgres::types::Type;

use super::value::is_list;
use super::{ColumnInfo, Db, Error, Param, Table, Value};

/// A statement in the making: its text and its parameters.
#[derive(Debug, Default)]
pub(super) struct Text<'a> {
    pub(super) sql: String,
    params: Vec<Param<'a>>,
    aliases: usize,
}

impl<'a> Text<'a> {
    pub(super) fn new(sql: &str) -> Self {
        Self { sql: sql.to_owned(), ..Self::default() }
    }

    pub(super) fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// `t0`, `t1`, …: the outermost table is `t0`.
    pub(super) fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("t{}", self.aliases)
    }

    /// `$1`, to be given `value`.
    pub(super) fn param(&mut self, value: &'a (dyn ToSql + Sync), ty: Type) -> String {
        self.params.push((value, ty));
        format!("${}", self.params.len())
    }

    /// A parameter that a column meets.
    pub(super) fn value(&mut self, column: &ColumnInfo, value: &'a dyn Value) -> String {
        let ty = value.ty();
        let cast = if is_list(&ty) { column.cast } else { "" };
        self.param(value.sql(), ty) + cast
    }

    /// `template` with `$c` and `$p` in it: a column, and what it meets.
    pub(super) fn template(
        &mut self,
        template: &str,
        alias: &str,
        column: &ColumnInfo,
        value: Option<&'a dyn Value>,
    ) {
        let param = value.map(|value| self.value(column, value)).unwrap_or_default();
        let place = format!("{alias}.{}", column.name);
        self.filled(template, &place, &param);
    }

    /// As [`Text::template`], where the two are compared.
    pub(super) fn comparison(
        &mut self,
        template: &str,
        alias: &str,
        column: &ColumnInfo,
        value: Option<&'a dyn Value>,
    ) {
        if column.compared.is_empty() {
            return self.template(template, alias, column, value);
        }
        let param = value.map(|value| self.param(value.sql(), value.ty())).unwrap_or_default();
        let place = format!("{alias}.{}{}", column.name, column.compared);
        self.filled(template, &place, &param);
    }

    fn filled(&mut self, template: &str, place: &str, param: &str) {
        self.push(&template.replace("$p", param).replace("$c", place));
    }

    /// `t0."id", t0."name"`.
    pub(super) fn columns(&mut self, table: &Table, alias: &str) -> &mut Self {
        let all = table.columns.iter().map(|column| format!("{alias}.{}", column.name));
        self.sql.push_str(&all.collect::<Vec<_>>().join(", "));
        self
    }

    /// `parts`, with `between` between them.
    pub(super) fn joined<T>(
        &mut self,
        between: &str,
        parts: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        for (at, part) in parts.into_iter().enumerate() {
            if at > 0 {
                self.push(between);
            }
            write(self, part);
        }
    }

    pub(super) async fn rows(&self, db: &impl Db) -> Result<Vec<Row>, Error> {
        Ok(db.rows(&self.sql, &self.params).await?)
    }

    pub(super) async fn execute(&self, db: &impl Db) -> Result<u64, Error> {
        Ok(db.execute(&self.sql, &self.params).await?)
    }
}
