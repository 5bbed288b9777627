//! The generated code that the tests compile is what the generator makes today.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use codegen::{Target, TargetInput, target};
use contract::{Contract, Server, documents_beside, generate_into};

async fn check(name: &str) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/rust").join(name);
    let contract = Contract::load(&root.join("schema.prisma")).expect("the schema is read");
    let statements = match root.join("queries") {
        folder if folder.is_dir() => {
            contract.described(&folder, &Server::Private).await.expect("statements that fit")
        }
        _ => Vec::new(),
    };
    let input = TargetInput {
        schema: contract.validate().expect("a schema without errors"),
        documents: &documents_beside(&root).expect("documents"),
        statements: &statements,
        options: &[],
    };
    write_or_compare(&root.join("db"), &input);
    example_is_compiled(&root);
}

/// The example at the top of the generated code stands in a file of its own, which is compiled.
fn example_is_compiled(root: &Path) {
    let generated = fs::read_to_string(root.join("db/mod.rs")).expect("it was generated");
    let lines = generated.lines().skip_while(|line| *line != "//! ```text").skip(1);
    let lines = lines.take_while(|line| *line != "//! ```");
    let lines =
        lines.map(|line| line.trim_start_matches("//!").strip_prefix(' ').unwrap_or_default());
    let code: String = lines.map(|line| format!("{line}\n")).collect();
    let code = code.replace("use db::", "use super::db::");
    let usage = root.join("usage.rs");
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&usage, &code).expect("a file");
    }
    let compiled = fs::read_to_string(&usage).unwrap_or_default();
    assert_eq!(compiled, code, "UPDATE_EXPECT=1 writes it anew");
}

fn write_or_compare(out: &Path, input: &TargetInput<'_>) {
    let rust: &Target = target("rust").expect("the target");
    let compare = env::var_os("UPDATE_EXPECT").is_none();
    generate_into(out, &[rust], input, compare).expect("UPDATE_EXPECT=1 writes it anew");
}

#[tokio::test]
async fn a_project_with_everything() {
    check("shop").await;
}

#[tokio::test]
async fn names_that_rust_has_taken() {
    check("odd").await;
}
