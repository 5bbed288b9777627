//! The names that PostgreSQL objects get where the schema gives none: Prisma's convention.

/// PostgreSQL keeps 63 bytes of a name (`NAMEDATALEN` less the terminating zero).
pub const NAME_BYTES_MAX: usize = 63;

/// `User_pkey`
pub fn primary_key(table: &str) -> String {
    shortened(table.to_owned(), "_pkey")
}

/// `User_email_key`
pub fn unique(table: &str, columns: &[&str]) -> String {
    shortened(joined(table, columns), "_key")
}

/// `User_email_idx`
pub fn index(table: &str, columns: &[&str]) -> String {
    shortened(joined(table, columns), "_idx")
}

/// `Post_authorId_fkey`
pub fn foreign_key(table: &str, columns: &[&str]) -> String {
    shortened(joined(table, columns), "_fkey")
}

fn joined(table: &str, columns: &[&str]) -> String {
    format!("{table}_{}", columns.join("_"))
}

/// Cuts at a character so that the suffix still fits.
fn shortened(mut name: String, suffix: &str) -> String {
    let mut most = NAME_BYTES_MAX - suffix.len();
    if name.len() > most {
        while !name.is_char_boundary(most) {
            most -= 1;
        }
        name.truncate(most);
    }
    name + suffix
}
