//! `prisma generate` itself, where it is installed: `REPERTOIRE_ORACLE` names a folder with Prisma in
//! its `node_modules`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::protocol::folder;

const SCHEMA: &str = "\
datasource db {
  provider = \"postgresql\"
}

generator docs {
  provider = \"PROVIDER\"
  output   = \"../docs\"
  target   = TARGET
}

model Author {
  id Int @id
}
";

/// What `prisma generate` prints, and whether it was content.
fn generate(oracle: &Path, project: &Path, target: &str) -> (bool, String) {
    let provider = env!("CARGO_BIN_EXE_repertoire-generator");
    let text = SCHEMA.replace("PROVIDER", provider).replace("TARGET", target);
    fs::create_dir_all(project.join("prisma")).expect("a folder");
    fs::write(project.join("prisma/schema.prisma"), text).expect("a file");
    let output = Command::new("node")
        .arg(oracle.join("node_modules/prisma/build/index.js"))
        .args(["generate", "--schema", "prisma/schema.prisma"])
        .current_dir(project)
        .env("PRISMA_SCHEMA_ENGINE_BINARY", oracle.join("schema-engine-shim.mjs"))
        .env("CHECKPOINT_DISABLE", "1")
        .output()
        .expect("node");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn prisma_generates_with_it_and_prints_its_errors() {
    let Some(oracle) = std::env::var_os("REPERTOIRE_ORACLE").map(PathBuf::from) else {
        println!("skipped: REPERTOIRE_ORACLE names no folder with Prisma");
        return;
    };
    let project = folder("prisma");
    let (content, said) = generate(&oracle, &project, "[\"erd\", \"typescript\"]");
    assert!(content && said.contains("Generated Repertoire"), "{said}");
    let read = |name: &str| fs::read_to_string(project.join("docs").join(name)).expect(name);
    assert!(read("erd.svg").contains(">Author</text>"));
    assert!(read("schema.ts").contains("export interface Author {"));
    let (content, said) = generate(&oracle, &project, "\"cobol\"");
    assert!(!content && said.contains("there is no target `cobol`; there are"), "{said}");
}
