//! Probable renames, as questions. A difference alone can't tell a rename from a loss: where
//! something goes and something like it comes, somebody has to say.

use super::cast::cast;
use super::rename::{self, Hints};
use crate::catalogue::{Catalogue, Column, Enum, Name, Table};
use crate::sql::ident;
use crate::step::Cast;
use std::collections::BTreeSet;
use std::fmt;

/// Something that may have had another name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Table(Name),
    Enum(Name),
    Column { table: Name, name: String },
    EnumValue { enumeration: Name, name: String },
}

/// "Is `new` what one of the candidates has become?"
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub new: Subject,
    /// The likeliest first; never empty.
    pub candidates: Vec<Candidate>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Of the same kind as the new one, and with its table or enum.
    pub old: Subject,
    /// In per cent.
    pub likeness: u8,
}

/// Below this, two things of a kind have too little in common for a question.
const LIKENESS_MIN: u8 = 40;

/// What should be asked before the difference is taken. Tables and enums come first: answer, and
/// ask again with the new hints, for only then are their columns and values compared. Nothing is
/// asked where `hints` know the answer.
///
/// ```
/// use pgschema::{Catalogue, Hints, diff, from_schema, questions};
/// let schema = |field: &str| {
///     let text = format!("model Draft {{\n  id Int @id\n  {field} String?\n}}\n");
///     let file = psl::SourceFile { path: "schema.prisma".into(), text };
///     from_schema(&psl::analyze(&[file]).schema).expect("a catalogue")
/// };
/// let (from, to) = (schema("title"), schema("titel"));
/// let mut hints = Hints::default();
/// let asked = questions(&from, &to, &hints);
/// assert_eq!(asked[0].to_string(), "was the column titel of public.Draft called title before?");
/// hints.answer(&asked[0], 0);
/// assert!(diff(&from, &to, &hints).script().contains("RENAME COLUMN"));
/// ```
pub fn questions(from: &Catalogue, to: &Catalogue, hints: &Hints) -> Vec<Question> {
    let (from, _) = rename::apply(from, to, hints);
    let mut asked = Vec::new();
    let tables = moved(from.tables.iter(), to.tables.iter());
    asked.extend(matched(tables, Subject::Table, like_tables));
    let enums = moved(from.enums.iter(), to.enums.iter());
    asked.extend(matched(enums, Subject::Enum, like_enums));
    for (name, table) in &to.tables {
        let Some(before) = from.tables.get(name) else { continue };
        let subject = |column| Subject::Column { table: name.clone(), name: column };
        let columns = moved(before.columns.iter(), table.columns.iter());
        asked.extend(matched(columns, subject, like_columns));
    }
    for (name, enumeration) in &to.enums {
        let Some(before) = from.enums.get(name) else { continue };
        let subject = |value| Subject::EnumValue { enumeration: name.clone(), name: value };
        let unit = |it: &'static ()| move |value| (value, it);
        let values =
            moved(before.values.iter().map(unit(&())), enumeration.values.iter().map(unit(&())));
        asked.extend(matched(values, subject, |old, new| Some(like_names(old.0, new.0))));
    }
    asked
}

impl Hints {
    /// Takes an answer: the candidate of that number is what the subject was.
    pub fn answer(&mut self, question: &Question, candidate: usize) {
        let Some(Candidate { old, .. }) = question.candidates.get(candidate) else { return };
        match (question.new.clone(), old.clone()) {
            (Subject::Table(new), Subject::Table(old)) => {
                self.tables.insert(new, old);
            }
            (Subject::Enum(new), Subject::Enum(old)) => {
                self.enums.insert(new, old);
            }
            (Subject::Column { table, name }, Subject::Column { name: old, .. }) => {
                self.columns.insert((table, name), old);
            }
            (Subject::EnumValue { enumeration, name }, Subject::EnumValue { name: old, .. }) => {
                self.enum_values.insert((enumeration, name), old);
            }
            _ => {}
        }
    }
}

impl Subject {
    /// The directive that says in the schema what an answer says, once and for all.
    pub fn directive(&self) -> String {
        let name = match self {
            Subject::Table(name) | Subject::Enum(name)
                if name.schema == crate::catalogue::DEFAULT_SCHEMA =>
            {
                name.name.clone()
            }
            Subject::Table(name) | Subject::Enum(name) => name.to_string(),
            Subject::Column { name, .. } | Subject::EnumValue { name, .. } => name.clone(),
        };
        format!("/// @renamedFrom({})", ident(&name))
    }

