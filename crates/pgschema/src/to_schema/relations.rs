//! The relation fields of each model.

use super::directives::Docs;
use super::previous::{attribute, field_doc_lines, text_argument};
use super::pull::Pull;
use super::relation_names::{self, Ambiguous, RelationNames};
use super::text::{self, list, quoted};
use super::{said, table_facts};
use crate::catalogue::{ForeignKey, Name, ReferentialAction, Table};
use psl::constraint_names;
use psl::schema::{FieldId, FieldKind, ForeignKeyRelation, ModelId, ModelKind, RelationKind};
use std::collections::{BTreeMap, BTreeSet};

/// A field that leads to another model.
#[derive(Clone, Debug)]
pub(super) struct RelationField {
    pub(super) name: String,
    pub(super) model: String,
    /// Nothing, `?` or `[]`.
    pub(super) arity: &'static str,
    pub(super) attributes: Vec<String>,
    /// Its `///` lines.
    pub(super) docs: String,
    /// Not from a key of the database.
    pub(super) copied: bool,
}

#[derive(Debug, Default)]
pub(super) struct Relations {
    /// By table or view.
    pub(super) fields: BTreeMap<Name, Vec<RelationField>>,
    /// Keys that repeat another one of their table, which a schema can't say.
    pub(super) repeated: Vec<(Name, String)>,
    /// Keys to tables that are not read.
    pub(super) leading_out: Vec<(Name, String)>,
}

impl Relations {
    pub(super) fn new(pull: &Pull<'_>) -> Self {
        let mut relations = Self::default();
        if pull.has_foreign_keys() {
            let joins = relation_names::join_tables(pull);
            let ambiguous = Ambiguous::find(pull, &joins);
            for (name, table) in pull.models() {
                relations.of_table(pull, &ambiguous, name, table);
            }
            for (name, ends) in joins {
                if let Some(names) = relation_names::many_to_many(pull, &ambiguous, name, ends) {
                    relations.many_to_many(pull, name, [ends.a, ends.b], names);
                }
            }
        }
        relations.copied(pull);
        relations.make_names_free(pull);
        relations
    }

    fn of_table<'a>(
        &mut self,
        pull: &Pull<'a>,
        ambiguous: &Ambiguous<'a>,
        name: &'a Name,
        table: &'a Table,
    ) {
        let mut seen: Vec<&ForeignKey> = Vec::new();
        for (key_name, key) in &table.foreign_keys {
            let repeats = |it: &&ForeignKey| {
                it.columns == key.columns
                    && it.target == key.target
                    && it.references == key.references
            };
            if seen.iter().any(repeats) {
                self.repeated.push((name.clone(), key_name.clone()));
                continue;
            }
            seen.push(key);
            match relation_names::inline(pull, ambiguous, name, key) {
                Some(names) => {
                    self.inline(pull, &Inline::new(pull, name, table, key_name, key, names))
                }
                None => self.leading_out.push((name.clone(), key_name.clone())),
            }
        }
    }

    fn inline(&mut self, pull: &Pull<'_>, inline: &Inline<'_>) {
        let forward = inline.forward(pull);
        self.fields.entry(inline.table_name.clone()).or_default().push(forward);
        let back = inline.back(pull);
        self.fields.entry(inline.key.target.clone()).or_default().push(back);
    }

    fn many_to_many(
        &mut self,
        pull: &Pull<'_>,
        table: &Name,
        ends: [&Name; 2],
        names: RelationNames,
    ) {
        let previous = previous_many_to_many(pull, table);
        let relation = previous.as_ref().map_or(names.relation, |it| it.relation.clone());
        let sides = [(ends[0], ends[1], names.forward), (ends[1], ends[0], names.back)];
        for (at, (from, to, default)) in sides.into_iter().enumerate() {
            let kept = previous.as_ref().map(|it| &it.fields[at]);
            let Some(model) = pull.table_name(to) else { continue };
            let field = RelationField {
                name: kept.map_or(default, |it| it.0.clone()),
                model: model.name.clone(),
                arity: "[]",
                attributes: relation_attribute(&relation, Vec::new()).into_iter().collect(),
                docs: kept.map_or_else(String::new, |it| it.1.clone()),
                copied: false,
            };
            self.fields.entry(from.clone()).or_default().push(field);
        }
    }

    /// Those that only the schema knows: to and from views, or all where it keeps no keys.
    fn copied(&mut self, pull: &Pull<'_>) {
        let tables = pull.models().map(|(name, _)| (name, pull.previous.model(name)));
        let views = pull.view_blocks().map(|name| (name, pull.previous.view(name)));
        for (name, id) in tables.chain(views) {
            let Some(id) = id else { continue };
            let model = pull.previous.get(id);
            for (at, field) in (0..).zip(&model.fields) {
                let FieldKind::Relation { model: related, .. } = field.kind else { continue };
                let of_view =
                    [id, related].iter().any(|it| pull.previous.get(*it).kind == ModelKind::View);
                if (of_view || !pull.has_foreign_keys()) && is_there(pull, related) {
                    let copy = copy(pull, id, FieldId(at), related);
                    self.fields.entry(name.clone()).or_default().push(copy);
                }
            }
        }
    }

    /// A field of a relation can't be called as a column or as another one.
    fn make_names_free(&mut self, pull: &Pull<'_>) {
        for (table, fields) in &mut self.fields {
            let mut taken: BTreeSet<String> = columns(pull, table).collect();
            for field in fields {
                let wanted = match taken.contains(&field.name) {
                    true => format!("{}_relation", field.name),
                    false => field.name.clone(),
                };
                field.name = super::names::free(&wanted, "relation", &mut taken);
            }
        }
    }
}

