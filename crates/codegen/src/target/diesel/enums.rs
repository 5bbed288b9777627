//! `enums.rs`: the enums, and how they go over the wire.

use super::headed;
use super::plan::{EnumPlan, Plan};
use crate::source::Source;

pub(super) fn file(plan: &Plan<'_>) -> String {
    let mut out = headed("The enums of the schema.");
    if !plan.enums.is_empty() {
        out.blank();
        out.lines(USES.lines());
    }
    for it in &plan.enums {
        definition(&mut out, it);
        names(&mut out, it);
        wire(&mut out, it);
    }
    out.finish()
}

const USES: &str = "\
use std::io::Write;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};

use super::schema::sql_types;";

fn definition(out: &mut Source, it: &EnumPlan<'_>) {
    out.blank();
    out.prose(&it.declared.docs.text);
    out.line(
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]",
    );
    out.line(format!("#[diesel(sql_type = sql_types::{})]", it.sql));
    out.open(format!("pub enum {} {{", it.name));
    for (value, variant) in it.declared.values.iter().zip(&it.variants) {
        out.prose(&value.docs.text);
        out.line(format!("{variant},"));
    }
    out.close("}");
}

fn names(out: &mut Source, it: &EnumPlan<'_>) {
    out.blank();
    out.open(format!("impl {} {{", it.name));
    out.line("/// Every value, in the schema's order.");
    let all: Vec<String> = it.variants.iter().map(|name| format!("Self::{name}")).collect();
    out.line(format!("pub const ALL: [Self; {}] = [{}];", all.len(), all.join(", ")));
    out.blank();
    out.line("/// The name in the database.");
    out.open("pub const fn as_str(self) -> &'static str {");
    out.open("match self {");
    for (value, variant) in it.declared.values.iter().zip(&it.variants) {
        out.line(format!("Self::{variant} => {:?},", value.db_name));
    }
    out.close("}");
    out.close("}");
    out.close("}");
}

fn wire(out: &mut Source, it: &EnumPlan<'_>) {
    let EnumPlan { name, sql, .. } = it;
    out.blank();
    out.open(format!("impl ToSql<sql_types::{sql}, Pg> for {name} {{"));
    out.open("fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {");
    out.line("out.write_all(self.as_str().as_bytes())?;");
    out.line("Ok(IsNull::No)");
    out.close("}");
    out.close("}");
    out.blank();
    out.open(format!("impl FromSql<sql_types::{sql}, Pg> for {name} {{"));
    out.open("fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {");
    out.line(
        "let found = Self::ALL.into_iter().find(|it| it.as_str().as_bytes() == value.as_bytes());",
    );
    out.open("found.ok_or_else(|| {");
    out.line("let given = String::from_utf8_lossy(value.as_bytes()).into_owned();");
    out.line(format!("format!(\"`{{given}}` is no value of {name}\").into()"));
    out.close("})");
    out.close("}");
    out.close("}");
}
