//! Answers to "was it called … before?": from the command line, or from whoever sits at the terminal.

use std::cell::RefCell;
use std::io::{BufRead, IsTerminal, stdin};
use std::str::FromStr;

use pgschema::{Question, Subject};

use crate::say;

/// `--answer old=new`: what was `old` is `new` now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    old: String,
    new: String,
}

impl FromStr for Answer {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (old, new) = text.split_once('=').ok_or("write it as old=new")?;
        match (old.trim(), new.trim()) {
            ("", _) | (_, "") => Err("write it as old=new"),
            (old, new) => Ok(Self { old: old.to_owned(), new: new.to_owned() }),
        }
    }
}

/// The answers of a run, with those that answered nothing.
pub(super) struct Answering<'a> {
    given: &'a [Answer],
    used: RefCell<Vec<bool>>,
}

impl<'a> Answering<'a> {
    pub(super) fn new(given: &'a [Answer]) -> Self {
        Self { given, used: RefCell::new(vec![false; given.len()]) }
    }

    pub(super) fn answer(&self, question: &Question) -> Option<usize> {
        let old = |answer: &Answer| {
            question.candidates.iter().position(|it| is_called(&it.old, &answer.old))
        };
        let fitting =
            |answer: &Answer| old(answer).filter(|_| is_called(&question.new, &answer.new));
        let found = self.given.iter().enumerate().find_map(|(at, it)| Some((at, fitting(it)?)));
        if let Some((at, candidate)) = found {
            self.used.borrow_mut()[at] = true;
            return Some(candidate);
        }
        if stdin().is_terminal() { prompt(question) } else { None }
    }

    /// Answers to questions that nobody asked: mistyped, mostly.
    pub(super) fn unused(&self) -> Vec<String> {
        let used = self.used.borrow();
        let unused = self.given.iter().zip(used.iter()).filter(|(_, used)| !**used);
        unused.map(|(answer, _)| format!("{}={}", answer.old, answer.new)).collect()
    }
}

/// Its own name, without what it belongs to.
pub(super) fn name(subject: &Subject) -> &str {
    match subject {
        Subject::Table(name) | Subject::Enum(name) => &name.name,
        Subject::Column { name, .. } | Subject::EnumValue { name, .. } => name,
    }
}

/// By its name, or with what it belongs to: `title`, `Draft.title`, `public.Draft.title`.
fn is_called(subject: &Subject, name: &str) -> bool {
    let whole = match subject {
        Subject::Table(name) | Subject::Enum(name) => name.to_string(),
        Subject::Column { table: of, name } | Subject::EnumValue { enumeration: of, name } => {
            format!("{of}.{name}")
        }
    };
    whole == name || whole.strip_suffix(name).is_some_and(|before| before.ends_with('.'))
}

fn prompt(question: &Question) -> Option<usize> {
    say::note(question);
    for (at, candidate) in question.candidates.iter().enumerate() {
        say::note(format_args!("  {}: it was {}", at + 1, candidate.old));
    }
    say::note("  0: no, it is new, and what is gone is dropped");
    let mut line = String::new();
    stdin().lock().read_line(&mut line).ok()?;
    line.trim().parse::<usize>().ok()?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use pgschema::{Name, Subject};

    use super::{Answer, is_called};

    #[test]
    fn an_answer_names_both_sides() {
        assert_eq!(
            "title = headline".parse(),
            Ok(Answer { old: "title".to_owned(), new: "headline".to_owned() })
        );
        assert!("title".parse::<Answer>().is_err() && "=x".parse::<Answer>().is_err());
    }

    #[test]
    fn a_subject_goes_by_its_name_with_or_without_its_table() {
        let column = Subject::Column { table: Name::bare("Draft"), name: "title".to_owned() };
        for (name, fits) in
            [("title", true), ("Draft.title", true), ("itle", false), ("Draft", false)]
        {
            assert_eq!(is_called(&column, name), fits, "{name}");
        }
    }
}
