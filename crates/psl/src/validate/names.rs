//! Names: reserved ones, clashes in the database, lengths.

use rustc_hash::FxHashMap;

use crate::constraint_names::{self, NAME_BYTES_MAX};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::resolve::{Context, Named, attribute_message, attribute_title, builtin};
use crate::schema::{IndexKind, Model, ModelId, ModelKind, RelationKind, Span};
use crate::syntax::ast;

/// Whose `map` names a foreign key.
const RELATION: &str = "@relation";

/// Names that Prisma Client's generated code needs for itself.
const RESERVED: &[&str] = &[
    "PrismaClient",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "using",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Each of a clash points at so many of the others: at all of them, a name given ten thousand times
/// would take gigabytes.
const SHOWN_OF_CLASH_MAX: usize = 8;

/// A constraint with its place in the namespaces.
struct Constraint {
    model: ModelId,
    name: String,
    explicit: bool,
    title: String,
    attribute: &'static str,
    span: Span,
    /// Primary keys and indexes share one namespace in each PostgreSQL schema.
    global: bool,
    /// Primary keys and foreign keys are names of constraints of their table.
    on_table: bool,
}

impl Context<'_> {
    pub(super) fn check_names(&mut self) {
        let mut found = Vec::new();
        for (at, model) in self.schema.models.iter().enumerate() {
            let id = ModelId(at as u32);
            let kind = if model.kind == ModelKind::View { "view" } else { "model" };
            found.extend(name_error(kind, &model.name, &model.span).map(|it| self.usable(it, id)));
            let source = &self.sources.models[at];
            found.extend(
                model.fields.iter().enumerate().filter_map(|(at, field)| {
                    field_name_error(model, field, source.fields[at].field)
                }),
            );
        }
        for it in &self.schema.enums {
            found.extend(name_error("enum", &it.name, &it.span));
            found.extend(it.values.iter().filter_map(value_name_error));
        }
        found.extend(self.table_clashes());
        found.extend(self.enum_clashes());
        self.report_all(found);
    }

    /// Another name for a model, at its fields too, and the old one for its table.
    fn usable(&self, mut diagnostic: Diagnostic, id: ModelId) -> Diagnostic {
        let it = self.schema.model(id);
        let plain = usable_name(&it.name);
        if self.types.contains_key(plain.as_str()) {
            return diagnostic;
        }
        let edit = |span: Span, text: &str| Edit { span, text: text.to_owned() };
        let mut edits = vec![edit(it.span.clone(), &plain)];
        for source in &self.sources.models {
            let types = source.fields.iter().filter_map(|field| field.field.ty()?.name());
            let of_it = types.filter(|name| name.text == it.name && builtin(name.text).is_none());
            let at = of_it.map(|name| crate::diagnostic::span(source.file, name.range));
            edits.extend(at.map(|at| edit(at, &plain)));
        }
        let (file, block) = self.source(id);
        if let Some(end) = block.closing().filter(|_| it.db_name == it.name) {
            let text = format!("\n  @@map(\"{}\")\n", it.name);
            edits.push(edit(crate::diagnostic::span(file, end..end), &text));
        }
        diagnostic.fixes.push(Fix { title: format!("call it `{plain}`"), edits });
        diagnostic
    }

    fn table_clashes(&self) -> Vec<Diagnostic> {
        let mut tables: FxHashMap<(Option<&str>, &str), &Model> = FxHashMap::default();
        let mut found = Vec::new();
        for model in &self.schema.models {
            let key = (model.db_schema.as_deref(), model.db_name.as_str());
            let Some(first) = tables.insert(key, model) else { continue };
            if first.name == model.name {
                continue;
            }
            let message = format!(
                "The model with database name \"{}\" could not be defined because another model \
                 or view with this name exists: \"{}\"",
                model.db_name, first.name
            );
            let diagnostic = Diagnostic::new(Code::NameClash, model.span.clone(), message);
            found.push(diagnostic.label(first.span.clone(), "the other one"));
        }
        found
    }

    /// Enums among themselves, and with the tables, whose rows are types too.
    fn enum_clashes(&self) -> Vec<Diagnostic> {
        let key = |schema: &'_ Option<String>, name: &'_ str| (schema.clone(), name.to_owned());
        let tables: FxHashMap<_, _> = self
            .schema
            .models
            .iter()
            .map(|it| (key(&it.db_schema, &it.db_name), &it.span))
            .collect();
        let mut enums: FxHashMap<_, &crate::schema::Enum> = FxHashMap::default();
        let mut found = Vec::new();
        for (it, source) in self.schema.enums.iter().zip(&self.sources.enums) {
            let place = key(&it.db_schema, &it.db_name);
            if let Some(first) = enums.get(&place) {
                if first.name != it.name {
                    let at = crate::diagnostic::span(source.file, source.block.range());
                    let message = "An enum with the same database name is already defined.";
                    let diagnostic = Diagnostic::new(Code::NameClash, at, message);
                    found.push(diagnostic.label(first.span.clone(), "the other one"));
                }
                continue;
            }
            if let Some(table) = tables.get(&place).filter(|_| it.db_name != it.name) {
                let message = format!(
                    "PostgreSQL keeps tables and enums in one namespace: `{}` is a table already. \
                     Map the enum to another name.",
                    it.db_name
                );
                let at = it.span.clone();
                let diagnostic = Diagnostic::new(Code::RefusedByPostgres, at, message);
                found.push(diagnostic.label((*table).clone(), "the table"));
            }
            enums.insert(place, it);
        }
        found
    }

    pub(super) fn check_constraint_names(&mut self) {
        if self.schema.datasource.is_none() {
            return;
        }
        let constraints = self.constraints();
        let mut global: FxHashMap<(Option<&str>, &str), Vec<usize>> = FxHashMap::default();
        let mut tables: FxHashMap<(ModelId, &str), Vec<usize>> = FxHashMap::default();
        for (at, it) in constraints.iter().enumerate() {
            if it.global {
                let schema = self.schema.model(it.model).db_schema.as_deref();
                global.entry((schema, &it.name)).or_default().push(at);
            }
            tables.entry((it.model, &it.name)).or_default().push(at);
        }
        let mut found: Vec<(usize, Diagnostic)> = Vec::new();
        for clash in global.values().filter(|clash| clash.len() > 1) {
            let place = "global for primary key, indexes and unique constraints".to_owned();
            found
                .extend(clash.iter().map(|&at| (at, clash_error(&constraints, at, clash, &place))));
        }
        for ((model, _), clash) in tables.iter().filter(|(_, clash)| clash.len() > 1) {
            let name = &self.schema.model(*model).name;
            let place = format!(
                "on model `{name}` for primary key, indexes, unique constraints and foreign keys"
            );
            let on_table = clash.iter().filter(|&&at| constraints[at].on_table);
            found.extend(on_table.map(|&at| (at, clash_error(&constraints, at, clash, &place))));
        }
        found.sort_by_key(|(at, _)| *at);
        let clashes = found.into_iter().map(|(_, it)| it);
        let keys = constraints.iter().filter(|it| it.attribute != RELATION);
        let long = keys.filter_map(|it| self.too_long(it)).chain(self.long_relations());
        let all: Vec<_> = clashes.chain(long).collect();
        self.report_all(all);
    }

    /// Of each `@relation`, also where no foreign key comes of it.
    fn long_relations(&self) -> Vec<Diagnostic> {
        let models = self.sources.models.iter().enumerate();
        let ends = models.flat_map(|(at, model)| {
            model.fields.iter().filter_map(move |field| {
                let relation = &field.relation;
                let at = ModelId(at as u32);
                let span = crate::diagnostic::span(model.file, relation.attribute?.range());
                Some(relation_constraint(at, relation.map.clone()?, true, span))
            })
        });
        ends.filter_map(|it| self.too_long(&it)).collect()
    }

    fn too_long(&self, it: &Constraint) -> Option<Diagnostic> {
        if !it.explicit || it.name.len() <= NAME_BYTES_MAX {
            return None;
        }
        let message = format!(
            "The constraint name '{}' specified in the `map` argument for the `{}` constraint is too \
             long for your chosen provider. The maximum allowed length is {NAME_BYTES_MAX} bytes.",
            it.name, it.attribute
        );
        let message = self.model_message(it.model, &message);
        let diagnostic = Diagnostic::new(Code::NameTooLong, it.span.clone(), message);
        let mut most = NAME_BYTES_MAX;
        while !it.name.is_char_boundary(most) {
            most -= 1;
        }
        let short = format!("\"{}\"", &it.name[..most]);
        Some(match self.map_argument(it) {
            Some(at) => diagnostic.fix("shorten it", at, short),
            None => diagnostic,
        })
    }

    /// The value of `map:` where a constraint is declared.
    fn map_argument(&self, it: &Constraint) -> Option<Span> {
        let source = &self.sources.models[it.model.0 as usize];
        let fields = source.fields.iter().flat_map(|field| field.field.attributes());
        let mut all = source.block.attributes().chain(fields);
        let attribute = all.find(|attribute| attribute.range() == it.span.range)?;
        let mapped = attribute
            .arguments()
            .find(|argument| argument.name().is_some_and(|name| name.text == "map"))?;
        Some(crate::diagnostic::span(source.file, mapped.value()?.range()))
    }

    fn constraints(&self) -> Vec<Constraint> {
        let mut all = Vec::new();
        for (at, model) in self.schema.models.iter().enumerate() {
            let id = ModelId(at as u32);
            // A second model of a name is one finding, not one for each of its keys.
            let first = self.types.get(model.name.as_str()) == Some(&Named::Model(id));
            if first && model.kind == ModelKind::Model {
                all.extend(self.primary_key_constraint(id, model));
                self.index_constraints(id, model, &mut all);
            }
        }
        if self.uses_foreign_keys() {
            self.foreign_key_constraints(&mut all);
        }
        all
    }

    fn primary_key_constraint(&self, id: ModelId, model: &Model) -> Option<Constraint> {
        let key = model.primary_key.as_ref()?;
        let block = self.sources.models[id.0 as usize].primary_key?.text().starts_with("@@");
        let attribute = if block { "@@id" } else { "@id" };
        Some(Constraint {
            model: id,
            name: key.map.clone().unwrap_or_else(|| constraint_names::primary_key(&model.db_name)),
            explicit: key.map.is_some(),
            title: attribute.to_owned(),
            attribute,
            span: key.span.clone(),
            global: true,
            on_table: true,
        })
    }

    fn index_constraints(&self, id: ModelId, model: &Model, all: &mut Vec<Constraint>) {
        for (at, index) in model.indexes.iter().enumerate() {
            let columns: Vec<_> = index
                .fields
                .iter()
                .filter_map(|field| Some(model.field(field.field).scalar()?.db_name.as_str()))
                .collect();
            if columns.is_empty() {
                continue;
            }
            let source = &self.sources.models[id.0 as usize].indexes[at];
            let (attribute, default) = match index.kind {
                IndexKind::Unique => {
                    ("@@unique", constraint_names::unique(&model.db_name, &columns))
                }
                _ => ("@@index", constraint_names::index(&model.db_name, &columns)),
            };
            all.push(Constraint {
                model: id,
                name: index.map.clone().unwrap_or(default),
                explicit: index.map.is_some(),
                title: attribute_title(source.attribute),
                attribute: if source.on_field.is_some() { "@unique" } else { attribute },
                span: index.span.clone(),
                global: true,
                on_table: false,
            });
        }
    }

    fn foreign_key_constraints(&self, all: &mut Vec<Constraint>) {
        for relation in &self.schema.relations {
            let RelationKind::ForeignKey(key) = &relation.kind else { continue };
            let model = self.schema.model(key.model);
            if model.kind == ModelKind::View || self.is_view(key.referenced_model) {
                continue;
            }
            let columns: Vec<_> = key
                .fields
                .iter()
                .filter_map(|id| Some(model.field(*id).scalar()?.db_name.as_str()))
                .collect();
            let default = || constraint_names::foreign_key(&model.db_name, &columns);
            let name = key.map.clone().unwrap_or_else(default);
            let span = key.span.clone();
            all.push(relation_constraint(key.model, name, key.map.is_some(), span));
        }
    }
}

