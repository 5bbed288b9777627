//! A migration's script as statements: how it has to be run, and what of it was kept when it failed.

use crate::statements::scan::{Kind, Token, scan};

/// One statement of a script, without its semicolon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement<'a> {
    pub(super) text: &'a str,
    /// From 1.
    pub(super) line: usize,
    /// Its keywords and names outside of strings and comments, in capitals.
    words: Vec<String>,
}

/// How PostgreSQL takes a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// One message is one transaction.
    Whole,
    /// It says itself where its transactions begin and end.
    Own,
    /// A statement in it refuses transactions (`CREATE INDEX CONCURRENTLY`): each goes alone.
    Alone,
}

/// Statements that refuse a transaction: how they begin, and a word that has to follow somewhere.
const REFUSES: &[(&[&str], Option<&str>)] = &[
    (&["CREATE", "INDEX"], Some("CONCURRENTLY")),
    (&["CREATE", "UNIQUE", "INDEX"], Some("CONCURRENTLY")),
    (&["DROP", "INDEX"], Some("CONCURRENTLY")),
    (&["REINDEX"], Some("CONCURRENTLY")),
    (&["ALTER", "TABLE"], Some("CONCURRENTLY")),
    (&["VACUUM"], None),
    (&["CREATE", "DATABASE"], None),
    (&["DROP", "DATABASE"], None),
    (&["CREATE", "TABLESPACE"], None),
    (&["DROP", "TABLESPACE"], None),
    (&["ALTER", "SYSTEM"], None),
];

impl Statement<'_> {
    /// Its first line, for people.
    pub(super) fn shown(&self) -> &str {
        self.text.lines().next().unwrap_or_default().trim_end()
    }

    fn begins(&self, words: &[&str]) -> bool {
        self.words.len() >= words.len() && self.words.iter().zip(words).all(|(a, b)| a == b)
    }

    fn refuses_transactions(&self) -> bool {
        REFUSES.iter().any(|(first, later)| {
            self.begins(first) && later.is_none_or(|word| self.words.iter().any(|it| it == word))
        })
    }

    fn opens(&self) -> bool {
        self.begins(&["BEGIN"]) || self.begins(&["START", "TRANSACTION"])
    }

    fn commits(&self) -> bool {
        (self.begins(&["COMMIT"]) || self.begins(&["END"])) && !self.begins(&["COMMIT", "PREPARED"])
    }

    fn rolls_back(&self) -> bool {
        let whole = self.begins(&["ROLLBACK"]) || self.begins(&["ABORT"]);
        whole && !self.words.iter().any(|word| word == "TO")
    }
}

