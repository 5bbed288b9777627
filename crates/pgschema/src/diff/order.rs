//! The order of steps: by what each one needs and what each one lets go.
//!
//! A step names the things that it makes and removes, those that have to be there before it
//! runs, and those that can only be removed once it has run. From these follow the edges, and a
//! topological sort follows the edges. Where they leave a choice, steps come in the order that
//! Prisma's scripts have, so that a reader of either finds the same chapters.

use super::effects::{Effects, effects};
use crate::step::Step;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

pub(super) fn ordered(steps: Vec<Step>) -> Vec<Step> {
    let after = edges(&steps);
    let mut waiting = vec![0usize; steps.len()];
    for followers in &after {
        followers.iter().for_each(|follower| waiting[*follower] += 1);
    }
    let key = |at: usize| Reverse((chapter(&steps[at]), at));
    let mut ready: BinaryHeap<_> =
        (0..steps.len()).filter(|at| waiting[*at] == 0).map(key).collect();
    let mut order = Vec::with_capacity(steps.len());
    while let Some(Reverse((_, at))) = ready.pop() {
        order.push(at);
        for follower in &after[at] {
            waiting[*follower] -= 1;
            if waiting[*follower] == 0 {
                ready.push(key(*follower));
            }
        }
    }
    append_circular(&steps, &mut order);
    let mut steps: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| steps[at].take()).collect()
}

/// Steps that wait for each other (two indexes that swap names): nothing is lost, the server judges.
fn append_circular(steps: &[Step], order: &mut Vec<usize>) {
    let mut left: Vec<usize> = (0..steps.len()).filter(|at| !order.contains(at)).collect();
    left.sort_by_key(|at| (chapter(&steps[*at]), *at));
    order.extend(left);
}

/// For each step, those that have to come later.
fn edges(steps: &[Step]) -> Vec<Vec<usize>> {
    let effects: Vec<Effects> = steps.iter().map(effects).collect();
    let (mut makers, mut removers) = (BTreeMap::new(), BTreeMap::new());
    for (at, effect) in effects.iter().enumerate() {
        makers.extend(effect.makes.iter().map(|thing| (thing, at)));
        removers.extend(effect.removes.iter().map(|thing| (thing, at)));
    }
    let mut after = vec![Vec::new(); steps.len()];
    let mut edge = |first: usize, second: usize| {
        if first != second {
            after[first].push(second);
        }
    };
    for (at, effect) in effects.iter().enumerate() {
        effect.needs.iter().filter_map(|t| makers.get(t)).for_each(|maker| edge(*maker, at));
        effect.frees.iter().filter_map(|t| removers.get(t)).for_each(|gone| edge(at, *gone));
        let names = effect.makes.iter().filter(|thing| thing.is_exclusive());
        names.filter_map(|t| removers.get(t)).for_each(|gone| edge(*gone, at));
    }
    after
}

/// Where a reader of Prisma's scripts looks for a step. A tie-break, and nothing but.
fn chapter(step: &Step) -> u8 {
    match step {
        Step::CreateSchema { .. } => 0,
        Step::DropExtension { .. } => 1,
        Step::CreateExtension { .. } => 2,
        Step::RenameEnum { .. } | Step::RenameEnumValue { .. } => 3,
        Step::RenameTable { .. } => 4,
        Step::RenameColumn { .. } => 5,
        Step::CreateEnum { .. } => 6,
        Step::AddEnumValues { .. } | Step::RecreateEnum(_) => 7,
        Step::UnguardTable { .. } => 8,
        Step::DropForeignKey { .. } => 9,
        Step::DropIndex { .. } => 10,
        Step::AlterTable { .. } | Step::RenamePrimaryKey { .. } => 11,
        Step::DropTable { .. } => 12,
        Step::DropEnum { .. } => 13,
        Step::DropGuard { .. } => 14,
        Step::CreateTable { .. } => 15,
        Step::CreateIndex { .. } => 16,
        Step::RenameForeignKey { .. } => 17,
        Step::AddForeignKey { .. } => 18,
        Step::RenameIndex { .. } => 19,
        Step::CreateGuard { .. } => 20,
        Step::GuardTable { .. } => 21,
        Step::StampContract { .. } => 22,
    }
}
