//! The names that Prisma gives to constraints and indexes nobody named.

/// PostgreSQL's NAMEDATALEN is 64 bytes, one of them the terminator.
pub(crate) const IDENTIFIER_BYTES_MAX: usize = 63;

pub(crate) fn primary_key(table: &str) -> String {
    fitted(table.to_owned(), "_pkey")
}

pub(crate) fn unique(table: &str, columns: &[&str]) -> String {
    fitted(joined(table, columns), "_key")
}

pub(crate) fn index(table: &str, columns: &[&str]) -> String {
    fitted(joined(table, columns), "_idx")
}

pub(crate) fn foreign_key(table: &str, columns: &[&str]) -> String {
    fitted(joined(table, columns), "_fkey")
}

/// PostgreSQL's own: `table_column_check`.
pub(crate) fn check(table: &str, column: Option<&str>) -> String {
    fitted(joined(table, column.as_slice()), "_check")
}

pub(crate) fn exclusion(table: &str) -> String {
    fitted(table.to_owned(), "_excl")
}

/// What `SERIAL` calls its sequence: PostgreSQL shortens the longer of the two names.
pub(crate) fn serial_sequence(table: &str, column: &str) -> String {
    let available = IDENTIFIER_BYTES_MAX - "__seq".len();
    let (mut table_bytes, mut column_bytes) = (table.len(), column.len());
    while table_bytes + column_bytes > available {
        if table_bytes > column_bytes {
            table_bytes -= 1;
        } else {
            column_bytes -= 1;
        }
    }
    format!("{}_{}_seq", clipped(table, table_bytes), clipped(column, column_bytes))
}

/// An implicit join table: `_Name`, cut by characters as Prisma does.
pub(crate) fn join_table(relation: &str) -> String {
    format!("_{relation}").chars().take(IDENTIFIER_BYTES_MAX).collect()
}

/// The constraints of an implicit join table, whose table name is cut by characters.
pub(crate) fn of_join_table(table: &str, suffix: &str) -> String {
    let kept: String = table.chars().take(IDENTIFIER_BYTES_MAX - suffix.len()).collect();
    format!("{kept}{suffix}")
}

fn joined(table: &str, columns: &[&str]) -> String {
    std::iter::once(table).chain(columns.iter().copied()).collect::<Vec<_>>().join("_")
}

fn fitted(name: String, suffix: &str) -> String {
    format!("{}{suffix}", clipped(&name, IDENTIFIER_BYTES_MAX - suffix.len()))
}

/// At most `bytes` of the text, never half a character.
fn clipped(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
