//! The statements of a request as PostgreSQL itself logged them, and the pgbench script of them.

use std::fs;
use std::path::Path;

/// A statement that was run, with its parameters as the log shows them: literals or `NULL`.
pub(crate) struct Ran {
    pub(crate) sql: String,
    pub(crate) parameters: Vec<String>,
}

/// What was logged since `from` bytes of the server's log, without what the session does for itself.
pub(crate) fn since(log: &Path, from: u64) -> std::io::Result<Vec<Ran>> {
    let bytes = fs::read(log)?;
    let text = String::from_utf8_lossy(&bytes[(from as usize).min(bytes.len())..]).into_owned();
    let mut ran: Vec<Ran> = Vec::new();
    for entry in entries(&text) {
        if let Some(rest) = entry.split_once("LOG:  execute ").map(|it| it.1) {
            let sql = rest.split_once(": ").map_or("", |it| it.1).to_owned();
            ran.push(Ran { sql, parameters: Vec::new() });
        } else if let Some((_, sql)) = entry.split_once("LOG:  statement: ") {
            ran.push(Ran { sql: sql.to_owned(), parameters: Vec::new() });
        } else if let Some((_, list)) = entry.split_once("DETAIL:  parameters: ")
            && let Some(last) = ran.last_mut()
        {
            last.parameters = parameters(list);
        }
    }
    // What the driver asks of the catalogue while it prepares is not part of a request.
    ran.retain(|ran| !ran.sql.contains("pg_catalog."));
    Ok(ran)
}

/// An entry starts with a date; its further lines are indented by a tab.
fn entries(text: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix('\t'), entries.last_mut()) {
            (Some(rest), Some(entry)) => {
                entry.push('\n');
                entry.push_str(rest);
            }
            _ => entries.push(line.to_owned()),
        }
    }
    entries
}

/// `$1 = 'it''s', $2 = NULL`
fn parameters(list: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = list;
    while let Some((_, value)) = rest.split_once(" = ") {
        let end = end_of_literal(value);
        found.push(value[..end].to_owned());
        rest = &value[end..];
    }
    found
}

fn end_of_literal(text: &str) -> usize {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'\'') {
        return text.find(',').unwrap_or(text.len());
    }
    let mut at = 1;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'\'', Some(b'\'')) => at += 2,
            (b'\'', _) => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// A literal that pgbench leaves alone: it reads `:name` as a variable, inside of quotes too.
pub(crate) fn literal(logged: &str) -> String {
    let inner = logged.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    let Some(inner) = inner else { return logged.to_owned() };
    format!("E'{}'", inner.replace('\\', "\\\\").replace(':', "\\x3a"))
}

impl Ran {
    /// One line of a script: each parameter is what `say` makes of it, else its literal.
    pub(crate) fn line(&self, say: impl Fn(&str) -> Option<String>) -> String {
        let mut sql = self.sql.trim_end_matches(';').to_owned();
        for (index, logged) in self.parameters.iter().enumerate().rev() {
            let value = say(logged).unwrap_or_else(|| literal(logged));
            sql = replace_parameter(&sql, index + 1, &value);
        }
        sql
    }
}

/// From the last parameter down, `$1` is no prefix of one that is left; what was put in has none.
fn replace_parameter(sql: &str, number: usize, value: &str) -> String {
    let name = format!("${number}");
    let mut out = String::with_capacity(sql.len() + value.len());
    let mut pieces = sql.split(name.as_str()).peekable();
    while let Some(piece) = pieces.next() {
        out.push_str(piece);
        if let Some(next) = pieces.peek() {
            let longer = next.starts_with(|c: char| c.is_ascii_digit());
            out.push_str(if longer { &name } else { value });
        }
    }
    out
}