fn columns<'p>(pull: &'p Pull<'_>, table: &'p Name) -> impl Iterator<Item = String> + use<'p> {
    let of_table = pull.catalogue.tables.get(table).map(|it| &it.columns);
    let columns = of_table.or_else(|| pull.notes.view_columns.get(table)).into_iter().flatten();
    columns.filter_map(move |(column, _)| Some(pull.column_name(table, column)?.name.clone()))
}

fn is_there(pull: &Pull<'_>, model: ModelId) -> bool {
    let model = pull.previous.get(model);
    let name = crate::from_schema::table_name(model);
    match model.kind {
        ModelKind::Model => pull.table_name(&name).is_some(),
        ModelKind::View => pull.view_name(&name).is_some(),
    }
}

/// `@relation("Name", …)`, where there is anything to say.
fn relation_attribute(name: &str, mut arguments: Vec<String>) -> Option<String> {
    if !name.is_empty() {
        arguments.insert(0, quoted(name));
    }
    (!arguments.is_empty()).then(|| text::attribute("@relation", &arguments))
}

/// What the schema calls a many-to-many relation.
struct PreviousJoin {
    relation: String,
    /// Name and documentation of the fields of both sides.
    fields: [(String, String); 2],
}

fn previous_many_to_many(pull: &Pull<'_>, table: &Name) -> Option<PreviousJoin> {
    let named = table.name.strip_prefix('_')?;
    pull.previous.schema.relations.iter().find_map(|relation| match relation.kind {
        RelationKind::ImplicitManyToMany { a, b } if relation.name == named => {
            let field = |(model, field): (ModelId, FieldId)| {
                (pull.previous.get(model).field(field).name.clone(), field_docs(pull, model, field))
            };
            Some(PreviousJoin {
                // Prisma writes the name out, also where it was its own.
                relation: relation.name.clone(),
                fields: [field(a), field(b)],
            })
        }
        _ => None,
    })
}

fn docs(pull: &Pull<'_>, model: ModelId, field: FieldId) -> Docs {
    let Some(tree) = pull.previous.field(model, field) else { return Docs::default() };
    Docs::read(&field_doc_lines(tree.0), &pull.previous.get(model).field(field).docs.directives)
}

fn field_docs(pull: &Pull<'_>, model: ModelId, field: FieldId) -> String {
    docs(pull, model, field).text()
}

/// The name that a relation's field writes out.
fn relation_name(pull: &Pull<'_>, model: ModelId, field: FieldId) -> Option<String> {
    let tree = pull.previous.field(model, field)?;
    text_argument(attribute(tree.attributes(), "relation")?, "name")
}

