//! `contract generate`: everything that follows from the contract, brought up to date.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use codegen::{GeneratedFile, StatementShape, TARGETS, Target, TargetInput, target};
use contract::{Contract, ContractError, Generated};
use serde_json::Value;

use super::scratch::Scratch;
use super::{Folder, shown};
use crate::failure::{Failure, Outcome, answer};
use crate::say;

/// Generate Rust rows and statements, contract.json and what is published of the API.
///
/// Every statement of queries/*.sql is prepared by a real PostgreSQL at the contract's state: one
/// that no longer fits the schema is an error here. What follows from this program's API
/// (openapi.json, studio-api.ts, payload.schema.json) is written only for the contract that it was
/// built from: after a change, build and run it again.
///
/// With --target, generate from the schema at PATH, which may be of any project: nothing else is
/// needed beside it. Documents are taken from documents/*.schema.json beside the schema.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  repertoire contract generate --check    # in CI: exit code 1 if a file is stale\n  repertoire contract generate prisma/schema.prisma --target erd --target markdown --out docs"
)]
pub(super) struct Generate {
    /// What to generate; may be given several times
    #[arg(long = "target", value_name = "NAME", value_parser = targets(), requires = "out")]
    targets: Vec<String>,
    /// The folder to write into
    #[arg(long, value_name = "DIR", requires = "targets")]
    out: Option<PathBuf>,
    /// A choice that a target leaves open; may be given several times
    #[arg(long = "option", value_name = "NAME=VALUE", value_parser = option, requires = "targets", long_help = options())]
    options: Vec<(String, String)>,
    /// A folder of *.sql files, for targets that make a function of each statement [default: the
    /// folder queries beside the schema]
    #[arg(long, value_name = "DIR", requires = "targets")]
    queries: Option<PathBuf>,
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
        match &self.out {
            Some(out) => self.of_any_schema(out).await?,
            None => self.of_this_contract().await?,
        }
        Ok(answer(true))
    }

    async fn of_this_contract(&self) -> Result<(), Failure> {
        if self.folder.path()?.is_file() {
            return Err(Failure::new(
                "what is to be made of a schema file? name it: --target rust --out src/db (--help lists the targets)",
            ));
        }
        let contract = self.folder.load()?;
        let server = self.scratch.server();
        let more = published(&contract.canonical()?.hash)?;
        tell(&contract.generate(&server, self.check, more).await?, "");
        Ok(())
    }

    async fn of_any_schema(&self, out: &Path) -> Result<(), Failure> {
        if out.exists() && !out.is_dir() {
            let out = out.display();
            return Err(Failure::new(format!("--out {out} is a file; name a folder")));
        }
        let path = &self.folder.path()?;
        let contract = Contract::load(path)?;
        let schema = contract.validate().map_err(shown)?;
        let targets: Vec<&Target> = self.targets.iter().filter_map(|it| target(it)).collect();
        let documents = contract::documents_beside(path)?;
        let statements = self.statements(&contract, &targets).await?;
        let options = &self.options;
        let input = TargetInput { schema, documents: &documents, statements: &statements, options };
        let generated = contract::generate_into(out, &targets, &input, self.check)?;
        tell(&generated, &format!("{}/", out.display().to_string().trim_end_matches('/')));
        Ok(())
    }

    /// A server is asked only where a target reads statements and there are some.
    async fn statements(
        &self,
        contract: &Contract,
        targets: &[&Target],
    ) -> Result<Vec<StatementShape>, Failure> {
        if let Some(named) = self.queries.as_ref().filter(|it| !it.is_dir()) {
            return Err(ContractError::NoStatements(named.clone()).into());
        }
        let beside = contract.root().join("queries");
        let folder = self.queries.as_ref().unwrap_or(&beside);
        if !folder.is_dir() || !targets.iter().any(|it| it.reads_statements) {
            return Ok(Vec::new());
        }
        Ok(contract.described(folder, &self.scratch.server()).await?)
    }
}

/// `time=chrono`
fn option(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// What may be chosen, for the help.
fn options() -> String {
    let mut text = "A choice that a target leaves open; may be given several times:".to_owned();
    for (target, it) in TARGETS.iter().flat_map(|it| it.options.iter().map(move |o| (it.name, o))) {
        let values = it.values.join(" | ");
        text.push_str(&format!("\n  {target}: {}={values}: {}", it.name, it.summary));
    }
    text
}

fn targets() -> PossibleValuesParser {
    let value = |it: &Target| PossibleValue::new(it.name).help(it.summary);
    PossibleValuesParser::new(TARGETS.iter().map(value))
}

fn tell(generated: &Generated, prefix: &str) {
    let Generated { written, removed, files } = generated;
    for path in written {
        say::line(format_args!("wrote {prefix}{path}"));
    }
    for path in removed {
        say::line(format_args!("removed {prefix}{path}"));
    }
    if written.is_empty() && removed.is_empty() {
        say::line(format_args!("{}: up to date", say::count(*files, "file", "files")));
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
