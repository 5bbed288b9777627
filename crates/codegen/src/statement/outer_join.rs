//! Which tables of a statement an outer join can't make NULL.
//!
//! The server tells the column that a result is taken from, not whether a join on the way may
//! have left it out. So with an outer join (or grouping sets) a NOT NULL column keeps its word
//! only where the text makes it plain: its table is named once, at the top level, and not to the
//! right of a LEFT JOIN. All else has to say `?` or `!`.

use super::words::{Word, words};

#[derive(Debug)]
pub(super) struct OuterJoins {
    /// `None`: nothing here makes a column NULL.
    safe: Option<Vec<String>>,
}

impl OuterJoins {
    pub(super) fn of(sql: &str) -> Self {
        let words = words(sql);
        let safe =
            makes_nulls(&words).then(|| if is_plain(&words) { safe(&words) } else { Vec::new() });
        Self { safe }
    }

    /// Whether a NOT NULL column of `schema.table` is still never NULL.
    pub(super) fn keep(&self, schema: &str, table: &str) -> bool {
        let qualified = format!("{schema}.{table}");
        self.safe.as_ref().is_none_or(|safe| safe.contains(&qualified))
    }
}

fn makes_nulls(words: &[Word]) -> bool {
    words.windows(2).any(|pair| {
        ["left", "right", "full"].iter().any(|side| pair[0].is(side)) && is_join(&pair[1])
            || pair[0].is("grouping") && pair[1].is("sets")
            || pair[0].is("rollup")
            || pair[0].is("cube")
    })
}

/// `LEFT JOIN`, `LEFT OUTER JOIN`; `left(text, 3)` is neither.
fn is_join(word: &Word) -> bool {
    word.is("join") || word.is("outer")
}

/// Only LEFT joins, each with its condition right after its table: what reads from left to right.
fn is_plain(words: &[Word]) -> bool {
    let mut waits_for_condition = false;
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.depth == 0) {
        if ["right", "full", "grouping", "rollup", "cube"].iter().any(|it| word.is(it)) {
            return false;
        }
        if word.is("join") {
            let conditionless =
                at > 0 && (words[at - 1].is("cross") || words[at - 1].is("natural"));
            if waits_for_condition {
                return false;
            }
            waits_for_condition = !conditionless;
        }
        if word.is("on") || word.is("using") {
            waits_for_condition = false;
        }
    }
    true
}

/// The tables named once, at the top level, and not right of a LEFT JOIN.
fn safe(words: &[Word]) -> Vec<String> {
    let mentions: Vec<(String, bool)> =
        (0..words.len()).filter_map(|at| mention(words, at)).collect();
    let once = |name: &String| mentions.iter().filter(|(other, _)| other == name).count() == 1;
    mentions
        .iter()
        .filter(|(name, kept)| *kept && once(name))
        .map(|(name, _)| name.clone())
        .collect()
}

/// `FROM schema.table`, and whether its rows are all kept.
fn mention(words: &[Word], at: usize) -> Option<(String, bool)> {
    let [schema, dot, table] = words.get(at..at + 3)? else { return None };
    let before = at.checked_sub(1).map(|before| &words[before])?;
    let opens = ["from", "join", "into", "update", "using", "lateral", "only", ","];
    if dot.text != "." || !opens.iter().any(|word| before.is(word)) {
        return None;
    }
    let preceding: Vec<&Word> = words[..at].iter().rev().take(3).collect();
    let left = before.is("join") && preceding[1..].iter().any(|word| word.is("left"));
    let name = format!("{}.{}", schema.text, table.text);
    Some((name, schema.depth == 0 && !left && !before.is("lateral")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, kept: &[&str], lost: &[&str]) {
        let joins = OuterJoins::of(sql);
        kept.iter().for_each(|table| assert!(joins.keep("s", table), "{table} kept: {sql}"));
        lost.iter().for_each(|table| assert!(!joins.keep("s", table), "{table} lost: {sql}"));
    }

    #[test]
    fn a_table_keeps_its_word_where_the_text_is_plain() {
        check("SELECT left(a.x, 1) FROM s.a a JOIN s.b b ON a.i = b.i", &["a", "b"], &[]);
        check(
            "SELECT * FROM s.a a LEFT JOIN s.b b ON a.i = b.i JOIN s.c c ON c.i = a.i",
            &["a", "c"],
            &["b"],
        );
        check("SELECT * FROM s.a a LEFT JOIN s.a b ON a.i = b.i", &[], &["a"]);
        check("SELECT * FROM s.a a LEFT OUTER JOIN (SELECT * FROM s.b) b ON true", &["a"], &["b"]);
        check("SELECT * FROM s.a a RIGHT JOIN s.b b ON a.i = b.i", &[], &["a", "b"]);
        check(
            "WITH c AS (SELECT * FROM s.c) SELECT * FROM s.a a LEFT JOIN c ON true",
            &["a"],
            &["c"],
        );
        check(
            "SELECT * FROM s.a a LEFT JOIN s.b b JOIN s.c c ON c.i = b.i ON a.i = b.i",
            &[],
            &["c"],
        );
        check("SELECT x FROM s.a GROUP BY ROLLUP (x)", &[], &["a"]);
    }
}
