//! Where a project has its schema, for a command to which nobody says it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Where Prisma 7 is configured, in its own order.
const CONFIGS: [&str; 4] =
    ["prisma.config.ts", "prisma.config.mts", "prisma.config.js", "prisma.config.mjs"];

/// Where Prisma looks by itself, in its own order.
const USUAL: [&str; 3] = ["schema.prisma", "prisma/schema.prisma", "prisma/schema"];

/// What to say where there is none.
pub const NOWHERE: &str = "there is no schema here: neither prisma.config.ts nor package.json names \
                           one, and there is no contract, schema.prisma, prisma/schema.prisma or \
                           prisma/schema; name a .prisma file, or a folder that holds some";

/// The schema of the project in a folder: what its configuration names, else where ours stands, else
/// where Prisma looks.
pub fn schema_in(folder: &Path) -> Option<PathBuf> {
    let named = configured(folder).or_else(|| packaged(folder));
    let ours = || Some(folder.join("contract")).filter(|it| holds_schema(it));
    let usual = || USUAL.iter().map(|it| folder.join(it)).find(|it| it.exists());
    named.or_else(ours).or_else(usual)
}

/// A folder of this name may be about something else.
fn holds_schema(folder: &Path) -> bool {
    let is_prisma = |path: &Path| path.extension().is_some_and(|it| it == "prisma");
    let beside = || fs::read_dir(folder).into_iter().flatten().flatten();
    folder.join("schema").is_dir() || beside().any(|it| is_prisma(&it.path()))
}

/// `schema` of `prisma.config.ts`.
fn configured(folder: &Path) -> Option<PathBuf> {
    let text = CONFIGS.iter().find_map(|it| fs::read_to_string(folder.join(it)).ok())?;
    Some(folder.join(schema_said(&text)?))
}

/// `prisma.schema` of `package.json`, as Prisma 6 has it.
fn packaged(folder: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string(folder.join("package.json")).ok()?;
    let package: Value = serde_json::from_str(&text).ok()?;
    Some(folder.join(package.pointer("/prisma/schema")?.as_str()?))
}

/// What a configuration says, which is a program: read where it is plain text, as `schema: "db"` or
/// `schema: path.join("db", "schema")`, and passed over where it is computed.
fn schema_said(program: &str) -> Option<PathBuf> {
    let pieces = pieces(program);
    let at = pieces.windows(2).position(|pair| match pair {
        [Piece::Word(key) | Piece::Text(key), Piece::Sign(':')] => *key == "schema",
        _ => false,
    })?;
    match &pieces[at + 2..] {
        [Piece::Text(path), ..] => Some(PathBuf::from(path)),
        [
            Piece::Word("path"),
            Piece::Sign('.'),
            Piece::Word(join),
            Piece::Sign('('),
            parts @ ..,
        ]
        | [Piece::Word(join), Piece::Sign('('), parts @ ..]
            if matches!(*join, "join" | "resolve") =>
        {
            joined(parts)
        }
        _ => None,
    }
}

/// The texts up to the bracket; the folder of the configuration itself may stand before them.
fn joined(parts: &[Piece<'_>]) -> Option<PathBuf> {
    let mut path = PathBuf::new();
    for part in parts {
        match part {
            Piece::Sign(')') => return Some(path).filter(|it| it.components().next().is_some()),
            Piece::Text(text) => path.push(text),
            Piece::Word("__dirname" | "import" | "meta" | "dirname") | Piece::Sign(',' | '.') => {}
            Piece::Word(_) | Piece::Sign(_) => return None,
        }
    }
    None
}

/// As much of TypeScript as is needed to tell a key from a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'t> {
    Word(&'t str),
    Text(&'t str),
    Sign(char),
}

fn pieces(program: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = program;
    while let Some(first) = rest.chars().next() {
        let until = |from: usize, end: &str| {
            rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len())
        };
        let length = match first {
            '/' if rest.starts_with("//") => until(2, "\n"),
            '/' if rest.starts_with("/*") => until(2, "*/"),
            '"' | '\'' | '`' => {
                let end = until(1, &first.to_string());
                pieces.push(Piece::Text(rest[1..end].trim_end_matches(first)));
                end
            }
            _ if first.is_alphanumeric() || first == '_' => {
                let word = |it: char| it.is_alphanumeric() || it == '_';
                let end = rest.find(|it| !word(it)).unwrap_or(rest.len());
                pieces.push(Piece::Word(&rest[..end]));
                end
            }
            _ => {
                if !first.is_whitespace() {
                    pieces.push(Piece::Sign(first));
                }
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    pieces
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::schema_said;

    #[test]
    fn a_configuration_says_where_the_schema_is() {
        for (program, path) in [
            (
                "export default defineConfig({ schema: 'db/schema.prisma' })",
                Some("db/schema.prisma"),
            ),
            ("// schema: \"old\"\nexport default { \"schema\": \"new\", }", Some("new")),
            (
                "({ schema: path.join(__dirname, 'prisma', \"models\"), x: 1 })",
                Some("prisma/models"),
            ),
            ("({ schema: join(import.meta.dirname, `db`) })", Some("db")),
            ("({ /* it's */ schema: where(), migrations: { path: 'm' } })", None),
            ("({ schema: join(root, 'db') })", None),
            ("({ datasource: { url: env('X') } })", None),
            ("schema: 'unclosed", Some("unclosed")),
            ("schema: join(", None),
        ] {
            assert_eq!(schema_said(program).as_deref(), path.map(Path::new), "{program}");
        }
    }
}
