//! Defaults that Prisma's client makes, so that the database has none: ours are made here too.

use super::plan::{ColumnPlan, Plan};
use crate::rust_type::Base;
use crate::types::Scalar;
use psl::schema::DefaultExpr;

/// The function that makes a value, where one is made.
pub(super) fn value(plan: &Plan<'_>, it: &ColumnPlan<'_>) -> Option<String> {
    let DefaultExpr::Client { function, args } = &it.scalar.default.as_ref()?.expr else {
        return None;
    };
    if it.column.ty.list {
        return None;
    }
    let argument = args.first().map(String::as_str);
    let made = match (function.as_str(), argument) {
        ("uuid", Some("7")) => "types::made::uuid7()".to_owned(),
        ("uuid", _) => "types::made::uuid4()".to_owned(),
        ("cuid", Some("2")) => "types::made::cuid2()".to_owned(),
        ("cuid", _) => "types::made::cuid()".to_owned(),
        ("ulid", _) => "types::made::ulid()".to_owned(),
        ("nanoid", length) => {
            let length = length.and_then(|it| it.parse().ok()).unwrap_or(21_u8);
            format!("types::made::nanoid({length})")
        }
        _ => return None,
    };
    let scalar = it.column.ty.base.scalar()?;
    let made = match scalar {
        Scalar::Uuid if function == "uuid" => made,
        _ if scalar.is_text() && function == "uuid" => format!("{made}.to_string()"),
        _ if scalar.is_text() => made,
        _ => return None,
    };
    Some(match &it.column.ty.base {
        Base::Id { .. } => format!("|| {}({made})", plan.one(&it.column.ty.base)),
        _ if made.matches('(').count() == 1 && made.ends_with("()") => {
            made.trim_end_matches("()").to_owned()
        }
        _ => format!("|| {made}"),
    })
}
