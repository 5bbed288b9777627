//! What a text has to have for an expression to match, so that most texts need no search.

use super::parse::Node;
use super::set::Set;

/// The longest run of ASCII that stands in every match, in lower case; empty where there is none.
pub(super) fn of(node: &Node) -> String {
    let mut found = Found::default();
    found.walk(node);
    found.end();
    found.longest
}

#[derive(Default)]
struct Found {
    longest: String,
    /// What stands right before the place that the walk is at.
    run: String,
}

impl Found {
    fn walk(&mut self, node: &Node) {
        match node {
            Node::Empty | Node::Start | Node::End | Node::Word { .. } => {}
            Node::One(set) => match letter(set) {
                Some(letter) => self.run.push(letter),
                None => self.end(),
            },
            Node::Seq(list) => list.iter().for_each(|node| self.walk(node)),
            Node::Group(node, _) => self.walk(node),
            Node::Repeat { node, min, .. } => {
                self.end();
                if *min > 0 {
                    self.walk(node);
                    self.end();
                }
            }
            Node::Alt(_) | Node::Look { .. } | Node::Back(_) => self.end(),
        }
    }

    fn end(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.len() > self.longest.len() {
            self.longest = run;
        }
    }
}

/// The one letter or sign of ASCII that a set has, in either case.
fn letter(set: &Set) -> Option<char> {
    let ascii = |symbol: u32| char::from_u32(symbol).filter(char::is_ascii);
    match set.ranges() {
        [(from, to)] if from == to => ascii(*from).map(|it| it.to_ascii_lowercase()),
        [(upper, _), (lower, to)] if lower == to => {
            let lower = ascii(*lower).filter(char::is_ascii_lowercase)?;
            let is = Set::of(&[(*upper, *upper), (*to, *to)]) == *set
                && ascii(*upper).is_some_and(|it| it.to_ascii_lowercase() == lower);
            is.then_some(lower)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::activation::Pattern;

    #[test]
    fn what_every_match_has_is_found() {
        for (key, literal) in [
            (r"/\bLamp(s|'s)?\b/i", "lamp"),
            ("/lamp|reef/", ""),
            ("/(?:a|b)lighthouse/", "lighthouse"),
            ("/li(gh)t/", "light"),
            ("/x*abc?de/", "ab"),
            ("/(reef)+ 1/", "reef"),
            ("/(reef)* lamp/", " lamp"),
            ("/[Kk]in[gk]/", "kin"),
            ("/[KK-M]ing/", "ing"),
            ("/sink/iu", "in"),
            ("/(?=lighthouse)li/", "li"),
            ("/(a)\\1bc/", "bc"),
            ("/é💡x/", "x"),
        ] {
            let pattern = Pattern::delimited(key).expect("an expression");
            assert_eq!(pattern.literal(), literal, "{key}");
        }
    }
}
