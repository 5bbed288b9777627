//! Options: what differs from the defaults, in PostgreSQL's words.

use std::collections::BTreeMap;

use tokio_postgres::Row;

/// The column `options` (`{fillfactor=70}`) by name.
pub(super) fn storage(row: &Row) -> BTreeMap<String, String> {
    let options: Option<Vec<String>> = row.get("options");
    let pairs = options.into_iter().flatten();
    pairs.filter_map(|it| Some(pair(it.split_once('=')?))).collect()
}

fn pair((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// The columns of `pg_sequence`, with the type's name as `seqtype`.
pub(super) fn sequence(row: &Row) -> String {
    let number = |column: &str| row.get::<_, i64>(column);
    let (least, greatest) = bounds(row.get("seqtype"));
    let up = number("seqincrement") > 0;
    let (lowest, highest) = if up { (1, greatest) } else { (least, -1) };
    let first = if up { number("seqmin") } else { number("seqmax") };
    let settings = [
        ("START WITH", number("seqstart"), first),
        ("INCREMENT BY", number("seqincrement"), 1),
        ("MINVALUE", number("seqmin"), lowest),
        ("MAXVALUE", number("seqmax"), highest),
        ("CACHE", number("seqcache"), 1),
    ];
    let changed = settings.into_iter().filter(|(_, value, default)| value != default);
    let mut words: Vec<String> =
        changed.map(|(word, value, _)| format!("{word} {value}")).collect();
    if row.get("seqcycle") {
        words.push("CYCLE".to_owned());
    }
    words.join(" ")
}

fn bounds(ty: &str) -> (i64, i64) {
    match ty {
        "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    }
}
