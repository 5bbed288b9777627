//! "Did you mean": the known name that differs least.

/// Longer names are not compared: what is that long was not typed by hand.
const LENGTH_MAX: usize = 64;

/// The nearest of the known names, if it is near enough to be meant.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Two slips in a long name, one in a short one, none in a name of one or two letters.
    let most = match name.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    let near = |it: &&str| it.len().abs_diff(name.len()) <= most && it.len() <= LENGTH_MAX;
    known
        .into_iter()
        .filter(near)
        .filter_map(|it| distance(name.as_bytes(), it.as_bytes(), most).map(|slips| (slips, it)))
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours (Damerau–Levenshtein), with case
/// not counted; `None` as soon as it is clear that there are more than `most`.
fn distance(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    let same = |x: u8, y: u8| x.eq_ignore_ascii_case(&y);
    let mut before = [0; LENGTH_MAX + 1];
    let mut last: [usize; LENGTH_MAX + 1] = std::array::from_fn(|at| at);
    for i in 1..=a.len() {
        let mut row = [i; LENGTH_MAX + 1];
        for j in 1..=b.len() {
            let replace = last[j - 1] + usize::from(!same(a[i - 1], b[j - 1]));
            row[j] = replace.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]) {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        // A swap reaches back over one row, so that two rows have to be out of reach.
        if row[..=b.len()].iter().chain(&last[..=b.len()]).all(|slips| *slips > most) {
            return None;
        }
        (before, last) = (last, row);
    }
    Some(last[b.len()]).filter(|slips| *slips <= most)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_fingers_is_known() {
        let known = ["autoincrement", "author", "Author2", "id"];
        let found = |name| nearest(name, known);
        assert_eq!(found("atuhor"), Some("author"));
        assert_eq!(found("AUTHOR"), Some("author"));
        assert_eq!(found("autoincremnt"), Some("autoincrement"));
        assert_eq!(found("autoinkremnet"), Some("autoincrement"));
        assert_eq!(found("editor"), None);
        assert_eq!(found("ib"), None);
        assert_eq!(found(&"x".repeat(100)), None);
    }
}
