//! Operator classes: Prisma's `JsonbPathOps` is PostgreSQL's `jsonb_path_ops`.

use crate::catalogue;

/// The families within a class name: Prisma's word, PostgreSQL's, and whether it is the default.
const FAMILIES: &[(&str, &str, bool)] = &[
    ("MinMaxMulti", "_minmax_multi", false),
    ("MinMax", "_minmax", true),
    ("Bloom", "_bloom", false),
    ("Inclusion", "_inclusion", true),
    ("Path", "_path", false),
];

/// A class as Prisma names it, on an index of a method.
pub(super) fn named(class: &str, method: &str) -> catalogue::OperatorClass {
    let stem = class.strip_suffix("Ops").unwrap_or(class);
    let family = FAMILIES
        .iter()
        .find_map(|(prisma, sql, default)| Some((stem.strip_suffix(prisma)?, *sql, *default)));
    let (ty, family, default) = family.unwrap_or((stem, "", true));
    let sql = format!("{}{family}_ops", ty.to_lowercase());
    // GiST's own default for inet is none, since inet_ops is not marked so there.
    if default && !(sql == "inet_ops" && method != "spgist") {
        return catalogue::OperatorClass::Default(Some(sql));
    }
    catalogue::OperatorClass::Named(sql)
}
