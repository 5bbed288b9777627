//! Relations as they are found, filtered by and loaded.

use super::plan::{ModelPlan, Plan};
use crate::names::{Unique, rust_identifier, screaming};
use crate::source::Source;
use psl::schema::{
    Arity, Field, FieldId, FieldKind, ForeignKeyRelation, ModelId, Relation, RelationKind,
};

/// One side of a relation.
pub(super) struct Related<'a> {
    pub(super) field: &'a Field,
    pub(super) constant: String,
    pub(super) function: String,
    /// `One`, `Maybe`, `Many`, `Linked`.
    kind: &'static str,
    /// The other model.
    target: String,
    from: Vec<usize>,
    to: Vec<usize>,
    casts: Vec<String>,
    through: Option<(String, [&'static str; 2])>,
}

/// Where a relation leads from a side.
struct Ends {
    kind: &'static str,
    target: ModelId,
    from: Vec<FieldId>,
    to: Vec<FieldId>,
    through: Option<(String, [&'static str; 2])>,
}

pub(super) fn related<'a>(plan: &Plan<'a>, model: &ModelPlan<'a>) -> Vec<Related<'a>> {
    let mut constants = Unique::default();
    model.columns.iter().for_each(|it| drop(constants.take(it.constant.clone())));
    // Constants and functions share a namespace, and not all letters have capitals.
    let mut functions = constants.clone();
    model.keys.iter().for_each(|it| drop(functions.take(it.function.clone())));
    let fields = model.declared.fields.iter().enumerate().filter(|(_, field)| !field.ignored);
    fields
        .filter_map(|(at, field)| {
            let FieldKind::Relation { relation: Some(id), .. } = field.kind else { return None };
            let own = (model.entity.model, FieldId(at as u32));
            let ends = ends(plan, own, field, plan.schema.relation(id))?;
            let target = plan.model_of(ends.target)?;
            let position = |of: &ModelPlan<'_>, fields: &[FieldId]| {
                fields.iter().map(|it| of.position(*it)).collect::<Option<Vec<usize>>>()
            };
            let (from, to) = (position(model, &ends.from)?, position(target, &ends.to)?);
            let mut casts: Vec<String> =
                from.iter().map(|at| plan.array_cast(&model.columns[*at])).collect();
            if ends.through.is_some() {
                casts.extend(to.iter().map(|at| plan.array_cast(&target.columns[*at])));
            }
            let constant = constants.take(screaming(&field.name));
            drop(functions.take(constant.clone()));
            Some(Related {
                field,
                constant,
                function: functions.take(rust_identifier(&field.name)),
                kind: ends.kind,
                target: target.name().to_owned(),
                from,
                to,
                casts,
                through: ends.through,
            })
        })
        .collect()
}

fn ends(
    plan: &Plan<'_>,
    own: (ModelId, FieldId),
    field: &Field,
    relation: &Relation,
) -> Option<Ends> {
    match &relation.kind {
        RelationKind::ForeignKey(key) if (key.model, key.field) == own => Some(forward(plan, key)),
        RelationKind::ForeignKey(key) => Some(Ends {
            kind: if field.arity == Arity::List { "Many" } else { "Maybe" },
            target: key.model,
            from: key.references.clone(),
            to: key.fields.clone(),
            through: None,
        }),
        RelationKind::ImplicitManyToMany { a, b } => {
            let (other, columns) = if *a == own { (b, ["A", "B"]) } else { (a, ["B", "A"]) };
            let id = |model: ModelId| {
                let key = plan.schema.model(model).primary_key.as_ref()?;
                key.fields.first().map(|key| vec![key.field])
            };
            let db_schema = plan.schema.model(a.0).db_schema.as_deref();
            Some(Ends {
                kind: "Linked",
                target: other.0,
                from: id(own.0)?,
                to: id(other.0)?,
                through: Some((plan.place(db_schema, &format!("_{}", relation.name)), columns)),
            })
        }
    }
}

fn forward(plan: &Plan<'_>, key: &ForeignKeyRelation) -> Ends {
    let model = plan.schema.model(key.model);
    let required = key.fields.iter().all(|it| model.field(*it).arity == Arity::Required);
    Ends {
        kind: if required { "One" } else { "Maybe" },
        target: key.referenced_model,
        from: key.fields.clone(),
        to: key.references.clone(),
        through: None,
    }
}

impl Related<'_> {
    /// It leads from this column to another model's key.
    pub(super) fn leaves(&self, column: usize) -> bool {
        matches!(self.kind, "One" | "Maybe") && self.from.contains(&column)
    }

    /// `pub const POSTS: sql::Many<Self, super::Post> = …`
    pub(super) fn constant(&self, out: &mut Source) {
        let Related { kind, target, constant, from, to, .. } = self;
        let casts: Vec<String> = self.casts.iter().map(|cast| format!("{cast:?}")).collect();
        let casts = casts.join(", ");
        let through = match &self.through {
            None => String::new(),
            Some((table, [from, to])) => format!(".through({table:?}, {from:?}, {to:?})"),
        };
        out.prose(&self.field.docs.text);
        out.line(format!("pub const {constant}: sql::{kind}<Self, super::{target}> ="));
        out.line(format!("    sql::{kind}::new(&{from:?}, &{to:?}, &[{casts}]){through};"));
    }

    /// `pub fn posts(&self) -> sql::Find<super::Post>`
    pub(super) fn function(&self, out: &mut Source) {
        out.blank();
        out.open(format!(
            "pub fn {}(&self) -> sql::Find<super::{}> {{",
            self.function, self.target
        ));
        out.line(format!("Self::{}.of(self)", self.constant));
        out.close("}");
    }
}
