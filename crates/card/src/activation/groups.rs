//! Inclusion groups: of the entries that name one, one is taken.

use super::quirks::Quirks;
use super::reason::{Fall, GroupLoss};
use super::scan::View;
use super::sort;
use crate::js;
use std::collections::HashMap;

/// A group and those of it that are called, in line.
struct Group {
    name: String,
    members: Vec<usize>,
    has_sticky: bool,
}

/// Takes the losers of every group out of the line.
pub(crate) fn filter(view: &mut View<'_, '_, '_>, line: &mut Vec<usize>) {
    let mut groups = gather(view, line);
    if groups.is_empty() {
        return;
    }
    for group in &mut groups {
        by_timed_effects(view, group, line);
    }
    for group in &mut groups {
        by_score(view, group, line);
    }
    for group in &groups {
        by_choice(view, group, line);
    }
}

/// The groups in the order in which JavaScript walks an object: numbers first.
fn gather(view: &View<'_, '_, '_>, line: &[usize]) -> Vec<Group> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for &index in line {
        for name in &view.entry(index).groups {
            let place = *places.entry(name).or_insert_with(|| {
                groups.push(Group { name: name.clone(), members: Vec::new(), has_sticky: false });
                groups.len() - 1
            });
            groups[place].members.push(index);
        }
    }
    groups.sort_by_key(|group| js::turn(&group.name));
    groups
}

fn remove(
    view: &mut View<'_, '_, '_>,
    line: &mut Vec<usize>,
    index: usize,
    group: &str,
    how: GroupLoss,
    winner: Option<String>,
) {
    let loss = |how, winner| Fall::Group { group: group.to_owned(), how, winner };
    if let Some(place) = line.iter().position(|&other| other == index) {
        line.remove(place);
        view.fall(index, loss(how, winner));
    } else if view.quirks().has(Quirks::LOSER_TAKES_ANOTHER)
        && let Some(other) = line.pop()
    {
        view.fall(other, loss(GroupLoss::Unrelated, None));
    }
}

fn by_timed_effects(view: &mut View<'_, '_, '_>, group: &mut Group, line: &mut Vec<usize>) {
    let sticky: Vec<usize> =
        group.members.iter().copied().filter(|&index| view.is_sticky(index)).collect();
    if let Some(&first) = sticky.first() {
        group.has_sticky = true;
        for &index in group.members.iter().filter(|index| !sticky.contains(index)) {
            remove(
                view,
                line,
                index,
                &group.name,
                GroupLoss::Sticky,
                Some(view.entry(first).id.to_string()),
            );
        }
    }
    // What cools down or waits should not come this far; SillyTavern looks all the same.
    for which in 0..2 {
        for &index in &group.members {
            let held = view.is_held_back(index);
            if [held.0, held.1][which] {
                remove(view, line, index, &group.name, GroupLoss::Sticky, None);
            }
        }
    }
}

fn by_score(view: &mut View<'_, '_, '_>, group: &mut Group, line: &mut Vec<usize>) {
    let default = view.scores_by_default();
    let asks = |index: &usize| view.entry(*index).group_scoring == Some(true);
    if group.has_sticky || !(default || group.members.iter().any(asks)) {
        return;
    }
    let scores: Vec<usize> = group.members.iter().map(|&index| view.score(index)).collect();
    let Some(best) = scores.iter().copied().max() else { return };
    let winner = scores.iter().position(|score| *score == best);
    let winner = winner.map(|at| view.entry(group.members[at]).id.to_string());
    let mut kept = Vec::with_capacity(group.members.len());
    for (&index, score) in group.members.iter().zip(scores) {
        if score < best && view.entry(index).group_scoring.unwrap_or(default) {
            remove(view, line, index, &group.name, GroupLoss::Score, winner.clone());
        } else {
            kept.push(index);
        }
    }
    group.members = kept;
}

fn by_choice(view: &mut View<'_, '_, '_>, group: &Group, line: &mut Vec<usize>) {
    if group.has_sticky {
        return;
    }
    let by_full_name = view.quirks().has(Quirks::GROUP_TAKEN_BY_FULL_NAME);
    let taken = view.fired().find(|entry| match by_full_name {
        true => entry.group_text == group.name,
        false => entry.groups.contains(&group.name),
    });
    if let Some(taken) = taken.map(|entry| entry.id.to_string()) {
        for &index in &group.members {
            remove(view, line, index, &group.name, GroupLoss::Taken, Some(taken.clone()));
        }
        return;
    }
    if group.members.len() <= 1 {
        return;
    }
    let (winner, how) = match preferred(view, group) {
        Some(first) => (Some(first), GroupLoss::Override),
        None => (rolled(view, group), GroupLoss::Roll),
    };
    let Some(winner) = winner else { return };
    for &index in group.members.iter().filter(|index| **index != winner) {
        remove(view, line, index, &group.name, how, Some(view.entry(winner).id.to_string()));
    }
}

fn preferred(view: &View<'_, '_, '_>, group: &Group) -> Option<usize> {
    let mut list: Vec<usize> =
        group.members.iter().copied().filter(|&index| view.entry(index).group_override).collect();
    sort::by_order(&mut list, |&index| view.entry(index).order);
    list.first().copied()
}

fn rolled(view: &mut View<'_, '_, '_>, group: &Group) -> Option<usize> {
    let total: f64 = group.members.iter().map(|&index| view.entry(index).group_weight).sum();
    let zero_wins = view.quirks().has(Quirks::ROLL_ZERO_WINS_GROUP);
    let roll = view.roll() * total;
    let mut so_far = 0.0;
    group.members.iter().copied().find(|&index| {
        so_far += view.entry(index).group_weight;
        if zero_wins { roll <= so_far } else { roll < so_far }
    })
}
