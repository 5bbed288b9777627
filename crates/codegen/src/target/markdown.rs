//! A reference for readers: what each model is, of what it consists, and how it hangs together.

use std::collections::BTreeMap;

use psl::schema::{Docs, Enum, Field, FieldKind, ForeignKeyRelation, Index, IndexKind, Model};
use psl::schema::{ModelKind, RelationKind, ScalarField, Schema};

use super::{TargetInput, words};
use crate::source::Source;
use crate::{GeneratedFile, Problem, mark};

/// `schema.md`, all on one page.
pub(super) fn one_page(input: &TargetInput<'_>) -> Result<Vec<GeneratedFile>, Vec<Problem>> {
    let page = Page { schema: input.schema, links: Links::OnePage };
    let mut out = headed("markdown");
    page.contents(&mut out);
    page.things().into_iter().for_each(|(_, thing)| {
        out.blank();
        page.section(&mut out, thing);
    });
    Ok(vec![GeneratedFile::new("schema.md", out.finish())])
}

/// `README.md` with the contents, and a page for each model and enum.
pub(super) fn pages(input: &TargetInput<'_>) -> Result<Vec<GeneratedFile>, Vec<Problem>> {
    let mut out = headed("markdown-pages");
    Page { schema: input.schema, links: Links::FromContents }.contents(&mut out);
    let mut files = vec![GeneratedFile::new("README.md", out.finish())];
    let page = Page { schema: input.schema, links: Links::FromPage };
    for (_, thing) in page.things() {
        let mut out = headed("markdown-pages");
        page.section(&mut out, thing);
        out.blank();
        out.line("[Contents](../README.md)");
        files.push(GeneratedFile::new(thing.path(), out.finish()));
    }
    files.sort();
    Ok(files)
}

fn headed(target: &str) -> Source {
    let mut out = Source::narrow();
    out.line(format!("<!-- {} -->", mark(target)));
    out.blank();
    out
}

#[derive(Clone, Copy)]
enum Thing<'a> {
    Model(&'a Model),
    Enum(&'a Enum),
}

impl Thing<'_> {
    fn name(&self) -> &str {
        match self {
            Thing::Model(model) => &model.name,
            Thing::Enum(declared) => &declared.name,
        }
    }

    fn path(&self) -> String {
        match self {
            Thing::Model(model) => format!("models/{}.md", model.name),
            Thing::Enum(declared) => format!("enums/{}.md", declared.name),
        }
    }

    fn docs(&self) -> &Docs {
        match self {
            Thing::Model(model) => &model.docs,
            Thing::Enum(declared) => &declared.docs,
        }
    }
}

/// Where a link stands decides how it reads.
#[derive(Clone, Copy)]
enum Links {
    OnePage,
    FromContents,
    FromPage,
}

struct Page<'a> {
    schema: &'a Schema,
    links: Links,
}

impl<'a> Page<'a> {
    /// Models, then enums, of one PostgreSQL schema after the other, in the order of their names.
    fn things(&self) -> Vec<(&'a str, Thing<'a>)> {
        let mut all: BTreeMap<(&str, u8, &str), Thing<'_>> = BTreeMap::new();
        for model in self.schema.models.iter().filter(|model| !model.ignored) {
            let place = (words::db_schema(model.db_schema.as_ref()), 0, model.name.as_str());
            all.insert(place, Thing::Model(model));
        }
        for declared in &self.schema.enums {
            let place = (words::db_schema(declared.db_schema.as_ref()), 1, declared.name.as_str());
            all.insert(place, Thing::Enum(declared));
        }
        all.into_iter().map(|((db_schema, ..), thing)| (db_schema, thing)).collect()
    }

    fn link(&self, thing: Thing<'_>) -> String {
        let name = thing.name();
        match self.links {
            Links::OnePage => format!("[{name}](#{})", name.to_lowercase()),
            Links::FromContents => format!("[{name}]({})", thing.path()),
            Links::FromPage => format!("[{name}](../{})", thing.path()),
        }
    }