fn relation_constraint(model: ModelId, name: String, explicit: bool, span: Span) -> Constraint {
    let title = RELATION.to_owned();
    Constraint {
        model,
        name,
        explicit,
        title,
        attribute: RELATION,
        span,
        global: false,
        on_table: true,
    }
}

fn clash_error(all: &[Constraint], at: usize, clash: &[usize], place: &str) -> Diagnostic {
    let it = &all[at];
    let message = format!(
        "The given constraint name `{}` has to be unique in the following namespace: {place}. Please \
         provide a different name using the `map` argument.",
        it.name
    );
    let message = attribute_message(&it.title, &message);
    let mut diagnostic = Diagnostic::new(Code::NameClash, it.span.clone(), message);
    for other in clash.iter().filter(|&&other| other != at).take(SHOWN_OF_CLASH_MAX) {
        diagnostic = diagnostic.label(all[*other].span.clone(), "has the same name");
    }
    diagnostic
}

/// Whether no model, view or enum may be called so: a scalar, or a word of Prisma's client.
pub fn is_reserved_type_name(name: &str) -> bool {
    builtin(name).is_some() || RESERVED.contains(&name)
}

fn name_error(kind: &str, name: &str, at: &Span) -> Option<Diagnostic> {
    if builtin(name).is_some() {
        let message = format!("\"{name}\" is a reserved scalar type name and cannot be used.");
        return Some(Diagnostic::new(Code::ReservedName, at.clone(), message));
    }
    if RESERVED.contains(&name) {
        let message = format!(
            "Error validating {kind} `{name}`: The {kind} name `{name}` is invalid. It is a reserved \
             name. Please change it. Read more at https://www.prisma.io/docs/reference/tools-and-interfaces/prisma-schema/data-model#naming-{kind}s"
        );
        return Some(Diagnostic::new(Code::ReservedName, at.clone(), message));
    }
    bad_characters(name).map(|what| {
        let message = format!("Error validating: The name of a {kind} {what}.");
        Diagnostic::new(Code::BadName, at.clone(), message)
    })
}

