//! `contract explain`: the page of a code.

use clap::Args;
use pgschema::lint::{RULES, Rule};
use psl::{Code, Severity};

use crate::failure::{Failure, Outcome, answer};
use crate::say;

/// Explain a code that another command printed; without one, list them all.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  repertoire contract explain PSL0203")]
pub(super) struct Explain {
    /// The code, such as PSL0203
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Explain {
    pub(super) fn run(self) -> Outcome {
        let Some(wanted) = self.code else {
            list();
            return Ok(answer(true));
        };
        let is_wanted = |code: &str| code.eq_ignore_ascii_case(wanted.trim());
        if let Some(code) = Code::ALL.iter().find(|code| is_wanted(code.as_str())) {
            say::text(of_schema(*code));
        } else if let Some(rule) = RULES.iter().find(|rule| is_wanted(rule.code)) {
            say::text(of_migration(rule));
        } else if let Some(rule) = lint::RULES.iter().find(|rule| is_wanted(rule.code)) {
            say::text(of_design(rule));
        } else {
            return Err(Failure::new(format!(
                "there is no code `{wanted}`; `repertoire contract explain` lists them all"
            )));
        }
        Ok(answer(true))
    }
}

fn list() {
    for code in Code::ALL {
        say::line(format_args!("{}  {}", code.as_str(), code.summary()));
    }
    for rule in RULES {
        say::line(format_args!("{}  {}", rule.code, rule.name));
    }
    for rule in lint::RULES {
        say::line(format_args!("{}  {}", rule.code, rule.summary));
    }
}

fn of_design(rule: &lint::Rule) -> String {
    let indented = |text: &str| text.trim_end().replace('\n', "\n    ");
    format!(
        "{}: {}\n(a rule of `repertoire contract lint`)\n\n{}\n\nFor example:\n    {}\n\nBetter:\n    {}\n",
        rule.code,
        rule.summary,
        rule.why,
        indented(rule.bad),
        indented(rule.good)
    )
}

fn of_schema(code: Code) -> String {
    let severity = match code.severity() {
        Severity::Error => "error: the schema can't be used",
        Severity::Warning => "warning: the schema works all the same",
    };
    let (name, summary, why) = (code.as_str(), code.summary(), code.explanation());
    format!("{name}: {summary}\n({severity})\n\n{why}\n")
}

fn of_migration(rule: &Rule) -> String {
    let bad = rule.bad.trim_end().replace('\n', "\n    ");
    format!(
        "{}: {}\n(a rule about migrations)\n\n{}\n\nFor example:\n    {bad}\n",
        rule.code, rule.name, rule.why
    )
}
