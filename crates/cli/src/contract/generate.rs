//! `contract generate`: everything that follows from the contract, brought up to date.

use clap::Args;
use codegen::GeneratedFile;
use contract::Generated;
use serde_json::Value;

use super::scratch::Scratch;
use super::{Folder, count};
use crate::failure::{Failure, Outcome, answer};
use crate::say;

/// Generate Rust rows and statements, contract.json and what is published of the API.
///
/// Every statement of queries/*.sql is prepared by a real PostgreSQL at the contract's state: one
/// that no longer fits the schema is an error here. What follows from this program's API
/// (openapi.json, studio-api.ts, payload.schema.json) is written only for the contract that it was
/// built from: after a change, build and run it again.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  repertoire contract generate --check    # in CI: exit code 1 if a file is stale"
)]
pub(super) struct Generate {
    /// Write nothing, and fail if a file would change
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    scratch: Scratch,
}

impl Generate {
    pub(super) async fn run(self) -> Outcome {
        let contract = self.folder.load()?;
        let server = self.scratch.server();
        let more = published(&contract.canonical()?.hash)?;
        let Generated { written, removed, files } =
            contract.generate(&server, self.check, more).await?;
        for path in &written {
            say::line(format_args!("wrote {path}"));
        }
        for path in &removed {
            say::line(format_args!("removed {path}"));
        }
        if written.is_empty() && removed.is_empty() {
            say::line(format_args!("{}: up to date", count(files, "file")));
        }
        Ok(answer(true))
    }
}

/// What others read of the API of this binary, where the folder holds the contract that it was built
/// from. Another contract has another API, or none.
fn published(contract_hash: &str) -> Result<Vec<GeneratedFile>, Failure> {
    if contract_hash != store::CONTRACT_HASH {
        return Ok(Vec::new());
    }
    let openapi = server::openapi();
    Ok(vec![
        codegen::studio_api(&openapi, contract_hash)?,
        json("openapi.json", &openapi)?,
        json("payload.schema.json", &domain::payload::payload_schema())?,
    ])
}

fn json(name: &str, value: &Value) -> Result<GeneratedFile, Failure> {
    let text = serde_json::to_string_pretty(value)?;
    Ok(GeneratedFile::new(format!("contract/published/{name}"), text + "\n"))
}