/// A field as the schema has it, its arguments in Prisma's order.
fn copy(pull: &Pull<'_>, model: ModelId, field: FieldId, related: ModelId) -> RelationField {
    const ORDER: [&str; 6] = ["name", "fields", "references", "onDelete", "onUpdate", "map"];
    let it = pull.previous.get(model).field(field);
    let tree = pull.previous.field(model, field);
    let written = tree.and_then(|tree| attribute(tree.attributes(), "relation"));
    let mut arguments: Vec<_> = written.into_iter().flat_map(|it| it.arguments()).collect();
    let place = |name: Option<&str>| ORDER.iter().position(|it| Some(*it) == name).unwrap_or(0);
    arguments.sort_by_key(|argument| place(argument.name().map(|name| name.text)));
    let arguments: Vec<String> = arguments.iter().map(|it| it.text().trim().to_owned()).collect();
    let mut attributes: Vec<String> =
        written.map(|_| text::attribute("@relation", &arguments)).into_iter().collect();
    attributes.extend(it.ignored.then(|| "@ignore".to_owned()));
    RelationField {
        name: it.name.clone(),
        model: pull.previous.get(related).name.clone(),
        arity: arity(it.arity),
        attributes,
        docs: field_docs(pull, model, field),
        copied: true,
    }
}

fn arity(arity: psl::schema::Arity) -> &'static str {
    match arity {
        psl::schema::Arity::Required => "",
        psl::schema::Arity::Optional => "?",
        psl::schema::Arity::List => "[]",
    }
}

/// A foreign key with what both of its fields are made of.
struct Inline<'a> {
    table_name: &'a Name,
    table: &'a Table,
    key_name: &'a str,
    key: &'a ForeignKey,
    names: RelationNames,
    /// The relation of the schema on the same columns.
    previous: Option<&'a ForeignKeyRelation>,
}

impl<'a> Inline<'a> {
    fn new(
        pull: &Pull<'a>,
        table_name: &'a Name,
        table: &'a Table,
        key_name: &'a str,
        key: &'a ForeignKey,
        mut names: RelationNames,
    ) -> Self {
        let previous = previous_inline(pull, table_name, table, key);
        if let Some((relation, opposite)) = previous.and_then(|it| Some((it, it.opposite?))) {
            let field = |model, field| pull.previous.get(model).field(field).name.clone();
            names = RelationNames {
                relation: relation_name(pull, relation.referenced_model, opposite)
                    .unwrap_or_default(),
                forward: field(relation.model, relation.field),
                back: field(relation.referenced_model, opposite),
            };
        }
        Self { table_name, table, key_name, key, names, previous }
    }

    fn forward(&self, pull: &Pull<'_>) -> RelationField {
        let optional = self.columns().any(|column| column.nullable || column.ty.list);
        let mut attributes: Vec<String> =
            relation_attribute(&self.names.relation, self.arguments(pull)).into_iter().collect();
        attributes.extend(self.ignored(pull, self.table_name));
        RelationField {
            name: self.names.forward.clone(),
            model: pull.table_name(&self.key.target).map_or_else(String::new, |it| it.name.clone()),
            arity: if optional { "?" } else { "" },
            attributes,
            docs: self.docs(pull),
            copied: false,
        }
    }

    fn back(&self, pull: &Pull<'_>) -> RelationField {
        let mut attributes: Vec<String> =
            relation_attribute(&self.names.relation, Vec::new()).into_iter().collect();
        attributes.extend(self.ignored(pull, &self.key.target));
        let kept = self.previous.and_then(|it| Some((it.referenced_model, it.opposite?)));
        RelationField {
            name: self.names.back.clone(),
            model: pull.table_name(self.table_name).map_or_else(String::new, |it| it.name.clone()),
            arity: if self.is_one_to_one(pull) { "?" } else { "[]" },
            attributes,
            docs: kept.map_or_else(String::new, |(model, field)| field_docs(pull, model, field)),
            copied: false,
        }
    }

    fn docs(&self, pull: &Pull<'_>) -> String {
        let mut docs = match self.previous {
            Some(it) => docs(pull, it.model, it.field),
            None => Docs::default(),
        };
        docs.follow(said::of_foreign_key(self.key));
        docs.text()
    }

