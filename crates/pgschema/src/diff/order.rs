//! The order of steps: by what each one needs and what each one lets go.
//!
//! A step names the things that it makes and removes, those that have to be there before it
//! runs, and those that can only be removed once it has run. From these follow the edges, and a
//! topological sort follows the edges. Where they leave a choice, steps come in the order that
//! Prisma's scripts have, so that a reader of either finds the same chapters.

use super::effects::{Effects, effects};
use super::mentions;
use crate::step::{ObjectStep, Step};
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
    mentions::edges(steps).into_iter().for_each(|(first, second)| edge(first, second));
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
        Step::CreateEnum { .. } => 10,
        Step::AddEnumValues { .. } | Step::RecreateEnum(_) => 11,
        Step::UnguardTable { .. } => 15,
        Step::DropForeignKey { .. } => 16,
        Step::DropIndex { .. } => 17,
        Step::AlterTable { .. } | Step::RenamePrimaryKey { .. } => 18,
        Step::DropTable { .. } => 20,
        Step::DropEnum { .. } => 22,
        Step::DropGuard { .. } => 23,
        Step::CreateTable { .. } => 24,
        Step::CreateIndex { .. } => 26,
        Step::RenameForeignKey { .. } => 27,
        Step::AddForeignKey { .. } => 28,
        Step::RenameIndex { .. } => 29,
        Step::CreateGuard { .. } => 32,
        Step::GuardTable { .. } => 33,
        Step::Object(step) => chapter_beside(step),
        Step::StampContract { .. } => 40,
    }
}

/// What stands on tables goes before them and comes after them; what they stand on the other way.
fn chapter_beside(step: &ObjectStep) -> u8 {
    match step {
        ObjectStep::DropTrigger { .. } | ObjectStep::DropPolicy { .. } => 6,
        ObjectStep::DropView { .. } => 7,
        ObjectStep::CreateSequence { .. } | ObjectStep::AlterSequence { .. } => 12,
        ObjectStep::CreateObject { .. } => 13,
        ObjectStep::CreateFunction { .. } | ObjectStep::ReplaceFunction { .. } => 14,
        ObjectStep::SetOptions { .. } | ObjectStep::SetLogged { .. } => 19,
        ObjectStep::DropPartition { .. } | ObjectStep::MovePartition { .. } => 19,
        ObjectStep::DropFunction { .. } => 21,
        ObjectStep::DropObject { .. } | ObjectStep::DropSequence { .. } => 22,
        ObjectStep::CreatePartition { .. } => 25,
        ObjectStep::ValidateConstraint { .. } => 30,
        ObjectStep::CreateView { .. } => 31,
        ObjectStep::CreateTrigger { .. } | ObjectStep::SetTriggerState { .. } => 34,
        ObjectStep::SetRowSecurity { .. } | ObjectStep::CreatePolicy { .. } => 35,
        ObjectStep::Comment { .. } => 36,
    }
}
