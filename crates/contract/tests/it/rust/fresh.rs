//! The generated code that the tests compile is what the generator makes today.

use std::env;
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
