//! What the toolchain does for a schema of any project: generate into a folder, and lint.

use std::fs;

use crate::run::{Dir, run};

const SCHEMA: &str = "\
datasource db {
  provider = \"postgresql\"
}

model Author {
  id    Int    @id
  books Book[]
}

model Book {
  id       Int    @id
  price    Float
  authorId Int
  author   Author @relation(fields: [authorId], references: [id])
}
";

#[test]
fn targets_are_written_checked_and_cleaned_up() {
    let dir = Dir::new("targets");
    dir.write("prisma/schema.prisma", SCHEMA);
    let generate = |target: &str, more: &[&str]| {
        let arguments = ["contract", "generate", "prisma", "--target", target, "--out", "out"];
        run(dir.path(), &[&arguments[..], more].concat())
    };
    let (code, out, _) = generate("markdown-pages", &["--target", "typescript"]);
    assert_eq!(code, 0);
    for name in ["README.md", "models/Author.md", "models/Book.md", "schema.ts"] {
        assert!(out.contains(&format!("wrote out/{name}\n")), "{out}");
    }
    assert_eq!(
        generate("markdown-pages", &["--check"]),
        (0, "3 files: up to date\n".into(), String::new())
    );
    // A page of a model that is gone goes too; what is not ours, or another target's, stays.
    dir.write("out/models/Ours.md", "# Ours\n");
    dir.write(
        "prisma/schema.prisma",
        SCHEMA.replace("model Book", "model Volume").replace("Book[]", "Volume[]"),
    );
    let (code, _, err) = generate("markdown-pages", &["--check"]);
    assert!(
        code == 1 && err.contains("models/Volume.md") && err.contains("models/Book.md (of no use"),
        "{err}"
    );
    let (_, out, _) = generate("markdown-pages", &[]);
    assert!(
        out.contains("wrote out/models/Volume.md\n")
            && out.ends_with("removed out/models/Book.md\n"),
        "{out}"
    );
    let left = |name: &str| fs::exists(dir.path().join("out").join(name)).expect("a folder");
    assert!(left("models/Ours.md") && left("schema.ts") && !left("models/Book.md"));
}

#[test]
fn lint_warns_denies_and_allows() {
    let dir = Dir::new("lint");
    dir.write("schema.prisma", SCHEMA);
    let lint =
        |more: &[&str]| run(dir.path(), &[&["contract", "lint", "schema.prisma"], more].concat());
    let (code, out, _) = lint(&[]);
    assert!(
        code == 0 && out.contains("warning[DSN0105]") && out.contains("warning[DSN0107]"),
        "{out}"
    );
    assert!(out.ends_with("1 file: 2 findings\n"), "{out}");
    let (code, out, _) = lint(&["--deny", "all", "--allow", "dsn0107", "--format", "json"]);
    assert_eq!(code, 1);
    let start =
        "[{\"code\":\"DSN0105\",\"severity\":\"error\",\"file\":\"schema.prisma\",\"start\":";
    assert!(out.starts_with(start) && out.contains("@@index([authorId])"), "{out}");
    let (code, _, err) = lint(&["--deny", "DSN9999"]);
    assert!(code == 1 && err.contains("there is no rule `DSN9999`"), "{err}");
}

/// As Prisma spells it, as we do, by its place, and where a project of Prisma's has it.
#[test]
fn every_command_takes_the_schema_in_every_way() {
    let dir = Dir::new("ways");
    dir.write("prisma/schema.prisma", SCHEMA);
    let named = ["--schema", "prisma/schema.prisma"];
    let ours = ["--contract", "prisma/schema.prisma"];
    let ways: [&[&str]; 4] = [&named, &ours, &["prisma/schema.prisma"], &[]];
    let url = "postgresql://nobody@127.0.0.1:1/nothing";
    let commands: [&[&str]; 13] = [
        &["validate"],
        &["format"],
        &["lint"],
        &["generate", "--target", "erd", "--out", "made"],
        &["migrate", "dev", "--url", url],
        &["migrate", "deploy", "--url", url],
        &["migrate", "status", "--url", url],
        &["migrate", "resolve", "--applied", "it", "--url", url],
        &["migrate", "down", "--url", url],
        &["push", "--url", url],
        &["pull", "--url", url],
        &["drift", "--url", url],
        &["plans", "--url", url],
    ];
    for (command, way) in commands.iter().flat_map(|it| ways.map(|way| (*it, way))) {
        let (code, _, err) = run(dir.path(), &[&["contract"], command, way].concat());
        let reached = code == 0 || err.contains("no PostgreSQL answers at 127.0.0.1:1");
        assert!(reached, "{command:?} {way:?}: exit {code}\n{err}");
    }
}