    fn columns(&self) -> impl Iterator<Item = &'a crate::catalogue::Column> {
        self.key.columns.iter().filter_map(|column| self.table.columns.get(column))
    }

    /// `fields`, `references`, and the rest where it is not the default.
    fn arguments(&self, pull: &Pull<'_>) -> Vec<String> {
        let key = self.key;
        let names = |table: &Name, columns: &[String]| {
            let names =
                columns.iter().filter_map(|it| Some(pull.column_name(table, it)?.name.clone()));
            list(names.collect::<Vec<_>>())
        };
        let mut arguments = vec![
            format!("fields: {}", names(self.table_name, &key.columns)),
            format!("references: {}", names(&key.target, &key.references)),
        ];
        let required = self.columns().any(|column| !column.nullable && !column.ty.list);
        let default =
            if required { ReferentialAction::Restrict } else { ReferentialAction::SetNull };
        if key.on_delete != default {
            arguments.push(format!("onDelete: {}", action(key.on_delete)));
        }
        if key.on_update != ReferentialAction::Cascade {
            arguments.push(format!("onUpdate: {}", action(key.on_update)));
        }
        arguments.extend(self.map().map(|name| format!("map: {}", quoted(name))));
        arguments
    }

    /// Written out where it is not Prisma's own, or where it was.
    fn map(&self) -> Option<&'a str> {
        let columns: Vec<&str> = self.key.columns.iter().map(String::as_str).collect();
        let default = constraint_names::foreign_key(&self.table_name.name, &columns);
        let kept = self.previous.and_then(|it| it.map.as_deref());
        (self.key_name != default || kept == Some(self.key_name)).then_some(self.key_name)
    }

    /// At most one row of the table leads to a row here. Prisma takes a key over some of the columns
    /// for enough, and then refuses what it wrote.
    fn is_one_to_one(&self, pull: &Pull<'_>) -> bool {
        let mine = &self.key.columns;
        table_facts::keys(pull, self.table).any(|columns| {
            columns.len() == mine.len() && columns.iter().all(|it| mine.iter().any(|of| of == it))
        })
    }

    /// One of both models is nothing for Prisma's client, and the one that has the field is.
    fn ignored(&self, pull: &Pull<'_>, side: &Name) -> Option<String> {
        let target = pull.catalogue.tables.get(&self.key.target)?;
        let usable = [self.table, target].iter().all(|it| table_facts::has_usable_key(pull, it));
        let model = pull.catalogue.tables.get(side)?;
        let ignored = !usable && !table_facts::is_ignored(pull, side, model);
        ignored.then(|| "@ignore".to_owned())
    }
}

/// The relation of the schema on the same columns: the one to the same table, or one whose table
/// no key leads to any more.
fn previous_inline<'a>(
    pull: &Pull<'a>,
    name: &Name,
    table: &Table,
    key: &ForeignKey,
) -> Option<&'a ForeignKeyRelation> {
    let id = pull.previous.model(name)?;
    let model = pull.previous.get(id);
    let of_columns = pull.previous.schema.relations.iter().filter_map(|it| match &it.kind {
        RelationKind::ForeignKey(it) if it.model == id => {
            let column = |field: &FieldId| Some(&model.field(*field).scalar()?.db_name);
            it.fields.iter().map(column).eq(key.columns.iter().map(Some)).then_some(it)
        }
        _ => None,
    });
    let target = |it: &ForeignKeyRelation| {
        crate::from_schema::table_name(pull.previous.get(it.referenced_model))
    };
    let candidates: Vec<&ForeignKeyRelation> = of_columns.collect();
    let same = candidates.iter().find(|it| target(it) == key.target);
    let is_taken = |it: &&&ForeignKeyRelation| {
        table.foreign_keys.values().any(|other| other.target == target(it))
    };
    same.or_else(|| candidates.iter().find(|it| !is_taken(it))).copied()
}

fn action(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::Cascade => "Cascade",
        ReferentialAction::Restrict => "Restrict",
        ReferentialAction::NoAction => "NoAction",
        ReferentialAction::SetNull => "SetNull",
        ReferentialAction::SetDefault => "SetDefault",
    }
}
