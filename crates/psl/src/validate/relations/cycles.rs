//! Cascades that run in a circle, where Prisma itself carries them out.

use rustc_hash::FxHashSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::{Context, End};
use crate::schema::{Arity, ForeignKeyRelation, ReferentialAction, RelationKind};

/// One step of a walk along foreign keys; `before` is the step that led here.
struct Step {
    relation: usize,
    before: Option<usize>,
}

impl Context<'_> {
    pub(super) fn check_cycles(&mut self) {
        if self.uses_foreign_keys() {
            return;
        }
        let relations = self.cascading();
        let mut from = vec![Vec::new(); self.schema.models.len()];
        for (at, key) in relations.iter().enumerate() {
            from[key.model.0 as usize].push(at);
        }
        let found: Vec<_> =
            (0..relations.len()).filter_map(|at| self.cycle(&relations, &from, at)).collect();
        self.report_all(found);
    }

    /// Whole relations that change the rows which refer to a changed one.
    fn cascading(&self) -> Vec<ForeignKeyRelation> {
        let keys = self.schema.relations.iter().filter_map(|relation| match &relation.kind {
            RelationKind::ForeignKey(key) if key.opposite.is_some() => Some(key),
            _ => None,
        });
        keys.filter(|key| self.cascades(key)).cloned().collect()
    }

    fn cascades(&self, key: &ForeignKeyRelation) -> bool {
        let changes =
            |action| !matches!(action, ReferentialAction::NoAction | ReferentialAction::Restrict);
        let on_delete = key.on_delete.unwrap_or_else(|| self.default_on_delete(key));
        changes(on_delete) || changes(key.on_update.unwrap_or(ReferentialAction::Cascade))
    }

    fn default_on_delete(&self, key: &ForeignKeyRelation) -> ReferentialAction {
        match self.arity((key.model, key.field)) {
            Arity::Required => ReferentialAction::Restrict,
            _ => ReferentialAction::SetNull,
        }
    }

    /// A walk that comes back to the model in which it began.
    fn cycle(
        &self,
        relations: &[ForeignKeyRelation],
        from: &[Vec<usize>],
        start: usize,
    ) -> Option<Diagnostic> {
        let root = relations[start].model;
        let mut visited = FxHashSet::default();
        let mut steps = vec![Step { relation: start, before: None }];
        let mut waiting = vec![0];
        while let Some(at) = waiting.pop() {
            let relation = steps[at].relation;
            visited.insert(relation);
            let key = &relations[relation];
            if key.model == key.referenced_model {
                let message = "A self-relation must have `onDelete` and `onUpdate` referential \
                               actions set to `NoAction` in one of the @relation attributes.";
                return Some(self.cycle_error(&relations[start], message));
            }
            if key.referenced_model == root {
                let path = self.cycle_path(relations, &steps, at);
                let message = format!(
                    "Reference causes a cycle. One of the @relation attributes in this cycle must \
                     have `onDelete` and `onUpdate` referential actions set to `NoAction`. Cycle \
                     path: {path}."
                );
                return Some(self.cycle_error(&relations[start], &message));
            }
            for next in &from[key.referenced_model.0 as usize] {
                if !visited.contains(next) {
                    waiting.push(steps.len());
                    steps.push(Step { relation: *next, before: Some(at) });
                }
            }
        }
        None
    }

    /// `A.b → B.a`.
    fn cycle_path(&self, relations: &[ForeignKeyRelation], steps: &[Step], end: usize) -> String {
        let mut path = Vec::new();
        let mut at = Some(end);
        while let Some(step) = at.map(|at| &steps[at]) {
            let key = &relations[step.relation];
            let (field, model) = self.names((key.model, key.field));
            path.push(format!("{model}.{field}"));
            at = step.before;
        }
        path.reverse();
        path.join(" → ")
    }

    fn cycle_error(&self, key: &ForeignKeyRelation, message: &str) -> Diagnostic {
        let end: End = (key.model, key.field);
        let mut defaults = Vec::new();
        if key.on_delete.is_none() {
            defaults.push(format!("`onDelete`: `{:?}`", self.default_on_delete(key)));
        }
        if key.on_update.is_none() {
            defaults.push("`onUpdate`: `Cascade`".to_owned());
        }
        let defaults = match defaults.as_slice() {
            [] => String::new(),
            [one] => format!(" (Implicit default {one})"),
            all => format!(" (Implicit defaults {})", all.join(", ")),
        };
        let message = format!(
            "Error validating: {message}{defaults} Read more at \
             https://pris.ly/d/cyclic-referential-actions"
        );
        Diagnostic::new(Code::ReferentialCycle, self.field_span(end), message)
    }
}
