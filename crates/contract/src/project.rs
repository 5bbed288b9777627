//! Where a project has its schema and its migrations, for a command to which nobody says it.

use std::fs;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use crate::source;

/// Where Prisma 7 is configured, in its own order: each of these with each ending, then as a folder
/// with an `index`.
const CONFIGS: [&str; 3] = ["prisma.config", ".config/prisma", ".config/prisma.config"];
const ENDINGS: [&str; 6] = ["js", "ts", "mjs", "cjs", "mts", "cts"];

/// The same by its newer names, which come first and have no `index`.
const NEWER_CONFIGS: [&str; 2] = ["prisma7.config", ".config/prisma7"];

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
    source::inner(folder).is_some() || beside().any(|it| is_prisma(&it.path()))
}

/// `schema` of `prisma.config.ts`.
fn configured(folder: &Path) -> Option<PathBuf> {
    let (path, text) = configuration(folder)?;
    Some(beside(&path, &schema_said(&text)?))
}

/// `migrations.path` of `prisma.config.ts`.
pub fn migrations_in(folder: &Path) -> Option<PathBuf> {
    let (path, text) = configuration(folder)?;
    Some(beside(&path, &migrations_said(&text)?))
}

/// A path that a configuration says, with `..` taken as `path.resolve` of Node.js does.
fn beside(configuration: &Path, said: &Path) -> PathBuf {
    let mut path = PathBuf::new();
    for part in configuration.with_file_name(said).components() {
        let inside = matches!(path.components().next_back(), Some(Component::Normal(_)));
        match part {
            Component::ParentDir if inside => _ = path.pop(),
            Component::CurDir => {}
            part => path.push(part),
        }
    }
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }
}

/// The file that Prisma would take, and what it says.
fn configuration(folder: &Path) -> Option<(PathBuf, String)> {
    let ended = |base: String| ENDINGS.map(|ending| folder.join(format!("{base}.{ending}")));
    let newer = NEWER_CONFIGS.into_iter().flat_map(|base| ended(base.to_owned()));
    let older = CONFIGS.into_iter();
    let older = older.flat_map(|it| [it.to_owned(), format!("{it}/index")]).flat_map(ended);
    let path = newer.chain(older).find(|it| it.is_file())?;
    let text = fs::read_to_string(&path).ok()?;
    Some((path, text))
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
    path_of(behind("schema", &pieces)?)
}

/// `migrations: { path: "db/migrations" }`, read the same way.
fn migrations_said(program: &str) -> Option<PathBuf> {
    let pieces = pieces(program);
    let [Piece::Sign('{'), inside @ ..] = behind("migrations", &pieces)? else { return None };
    path_of(own("path", inside)?)
}

/// What follows a key of an object, of which this is what stands behind its brace.
fn own<'p, 't>(key: &str, inside: &'p [Piece<'t>]) -> Option<&'p [Piece<'t>]> {
    let mut depth = 0;
    for (at, piece) in inside.iter().enumerate() {
        match piece {
            Piece::Sign('{' | '(' | '[') => depth += 1,
            Piece::Sign('}' | ')' | ']') if depth == 0 => return None,
            Piece::Sign('}' | ')' | ']') => depth -= 1,
            Piece::Word(word) | Piece::Text(word)
                if depth == 0 && *word == key && inside.get(at + 1) == Some(&Piece::Sign(':')) =>
            {
                return Some(&inside[at + 2..]);
            }
            _ => {}
        }
    }
    None
}

/// What follows a key and its colon.
fn behind<'p, 't>(key: &str, pieces: &'p [Piece<'t>]) -> Option<&'p [Piece<'t>]> {
    let at = pieces.windows(2).position(|pair| match pair {
        [Piece::Word(word) | Piece::Text(word), Piece::Sign(':')] => *word == key,
        _ => false,
    })?;
    Some(&pieces[at + 2..])
}

fn path_of(value: &[Piece<'_>]) -> Option<PathBuf> {
    match value {
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
    use std::fs;
    use std::path::Path;

    use super::{migrations_said, schema_in, schema_said};

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

    #[test]
    fn a_configuration_says_where_the_migrations_are() {
        for (program, path) in [
            ("({ schema: 's', migrations: { path: 'db/steps' } })", Some("db/steps")),
            (
                "({ migrations: { seed: f({ path: 1 }), path: path.join('db', 'steps') }, })",
                Some("db/steps"),
            ),
            (
                "({ migrations: { seed: 'tsx', \"path\": path.join('db', 'steps') }, })",
                Some("db/steps"),
            ),
            ("({ migrations: { seed: 'tsx' }, views: { path: 'views' } })", None),
            ("({ migrations, path: 'x' })", None),
            ("({ migrations: { path: where() } })", None),
        ] {
            assert_eq!(migrations_said(program).as_deref(), path.map(Path::new), "{program}");
        }
    }

    /// As `findPrismaConfigFile` of `@prisma/config` 7.10 goes through them.
    #[test]
    fn the_configuration_is_the_one_that_prisma_takes() {
        let dir = std::env::temp_dir().join(format!("contract-project-{}", std::process::id()));
        let mut schema = String::new();
        for file in [
            ".config/prisma.config.ts",
            ".config/prisma/index.ts",
            ".config/prisma.mts",
            "prisma.config.cjs",
            "prisma.config.mjs",
            "prisma.config.ts",
            "prisma.config.js",
            ".config/prisma7.ts",
            "prisma7.config.ts",
        ] {
            let path = dir.join(file);
            schema.push('x');
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(&path, format!("export default {{ schema: '{schema}' }}")).expect("a file");
            let expected = path.with_file_name(&schema);
            assert_eq!(schema_in(&dir).as_deref(), Some(expected.as_path()), "{file}");
        }
        fs::remove_dir_all(&dir).expect("gone");
    }
}