    fn contents(&self, out: &mut Source) {
        out.line("# Schema reference");
        let things = self.things();
        let several = things.windows(2).any(|pair| pair[0].0 != pair[1].0);
        let mut last = "";
        for (db_schema, thing) in &things {
            if several && *db_schema != last {
                out.blank();
                out.line(format!("**{db_schema}**"));
            }
            if *db_schema != last {
                out.blank();
                out.line("| | |");
                out.line("| --- | --- |");
            }
            last = db_schema;
            let docs = thing.docs().text.lines().next().unwrap_or_default();
            let kind = match thing {
                Thing::Model(model) if model.kind == ModelKind::View => " (view)",
                Thing::Model(_) => "",
                Thing::Enum(_) => " (enum)",
            };
            out.line(format!("| {}{kind} | {} |", self.link(*thing), prose(docs)));
        }
    }

    fn section(&self, out: &mut Source, thing: Thing<'_>) {
        out.line(format!("{} {}", if self.one_page() { "##" } else { "#" }, thing.name()));
        paragraph(out, &thing.docs().text);
        match thing {
            Thing::Model(model) => self.model(out, model),
            Thing::Enum(declared) => enumeration(out, declared),
        }
    }

    fn one_page(&self) -> bool {
        matches!(self.links, Links::OnePage)
    }

    fn model(&self, out: &mut Source, model: &Model) {
        let kind = if model.kind == ModelKind::View { "View" } else { "Table" };
        let place = words::db_schema(model.db_schema.as_ref());
        out.blank();
        out.line(format!("{kind} {}", code(&format!("{place}.{}", model.db_name))));
        directives(out, &model.docs);
        out.blank();
        out.line("| field | type | default | |");
        out.line("| --- | --- | --- | --- |");
        for (_, field, scalar) in model.scalar_fields() {
            out.line(self.scalar(model, field, scalar));
        }
        self.relations(out, model);
        keys(out, model);
    }

    fn scalar(&self, model: &Model, field: &Field, scalar: &ScalarField) -> String {
        let default = scalar.default.as_ref().map(|it| code(&words::default(&it.expr)));
        let mut notes = vec![prose(&field.docs.text)];
        if scalar.db_name != field.name {
            notes.push(format!("column {}", code(&scalar.db_name)));
        }
        notes.extend(field.docs.directives.iter().map(|it| code(&said(&it.name, &it.args))));
        if scalar.updated_at {
            notes.push("set on each update".to_owned());
        }
        if field.ignored {
            notes.push("ignored by clients".to_owned());
        }
        notes.retain(|note| !note.is_empty());
        format!(
            "| {} | {} | {} | {} |",
            self.name(model, field),
            self.ty(field, scalar),
            default.unwrap_or_default(),
            notes.join("; ")
        )
    }

    /// Bold where it is of the primary key.
    fn name(&self, model: &Model, field: &Field) -> String {
        let keys = model.primary_key.iter().flat_map(|key| &key.fields);
        let is_key = keys.into_iter().any(|it| model.field(it.field).name == field.name);
        if is_key { format!("**{}**", field.name) } else { field.name.clone() }
    }

    fn ty(&self, field: &Field, scalar: &ScalarField) -> String {
        let mark = words::arity_mark(field.arity);
        let name = words::base_type(self.schema, field);
        let declared = self.schema.enums.iter().find(|it| it.name == name);
        let shown = match declared {
            Some(declared) => format!("{}{mark}", self.link(Thing::Enum(declared))),
            None => code(&format!("{name}{mark}")),
        };
        match words::native_type(scalar) {
            Some(native) => format!("{shown} {}", cell(&native)),
            None => shown,
        }
    }

    fn relations(&self, out: &mut Source, model: &Model) {
        let related =
            model.fields.iter().filter(|it| matches!(it.kind, FieldKind::Relation { .. }));
        let mut lines = related.filter_map(|field| self.relation(model, field)).peekable();
        if lines.peek().is_none() {
            return;
        }
        out.blank();
        out.line("| relation | to | by | |");
        out.line("| --- | --- | --- | --- |");
        out.lines(lines);
    }

