//! Development chores: `cargo xtask generate [--check]`, `migrate --name`, `tidy`.
//!
//! Depends on `contract` alone of our rooms, so that it works while generated code does not compile.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use contract::{Contract, ContractError, Server};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Development chores")]
enum Chore {
    /// Bring everything that follows from the contract up to date.
    Generate {
        /// Write nothing; fail where something would change.
        #[arg(long)]
        check: bool,
        /// A server for scratch databases; without it a private one is started.
        #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
        shadow_url: Option<String>,
    },
    /// Hold the house to its promises: direction of crates, what each may never do, paths in docs.
    Tidy,
    /// Write the migration from the last one to the schema.
    Migrate {
        #[arg(long)]
        name: String,
        /// Fourteen digits, as 20261122170000.
        #[arg(long)]
        timestamp: String,
        #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
        shadow_url: Option<String>,
    },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let done = match Chore::parse() {
        Chore::Generate { check, shadow_url } => generate(check, shadow_url).await,
        Chore::Tidy => return tidy(),
        Chore::Migrate { name, timestamp, shadow_url } => {
            migrate(&name, &timestamp, shadow_url).await
        }
    };
    match done {
        Ok(line) => say(&line, ExitCode::SUCCESS),
        Err(error) => say(&format!("error: {error}"), ExitCode::FAILURE),
    }
}

async fn generate(check: bool, shadow_url: Option<String>) -> Result<String, ContractError> {
    let server = shadow_url.map_or(Server::Private, Server::Url);
    let contract = Contract::load(&root().join("contract"))?;
    let done = contract.generate(&server, check, contract::page_files()).await?;
    let changes = done.written.iter().map(|path| format!("wrote {path}\n"));
    let removals = done.removed.iter().map(|path| format!("removed {path}\n"));
    let changes: String = changes.chain(removals).collect();
    Ok(format!("{changes}{} generated files are up to date", done.files))
}

fn tidy() -> ExitCode {
    match xtask::tidy(&root()) {
        Ok(findings) if findings.is_empty() => say("tidy", ExitCode::SUCCESS),
        Ok(findings) => say(&findings.join("\n"), ExitCode::FAILURE),
        Err(error) => say(&format!("error: {error}"), ExitCode::FAILURE),
    }
}

async fn migrate(
    name: &str,
    timestamp: &str,
    shadow_url: Option<String>,
) -> Result<String, ContractError> {
    let server = shadow_url.map_or(Server::Private, Server::Url);
    let contract = Contract::load(&root().join("contract"))?;
    let written = contract.migrate_dev(&server, name, timestamp).await?;
    Ok(written.map_or("nothing to migrate".to_owned(), |it| format!("wrote {}", it.name)))
}

/// The repository's root.
fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}

#[expect(clippy::print_stderr, reason = "a chore speaks to whoever runs it")]
fn say(text: &str, code: ExitCode) -> ExitCode {
    eprintln!("{text}");
    code
}