fn field_name_error(
    model: &Model,
    field: &crate::schema::Field,
    source: ast::Field<'_>,
) -> Option<Diagnostic> {
    bad_characters(&field.name).map(|what| {
        let message = format!(
            "Error validating field `{}` in model `{}`: The name of a field {what}.",
            field.name, model.name
        );
        let diagnostic = Diagnostic::new(Code::BadName, field.span.clone(), message);
        let mut diagnostic = renamed(diagnostic, &field.name, &field.span);
        let mapped = source.attributes().any(|it| it.name() == "map");
        if let (Some(fix), false, Some(_)) = (diagnostic.fixes.last_mut(), mapped, field.scalar()) {
            // The column keeps its name.
            let end = source.range().end;
            let at = crate::diagnostic::span(field.span.file, end..end);
            fix.edits.push(Edit { span: at, text: format!(" @map(\"{}\")", field.name) });
        }
        diagnostic
    })
}

fn value_name_error(value: &crate::schema::EnumValue) -> Option<Diagnostic> {
    bad_characters(&value.name).map(|what| {
        let message = format!("Error validating: The name of an enum value {what}.");
        let diagnostic = Diagnostic::new(Code::BadName, value.span.clone(), message);
        renamed(diagnostic, &value.name, &value.span)
    })
}

/// Upper case keeps clear of the words that are reserved.
fn usable_name(name: &str) -> String {
    let plain = name.replace('-', "_");
    let mut chars = plain.chars();
    match chars.next() {
        Some(c) if c.is_ascii_digit() => format!("N{plain}"),
        Some(c) if c.is_lowercase() => c.to_uppercase().collect::<String>() + chars.as_str(),
        _ => format!("My{plain}"),
    }
}

fn renamed(diagnostic: Diagnostic, name: &str, at: &Span) -> Diagnostic {
    let digit = name.starts_with(|c: char| c.is_ascii_digit());
    let plain = name.replace('-', "_");
    let plain = if digit { format!("n{plain}") } else { plain };
    diagnostic.fix(format!("call it `{plain}`"), at.clone(), plain)
}

fn bad_characters(name: &str) -> Option<&'static str> {
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        Some("must not start with a number")
    } else if name.contains('-') {
        Some("must not contain the character `-`")
    } else {
        None
    }
}
