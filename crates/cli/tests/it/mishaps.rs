//! What is not a schema, not there, or can't be written: a clear answer and exit code 1, never a file
//! half written or half a result for a whole one.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Stdio;

use crate::run::{Dir, repertoire, run, said};

const VALID: &str = "model A {\n  id Int @id\n}\n";

/// The last line that a command says.
fn last(dir: &Path, arguments: &[&str]) -> (i32, String) {
    let (code, out, err) = run(dir, arguments);
    (code, format!("{out}{err}").lines().last().unwrap_or_default().to_owned())
}

#[test]
fn what_is_no_text_is_named_with_its_place() {
    let dir = Dir::new("no-text");
    dir.write("latin1.prisma", b"// ok\n// caf\xe9\n");
    dir.write("utf16.prisma", b"\xff\xfem\0o\0");
    for (path, says) in [
        (
            "latin1.prisma",
            "latin1.prisma is not UTF-8: on line 2, the byte at offset 12 (0xe9) begins no character; save the file as UTF-8",
        ),
        ("utf16.prisma", "utf16.prisma is UTF-16; save it as UTF-8"),
        (
            "/dev/zero",
            "/dev/zero is neither a file nor a folder, but a device; name a .prisma file, or a folder that holds some",
        ),
    ] {
        for command in ["validate", "format", "lint"] {
            let expected = (1, format!("error: {says}"));
            assert_eq!(last(dir.path(), &["contract", command, path]), expected);
        }
    }
}

#[test]
fn a_schema_is_found_where_the_project_has_it() {
    let dir = Dir::new("project");
    let validate = || last(dir.path(), &["contract", "validate"]);
    let (code, says) = validate();
    assert!(code == 1 && says.starts_with("error: there is no schema here: neither"), "{says}");
    dir.write("prisma/schema.prisma", VALID.replace("Int", "Usual"));
    let found = |word: &str| {
        let (_, out, _) = run(dir.path(), &["contract", "validate"]);
        assert!(out.contains(&format!("\"{word}\"")), "{out}");
    };
    found("Usual");
    // A folder of this name is ours only with a schema in it.
    dir.write("contract/Token.sol", "");
    found("Usual");
    dir.write("contract/schema/a.prisma", VALID.replace("Int", "Ours"));
    found("Ours");
    dir.write("package.json", r#"{"prisma": {"schema": "db/old.prisma"}}"#);
    dir.write("db/old.prisma", VALID.replace("Int", "Packaged"));
    found("Packaged");
    dir.write("prisma.config.ts", "export default { schema: path.join('db', 'new') }\n");
    let (code, says) = validate();
    assert!(
        code == 1 && says.starts_with("error: there is no db/new, which prisma.config.ts"),
        "{says}"
    );
    dir.write("db/new/a.prisma", VALID.replace("Int", "Configured"));
    found("Configured");
}

#[test]
fn a_schema_can_be_piped_in() {
    let dir = Dir::new("piped");
    let piped = |command: &str| {
        let mut child = repertoire()
            .current_dir(dir.path())
            .args(["contract", command, "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        child
            .stdin
            .take()
            .expect("a pipe")
            .write_all(b"model A {\nid Int @id\n}")
            .expect("it reads");
        said(&child.wait_with_output().expect("it ends"))
    };
    assert_eq!(piped("validate"), (0, "1 file: valid\n".into(), String::new()));
    assert_eq!(piped("format"), (0, VALID.into(), String::new()));
}

#[test]
fn half_a_result_is_a_failure_and_a_reader_that_goes_away_is_none() {
    let dir = Dir::new("lost");
    dir.write("a.prisma", VALID);
    let Ok(full) = fs::File::options().write(true).open("/dev/full") else { return };
    let to = |out: Stdio| {
        let mut command = repertoire();
        command.current_dir(dir.path()).args(["contract", "format", "a.prisma", "--stdout"]);
        said(&command.stdout(out).output().expect("it runs"))
    };
    let (code, _, err) = to(full.into());
    assert!(code == 1 && err.starts_with("error: the result can't be written: No space"), "{err}");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    assert_eq!(to(writer.into()), (0, String::new(), String::new()));
}

#[test]
fn very_many_findings_are_counted_and_not_all_shown() {
    let dir = Dir::new("many");
    let fields: String = (0..1000).map(|at| format!("  f{at} Nope\n")).collect();
    dir.write("a.prisma", format!("model A {{\n  id Int @id\n{fields}}}\n"));
    let (code, out, _) = run(dir.path(), &["contract", "validate", "a.prisma"]);
    assert_eq!((code, out.matches("error[PSL0301]").count()), (1, 500));
    let end = "\n… and 500 more, which --format json lists\n\n1 file: 1000 errors\n";
    assert!(out.ends_with(end), "{}", &out[out.len() - 200..]);
    let (_, json, _) = run(dir.path(), &["contract", "validate", "a.prisma", "--format", "json"]);
    assert_eq!(json.matches("\"code\":\"PSL0301\"").count(), 1000);
    let (_, _, err) = run(
        dir.path(),
        &["contract", "migrate", "diff", "--from-empty", "--to-schema", "a.prisma"],
    );
    let more = "\n… and 500 more, which `repertoire contract validate --format json` lists\n";
    assert!(err.contains(more), "{}", &err[err.len() - 300..]);
}

#[test]
fn formatting_keeps_links_and_modes_and_follows_no_circle() {
    let dir = Dir::new("links");
    let real = dir.write("real/a.prisma", "model A {\nid Int @id\n}\n");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("a mode");
    symlink("real/a.prisma", dir.path().join("link.prisma"))
        .and_then(|()| symlink("..", dir.path().join("real/up")))
        .expect("links");
    assert_eq!(
        last(dir.path(), &["contract", "format", "link.prisma"]),
        (0, "formatted link.prisma".into())
    );
    assert!(dir.path().join("link.prisma").is_symlink());
    assert_eq!(fs::read_to_string(&real).expect("it"), VALID);
    assert_eq!(fs::metadata(&real).expect("it").permissions().mode() & 0o777, 0o640);
    assert_eq!(last(dir.path(), &["contract", "validate", "real"]), (0, "1 file: valid".into()));
}

#[test]
fn a_folder_to_write_into_is_no_file() {
    let dir = Dir::new("out");
    dir.write("a.prisma", VALID);
    let generate = ["contract", "generate", "a.prisma", "--target", "erd", "--out", "a.prisma"];
    assert_eq!(
        last(dir.path(), &generate),
        (1, "error: --out a.prisma is a file; name a folder".into())
    );
}