    fn relation(&self, model: &Model, field: &Field) -> Option<String> {
        let FieldKind::Relation { model: other, relation } = field.kind else { return None };
        let other = self.schema.model(other);
        let relation = relation.map(|id| self.schema.relation(id))?;
        let by = match &relation.kind {
            RelationKind::ForeignKey(key) => self.key(key),
            RelationKind::ImplicitManyToMany { .. } => format!("join table `_{}`", relation.name),
        };
        let to = match other.ignored || other.name == model.name {
            true => other.name.clone(),
            false => self.link(Thing::Model(other)),
        };
        let mark = words::arity_mark(field.arity);
        Some(format!("| {} | {to}{mark} | {by} | {} |", field.name, prose(&field.docs.text)))
    }

    fn key(&self, key: &ForeignKeyRelation) -> String {
        let (from, to) = (self.schema.model(key.model), self.schema.model(key.referenced_model));
        let side = |model: &Model, fields: &[psl::schema::FieldId]| {
            let names: Vec<&str> = fields.iter().map(|id| model.field(*id).name.as_str()).collect();
            format!("{}({})", model.name, names.join(", "))
        };
        let ends = format!("{} → {}", side(from, &key.fields), side(to, &key.references));
        match key.on_delete {
            Some(action) => format!("`{ends}`, on delete {}", words::action(action)),
            None => format!("`{ends}`"),
        }
    }
}

fn enumeration(out: &mut Source, declared: &Enum) {
    let place = words::db_schema(declared.db_schema.as_ref());
    out.blank();
    out.line(format!("Enum {}", code(&format!("{place}.{}", declared.db_name))));
    directives(out, &declared.docs);
    out.blank();
    out.line("| value | in the database | |");
    out.line("| --- | --- | --- |");
    for value in &declared.values {
        let docs = prose(&value.docs.text);
        out.line(format!("| {} | {} | {docs} |", value.name, code(&value.db_name)));
    }
}

fn keys(out: &mut Source, model: &Model) {
    let primary = model
        .primary_key
        .iter()
        .map(|key| format!("- primary key {}", code(&words::columns(model, &key.fields))));
    let indexes = model.indexes.iter().map(|index| index_line(model, index));
    let lines: Vec<String> = primary.chain(indexes).collect();
    if !lines.is_empty() {
        out.blank();
        out.lines(lines);
    }
}

fn index_line(model: &Model, index: &Index) -> String {
    let kind = match index.kind {
        IndexKind::Unique => "unique",
        IndexKind::Normal => "index",
        IndexKind::Fulltext => "full-text index",
    };
    let notes = words::index_notes(index).into_iter().map(|it| format!(", {}", code(&it)));
    let columns = code(&words::columns(model, &index.fields));
    format!("- {kind} {columns}{}", notes.collect::<String>())
}

fn directives(out: &mut Source, docs: &Docs) {
    if docs.directives.is_empty() {
        return;
    }
    out.blank();
    for directive in &docs.directives {
        out.line(format!("- {}", code(&said(&directive.name, &directive.args))));
    }
}

fn said(name: &str, args: &str) -> String {
    if args.is_empty() { format!("@{name}") } else { format!("@{name}({args})") }
}

/// Prose of the schema's as it stands, but nothing in it is a tag, and a fence that it opens ends
/// with it.
fn paragraph(out: &mut Source, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    out.blank();
    let mut fenced = false;
    for line in text.trim().lines() {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        out.line(if fenced || fence { line.to_owned() } else { without_tags(line) });
    }
    if fenced {
        out.line("```");
    }
}

/// The same in a table, where all of it is one line.
fn prose(text: &str) -> String {
    let lines: Vec<String> = text.trim().lines().map(without_tags).collect();
    cell(&lines.join("\n"))
}

/// `Map<String, u8>` and `<script>` are read as they are written; between backticks they are anyway.
fn without_tags(line: &str) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    let whole = parts.len() % 2 == 1;
    let parts = parts.iter().enumerate().map(|(at, part)| match at % 2 == 1 && whole {
        true => (*part).to_owned(),
        false => part.replace('<', "&lt;"),
    });
    parts.collect::<Vec<_>>().join("`")
}

/// In a table, a line end is `<br>` and a bar is escaped.
fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|").replace('\n', "<br>")
}

/// In backticks, of which there are more than the text has.
fn code(text: &str) -> String {
    let text = cell(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    match longest {
        0 => format!("`{text}`"),
        _ => {
            let ticks = "`".repeat(longest + 1);
            format!("{ticks} {text} {ticks}")
        }
    }
}