    fn short(&self) -> String {
        match self {
            Subject::Table(name) | Subject::Enum(name) => name.to_string(),
            Subject::Column { name, .. } | Subject::EnumValue { name, .. } => name.clone(),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Table(name) => write!(f, "the table {name}"),
            Subject::Enum(name) => write!(f, "the enum {name}"),
            Subject::Column { table, name } => write!(f, "the column {name} of {table}"),
            Subject::EnumValue { enumeration, name } => {
                write!(f, "the value {name} of {enumeration}")
            }
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.candidates.iter().map(|it| it.old.short()).collect();
        write!(f, "was {} called {} before?", self.new, names.join(" or "))
    }
}

/// What goes, and what comes.
type Moved<'a, K, V> = (Vec<(&'a K, &'a V)>, Vec<(&'a K, &'a V)>);

fn moved<'a, K: Ord, V>(
    from: impl Iterator<Item = (&'a K, &'a V)>,
    to: impl Iterator<Item = (&'a K, &'a V)>,
) -> Moved<'a, K, V> {
    let (from, to): (Vec<_>, Vec<_>) = (from.collect(), to.collect());
    let names =
        |side: &[(&'a K, &'a V)]| side.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>();
    let (old, new) = (names(&from), names(&to));
    let gone = from.into_iter().filter(|(name, _)| !new.contains(name)).collect();
    let come = to.into_iter().filter(|(name, _)| !old.contains(name)).collect();
    (gone, come)
}

fn matched<'a, K: Clone, V>(
    (gone, come): Moved<'a, K, V>,
    subject: impl Fn(K) -> Subject,
    likeness: impl Fn((&K, &V), (&K, &V)) -> Option<u8>,
) -> Vec<Question> {
    let question = |new: &(&'a K, &'a V)| {
        let likeness = |old: &(&'a K, &'a V)| {
            let likeness = likeness(*old, *new).filter(|it| *it >= LIKENESS_MIN)?;
            Some(Candidate { old: subject(old.0.clone()), likeness })
        };
        let mut candidates: Vec<Candidate> = gone.iter().filter_map(likeness).collect();
        candidates.sort_by_key(|it| std::cmp::Reverse(it.likeness));
        (!candidates.is_empty()).then(|| Question { new: subject(new.0.clone()), candidates })
    };
    come.iter().filter_map(question).collect()
}

/// Mostly by what they hold: a table whose columns all stay is the same by any name.
fn like_tables((old, before): (&Name, &Table), (new, after): (&Name, &Table)) -> Option<u8> {
    let typed = |(name, column): (&String, &Column)| (name.clone(), format!("{:?}", column.ty));
    let (a, b): (BTreeSet<_>, BTreeSet<_>) =
        (before.columns.iter().map(typed).collect(), after.columns.iter().map(typed).collect());
    let name = if old.name == new.name { 100 } else { like_names(&old.name, &new.name) };
    Some(weighed(&[(shared(&a, &b), 7), (name, 3)]))
}

fn like_enums((old, before): (&Name, &Enum), (new, after): (&Name, &Enum)) -> Option<u8> {
    let (a, b): (BTreeSet<_>, BTreeSet<_>) =
        (before.values.iter().collect(), after.values.iter().collect());
    let name = if old.name == new.name { 100 } else { like_names(&old.name, &new.name) };
    Some(weighed(&[(shared(&a, &b), 7), (name, 3)]))
}

/// `None` where the values could not be kept anyway.
fn like_columns((old, before): (&String, &Column), (new, after): (&String, &Column)) -> Option<u8> {
    let ty = match cast(&before.ty, &after.ty) {
        None => 100,
        Some(Cast::Safe) => 60,
        Some(Cast::Risky) => 30,
        Some(Cast::Impossible) => return None,
    };
    let rest = u8::from(before.nullable == after.nullable) * 50
        + u8::from(before.default == after.default) * 50;
    Some(weighed(&[(like_names(old, new), 5), (ty, 3), (rest, 2)]))
}

fn weighed(parts: &[(u8, u32)]) -> u8 {
    let (sum, weight) = parts.iter().fold((0, 0), |(sum, weights), (likeness, weight)| {
        (sum + u32::from(*likeness) * weight, weights + weight)
    });
    u8::try_from(sum / weight.max(1)).unwrap_or(100)
}

fn shared<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> u8 {
    percent(a.intersection(b).count(), a.union(b).count())
}

/// By pairs of neighbouring letters (Dice), whatever the case and the underscores.
fn like_names(a: &str, b: &str) -> u8 {
    let pairs = |name: &str| {
        let letters: Vec<char> =
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let mut pairs: Vec<[char; 2]> = letters.windows(2).map(|it| [it[0], it[1]]).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, mut b) = (pairs(a), pairs(b));
    let all = a.len() + b.len();
    let common = a.iter().filter(|pair| {
        let at = b.iter().position(|it| it == *pair);
        at.map(|at| b.swap_remove(at)).is_some()
    });
    percent(2 * common.count(), all)
}

fn percent(part: usize, whole: usize) -> u8 {
    u8::try_from(part * 100 / whole.max(1)).unwrap_or(100)
}