pub(super) fn mode(statements: &[Statement<'_>]) -> Mode {
    let own = |it: &Statement<'_>| it.opens() || it.commits() || it.rolls_back();
    match statements {
        // One alone is in no transaction that could refuse it.
        [only] if !own(only) => match only.refuses_transactions() {
            true => Mode::Own,
            false => Mode::Whole,
        },
        all if all.iter().any(Statement::refuses_transactions) => Mode::Alone,
        all if all.iter().any(own) => Mode::Own,
        _ => Mode::Whole,
    }
}

/// How many statements are in the database for good when the one after `ran` failed, in a script that
/// was sent as one message. What stands in one message is one transaction, up to each COMMIT.
pub(super) fn kept(statements: &[Statement<'_>], ran: usize) -> usize {
    let ran = &statements[..ran.min(statements.len())];
    ran.iter().rposition(Statement::commits).map_or(0, |at| at + 1)
}

/// The same where each statement was sent alone.
pub(super) fn kept_alone(statements: &[Statement<'_>], ran: usize) -> usize {
    let ran = &statements[..ran.min(statements.len())];
    let mut open = None;
    for (at, statement) in ran.iter().enumerate() {
        if statement.opens() {
            open = open.or(Some(at));
        } else if statement.commits() || statement.rolls_back() {
            open = None;
        }
    }
    open.unwrap_or(ran.len())
}

/// Cuts a script at its semicolons, as `psql` does: not inside parentheses (`CREATE RULE … DO (a; b)`),
/// nor inside the body of `BEGIN ATOMIC … END`. A byte order mark, which some editors put in front,
/// is no SQL.
pub(super) fn statements(script: &str) -> Vec<Statement<'_>> {
    let script = script.trim_start_matches('\u{feff}');
    let mut statements = Vec::new();
    let mut parser = Cut::default();
    for token in scan(script) {
        if token.kind == Kind::Semicolon && parser.is_outside() {
            statements.extend(parser.finish(script));
        } else {
            parser.push(&token);
        }
    }
    statements.extend(parser.finish(script));
    statements
}

/// A statement in the making.
#[derive(Default)]
struct Cut {
    /// Where its first and after its last meaningful token.
    range: Option<(usize, usize)>,
    words: Vec<String>,
    parentheses: usize,
    /// Open `BEGIN ATOMIC` and the `CASE`s in it, each with its END.
    blocks: usize,
}

impl Cut {
    fn is_outside(&self) -> bool {
        self.parentheses == 0 && self.blocks == 0
    }

    fn push(&mut self, token: &Token<'_>) {
        match token.kind {
            Kind::Space | Kind::Comment => return,
            Kind::Other if token.text == "(" => self.parentheses += 1,
            Kind::Other if token.text == ")" => {
                self.parentheses = self.parentheses.saturating_sub(1);
            }
            Kind::Word => self.word(token.text.to_ascii_uppercase()),
            _ => {}
        }
        let end = token.start + token.text.len();
        let start = self.range.map_or(token.start, |(start, _)| start);
        self.range = Some((start, end));
    }

    fn word(&mut self, word: String) {
        let atomic = word == "ATOMIC" && self.words.last().is_some_and(|last| last == "BEGIN");
        if atomic || (self.blocks > 0 && word == "CASE") {
            self.blocks += 1;
        } else if self.blocks > 0 && word == "END" {
            self.blocks -= 1;
        }
        self.words.push(word);
    }

    fn finish<'a>(&mut self, script: &'a str) -> Option<Statement<'a>> {
        let Cut { range, words, .. } = std::mem::take(self);
        let (start, end) = range?;
        let line = script[..start].matches('\n').count() + 1;
        Some(Statement { text: &script[start..end], line, words })
    }
}

#[cfg(test)]
mod tests {
    use super::{Mode, kept, kept_alone, mode, statements};

    fn cut(script: &str) -> Vec<&str> {
        statements(script).into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn a_script_is_cut_at_its_own_semicolons() {
        for (script, expected) in [
            ("-- CreateTable\nA ;\n\n-- last\nB", &["A", "B"][..]),
            ("A ';' ; B $$ ; $$; /* ; */", &["A ';'", "B $$ ; $$"]),
            ("CREATE RULE r AS ON x DO (A; B); C", &["CREATE RULE r AS ON x DO (A; B)", "C"]),
            (
                "CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN b END; SELECT 2; END; C;",
                &[
                    "CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN b END; SELECT 2; END",
                    "C",
                ],
            ),
            (" ;; -- nothing\n", &[]),
            ("\u{feff}A;\r\nB;\r\n", &["A", "B"]),
        ] {
            assert_eq!(cut(script), expected);
        }
        assert_eq!(
            statements("-- x\n\nA;\nB").iter().map(|it| it.line).collect::<Vec<_>>(),
            [3, 4]
        );
    }

    #[test]
    fn a_script_says_how_it_is_run() {
        for (script, expected) in [
            ("CREATE TABLE a (); CREATE INDEX i ON a (b);", Mode::Whole),
            ("CREATE INDEX CONCURRENTLY i ON a (b);", Mode::Own),
            ("create unique index concurrently i on a (b); DROP TABLE c;", Mode::Alone),
            ("BEGIN; A; COMMIT;", Mode::Own),
            ("SELECT 'CREATE INDEX CONCURRENTLY'; DO $$ BEGIN END $$;", Mode::Whole),
            ("SAVEPOINT a; B; ROLLBACK TO a;", Mode::Whole),
            ("VACUUM a; ANALYZE a;", Mode::Alone),
        ] {
            assert_eq!(mode(&statements(script)), expected, "{script}");
        }
    }

    #[test]
    fn what_was_committed_is_kept() {
        let own = statements("BEGIN; A; COMMIT; B; C;");
        assert_eq!([0, 2, 3, 4].map(|ran| kept(&own, ran)), [0, 0, 3, 3]);
        let alone = statements("A; BEGIN; B; COMMIT; C;");
        assert_eq!([0, 1, 2, 3, 4, 5].map(|ran| kept_alone(&alone, ran)), [0, 1, 1, 1, 4, 5]);
    }
}
