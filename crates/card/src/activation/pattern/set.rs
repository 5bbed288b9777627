//! Sets of symbols, as sorted ranges. A symbol is a UTF-16 unit, or a code point under the `u` flag.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};
use std::sync::OnceLock;

/// The last UTF-16 unit, and so the last symbol without the `u` flag.
const UNIT_MAX: u32 = 0xFFFF;
/// The last code point.
const POINT_MAX: u32 = 0x10_FFFF;

/// A set of symbols: sorted ranges that neither touch nor overlap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Set(Vec<(u32, u32)>);

impl Set {
    pub(super) fn one(symbol: u32) -> Self {
        Self(vec![(symbol, symbol)])
    }

    pub(super) fn of(ranges: &[(u32, u32)]) -> Self {
        Self(ranges.to_vec()).tidied()
    }

    pub(super) fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// Whether it is this one symbol.
    pub(super) fn single(&self) -> Option<u32> {
        match self.0[..] {
            [(from, to)] if from == to => Some(from),
            _ => None,
        }
    }

    pub(super) fn has(&self, symbol: u32) -> bool {
        let after = self.0.partition_point(|(from, _)| *from <= symbol);
        after > 0 && self.0[after - 1].1 >= symbol
    }

    pub(super) fn add(&mut self, from: u32, to: u32) {
        self.0.push((from, to));
    }

    pub(super) fn join(&mut self, other: &Set) {
        self.0.extend_from_slice(&other.0);
    }

    pub(super) fn tidied(mut self) -> Self {
        self.0.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(self.0.len());
        for (from, to) in self.0 {
            match merged.last_mut() {
                Some(last) if from <= last.1.saturating_add(1) => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    pub(super) fn inverted(&self, unicode: bool) -> Self {
        let max = if unicode { POINT_MAX } else { UNIT_MAX };
        let mut gaps = Vec::with_capacity(self.0.len() + 1);
        let mut next = 0;
        for (from, to) in &self.0 {
            if *from > next {
                gaps.push((next, from - 1));
            }
            next = to + 1;
        }
        if next <= max {
            gaps.push((next, max));
        }
        Self(gaps)
    }

    /// With every symbol that the `i` flag takes for one of its own.
    pub(super) fn folded(self, unicode: bool) -> Self {
        if unicode { fold_points(&self) } else { fold_units(self) }
    }
}

fn fold_points(set: &Set) -> Set {
    // Surrogates are no characters; text has none of them under the `u` flag.
    let chars = set.0.iter().flat_map(|(from, to)| {
        [(*from, (*to).min(0xD7FF)), ((*from).max(0xE000), *to)].into_iter()
    });
    let ranges = chars.filter(|(from, to)| from <= to).filter_map(|(from, to)| {
        Some(ClassUnicodeRange::new(char::from_u32(from)?, char::from_u32(to)?))
    });
    let mut class = ClassUnicode::new(ranges);
    class.case_fold_simple();
    Set(class.ranges().iter().map(|r| (u32::from(r.start()), u32::from(r.end()))).collect())
}

fn fold_units(mut set: Set) -> Set {
    if set.0.iter().all(|(_, to)| *to < 0x80) {
        let letters: Vec<u32> = (0x41..=0x5A).filter(|&c| set.has(c) || set.has(c + 32)).collect();
        for upper in letters {
            set.add(upper, upper);
            set.add(upper + 32, upper + 32);
        }
        return set.tidied();
    }
    let found: Vec<&Vec<u32>> =
        unit_classes().iter().filter(|class| class.iter().any(|&c| set.has(c))).collect();
    for class in found {
        for &unit in class {
            set.add(unit, unit);
        }
    }
    set.tidied()
}

/// What JavaScript compares a unit as, under `i` without `u`.
pub(super) fn canonical(unit: u32) -> u32 {
    let Some(c) = char::from_u32(unit) else { return unit };
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => {
            let one = u32::from(one);
            // Nothing outside ASCII becomes ASCII, and nothing leaves the plane.
            if one > UNIT_MAX || (unit >= 0x80 && one < 0x80) { unit } else { one }
        }
        _ => unit,
    }
}

/// Units that are one under `i`, in groups of two and more.
fn unit_classes() -> &'static Vec<Vec<u32>> {
    static CLASSES: OnceLock<Vec<Vec<u32>>> = OnceLock::new();
    CLASSES.get_or_init(|| {
        let mut by: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
        for unit in 0..=UNIT_MAX {
            by.entry(canonical(unit)).or_default().push(unit);
        }
        by.into_values().filter(|class| class.len() > 1).collect()
    })
}

/// `\d`, `\w`, `\s`, the dot, and the four that end a line.
pub(super) fn digits() -> Set {
    Set::of(&[(0x30, 0x39)])
}

pub(super) fn words() -> Set {
    Set::of(&[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
}

pub(super) fn line_ends() -> Set {
    Set::of(&[(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)])
}

pub(super) fn spaces() -> Set {
    Set::of(&[
        (0x09, 0x0D),
        (0x20, 0x20),
        (0xA0, 0xA0),
        (0x1680, 0x1680),
        (0x2000, 0x200A),
        (0x2028, 0x2029),
        (0x202F, 0x202F),
        (0x205F, 0x205F),
        (0x3000, 0x3000),
        (0xFEFF, 0xFEFF),
    ])
}
