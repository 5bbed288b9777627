//! The page of a rule: what is wrong, why, an example, and the same mended. Whoever has rules makes
//! pages of them, so that one command explains all.

use crate::code::{Code, Severity};

/// What is known of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// `PSL0203`.
    pub code: &'static str,
    pub group: Group,
    /// One line: what is wrong.
    pub summary: &'static str,
    /// What it weighs, for a reader.
    pub weight: &'static str,
    /// Why it is wrong, and what to do.
    pub why: &'static str,
    /// The language of the examples.
    pub language: &'static str,
    pub bad: &'static str,
    pub good: Option<&'static str>,
}

/// Pages that stand in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// Of the file, without its ending.
    pub name: &'static str,
    pub title: &'static str,
}

const GROUPS: &[(&str, Group)] = &[
    ("PSL01", Group { name: "text", title: "The text" }),
    ("PSL02", Group { name: "names", title: "Names" }),
    ("PSL03", Group { name: "types", title: "Types" }),
    ("PSL04", Group { name: "attributes", title: "Attributes" }),
    ("PSL05", Group { name: "defaults", title: "Defaults" }),
    ("PSL06", Group { name: "keys", title: "Keys and indexes" }),
    ("PSL07", Group { name: "relations", title: "Relations" }),
    ("PSL08", Group { name: "configuration", title: "Datasource and generators" }),
    ("PSL09", Group { name: "directives", title: "Directives" }),
    ("PSL10", Group { name: "postgresql", title: "What PostgreSQL refuses" }),
];

const OTHER: Group = Group { name: "other", title: "Others" };

/// The pages of everything that can be said about a schema, in the order of their codes.
pub fn pages() -> impl Iterator<Item = Page> {
    Code::ALL.iter().map(|code| page(*code))
}

fn page(code: Code) -> Page {
    let group = GROUPS.iter().find(|(start, _)| code.as_str().starts_with(start));
    Page {
        code: code.as_str(),
        group: group.map_or(OTHER, |(_, group)| *group),
        summary: code.summary(),
        weight: match code.severity() {
            Severity::Error => "error: the schema can't be used",
            Severity::Warning => "warning: the schema works all the same",
        },
        why: code.explanation(),
        language: "prisma",
        bad: code.bad(),
        good: Some(code.good()),
    }
}

impl Page {
    /// For a terminal.
    pub fn text(&self) -> String {
        let mut text =
            format!("{}: {}\n({})\n\n{}\n", self.code, self.summary, self.weight, self.why);
        text.push_str("\nFor example:\n\n");
        text.push_str(&indented(self.bad));
        if let Some(good) = self.good {
            text.push_str("\nInstead:\n\n");
            text.push_str(&indented(good));
        }
        text
    }

    /// A section of a document.
    pub fn markdown(&self) -> String {
        let mut text = format!(
            "## {}: {}\n\n*{}*\n\n{}\n\n{}",
            self.code,
            self.summary,
            self.weight,
            self.why,
            self.fenced(self.bad)
        );
        if let Some(good) = self.good {
            text.push_str("\nInstead:\n\n");
            text.push_str(&self.fenced(good));
        }
        text
    }

    fn fenced(&self, example: &str) -> String {
        // A byte order mark would be invisible here as well.
        let example = example.replace('\u{feff}', "\\u{feff}");
        format!("```{}\n{}\n```\n", self.language, example.trim_end())
    }
}

fn indented(example: &str) -> String {
    let lines = example.trim_end().lines();
    lines.map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect()
}

/// The page of a code, upper and lower case alike.
pub fn find(pages: &[Page], code: &str) -> Option<Page> {
    pages.iter().find(|page| page.code.eq_ignore_ascii_case(code.trim())).copied()
}

/// The code that was probably meant.
pub fn nearest(pages: &[Page], code: &str) -> Option<&'static str> {
    crate::nearest::nearest(code.trim(), pages.iter().map(|page| page.code))
}
