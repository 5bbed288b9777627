//! Which item of an earlier list each item of a later one is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What an item may be known by; none where this says nothing of it.
pub(super) type Known = fn(&Value) -> Option<String>;

pub(super) struct Pairs {
    pub(super) earlier: Vec<Option<usize>>,
    pub(super) gone: Vec<usize>,
    /// The rank of each earlier item among those that stayed.
    rank: BTreeMap<usize, usize>,
    later_rank: BTreeMap<usize, usize>,
}

impl Pairs {
    /// Items are paired by the first thing that they are known by alike; equal ones in order.
    pub(super) fn of(before: &[Value], after: &[Value], known_by: &[Known]) -> Self {
        let mut earlier = vec![None; after.len()];
        let mut gone: Vec<usize> = (0..before.len()).collect();
        for known in known_by {
            pair(before, after, *known, &mut earlier, &mut gone);
        }
        Self::ranked(earlier, gone)
    }

    /// The same, and what is left over at the same rank where it is alike.
    pub(super) fn and_alike(
        self,
        before: &[Value],
        after: &[Value],
        alike: impl Fn(&Value, &Value) -> bool,
    ) -> Self {
        let Self { mut earlier, gone, .. } = self;
        let come: Vec<usize> = (0..after.len()).filter(|to| earlier[*to].is_none()).collect();
        for (from, to) in gone.iter().zip(come) {
            if alike(&before[*from], &after[to]) {
                earlier[to] = Some(*from);
            }
        }
        let gone = left_over(gone, &earlier);
        Self::ranked(earlier, gone)
    }

    fn ranked(earlier: Vec<Option<usize>>, gone: Vec<usize>) -> Self {
        let mut stayed: Vec<usize> = earlier.iter().flatten().copied().collect();
        stayed.sort_unstable();
        let rank: BTreeMap<_, _> = stayed.into_iter().zip(0..).collect();
        let kept = (0..earlier.len()).filter(|to| earlier[*to].is_some());
        let later_rank = kept.zip(0..).collect();
        Self { earlier, gone, rank, later_rank }
    }

    pub(super) fn moved(&self, from: usize, to: usize) -> bool {
        self.rank.get(&from) != self.later_rank.get(&to)
    }
}

fn pair(
    before: &[Value],
    after: &[Value],
    known: Known,
    earlier: &mut [Option<usize>],
    gone: &mut Vec<usize>,
) {
    let mut free: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for from in gone.iter().rev() {
        if let Some(name) = known(&before[*from]) {
            free.entry(name).or_default().push(*from);
        }
    }
    for (to, from) in earlier.iter_mut().enumerate().filter(|(_, from)| from.is_none()) {
        *from = known(&after[to]).and_then(|name| free.get_mut(&name)?.pop());
    }
    *gone = left_over(std::mem::take(gone), earlier);
}

fn left_over(gone: Vec<usize>, earlier: &[Option<usize>]) -> Vec<usize> {
    let taken: BTreeSet<_> = earlier.iter().flatten().copied().collect();
    gone.into_iter().filter(|from| !taken.contains(from)).collect()
}
