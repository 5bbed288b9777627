//! `contract lint`: the design's discipline.

use std::io::stdout;

use clap::Args;
use contract::Contract;
use lint::{Finding, Input, RULES, Statement};
use psl::render;
use psl::{Severity, SourceFile};

use super::{Folder, Report, excerpts, shown};
use crate::failure::{Failure, Outcome, answer};
use crate::say;

/// Check how a schema is made: keys without an index, JSON without a shape, money in floats.
///
/// Findings are warnings, and the exit code is 0, unless --deny makes errors of them. Where statements
/// stand in queries/*.sql beside the schema, they are taken for all that is asked of it. What is meant
/// so is allowed with a reason, above the field, index or model: /// @allow(DSN0105, "never deleted").
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  repertoire contract lint prisma --deny all --allow DSN0101")]
pub(super) struct Lint {
    #[command(flatten)]
    folder: Folder,
    /// For whom the findings are written
    #[arg(long, value_enum, default_value_t = Report::Human)]
    format: Report,
    /// Make an error of a rule (or of `all`)
    #[arg(long, value_name = "CODE")]
    deny: Vec<String>,
    /// Leave a rule out
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,
}

impl Lint {
    pub(super) fn run(self) -> Outcome {
        self.deny.iter().filter(|it| *it != "all").chain(&self.allow).try_for_each(known)?;
        let path = self.folder.path()?;
        let contract = Contract::load(&path)?;
        let schema = contract.validate().map_err(shown)?;
        let statements: Vec<Statement> = contract::statements_beside(&path)?
            .into_iter()
            .map(|it| Statement { name: it.name, sql: it.sql })
            .collect();
        let input = Input { files: contract.files(), schema, statements: &statements };
        let findings = self.weighed(lint::lint(&input));
        match self.format {
            Report::Human => human(contract.files(), &findings),
            Report::Json => say::line(render::json(contract.files(), &findings)),
        }
        Ok(answer(findings.iter().all(|it| it.severity == Severity::Warning)))
    }

    fn weighed(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        let among =
            |codes: &[String], code: &str| codes.iter().any(|it| it.eq_ignore_ascii_case(code));
        findings.retain(|it| !among(&self.allow, it.code));
        for finding in &mut findings {
            if among(&self.deny, finding.code) || among(&self.deny, "all") {
                finding.severity = Severity::Error;
            }
        }
        findings
    }
}

fn known(code: &String) -> Result<(), Failure> {
    match RULES.iter().any(|rule| rule.code.eq_ignore_ascii_case(code)) {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "there is no rule `{code}`; `repertoire contract explain` lists them all"
        ))),
    }
}

fn human(files: &[SourceFile], findings: &[Finding]) {
    say::text(excerpts(files, findings, "--format json", &stdout()));
    let counted = RULES.iter().map(|rule| {
        let found = findings.iter().filter(|it| it.code == rule.code).count();
        (rule, found)
    });
    let counted: Vec<_> = counted.filter(|(_, found)| *found > 0).collect();
    for (rule, found) in counted.iter().filter(|_| counted.len() > 1) {
        say::line(format_args!("{found:6} × {}  {}", rule.code, rule.summary));
    }
    let files = say::count(files.len(), "file", "files");
    say::line(match findings.len() {
        0 => format!("{files}: nothing to say"),
        found => format!("{files}: {}", say::count(found, "finding", "findings")),
    });
}
