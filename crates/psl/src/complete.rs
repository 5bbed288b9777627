//! The half of a relation that is missing, as `prisma format` writes it.

mod words;

use words::{camel_case, plural};

use crate::diagnostic::{Edit, span};
use crate::resolve::{Context, End, Group};
use crate::schema::{Arity, FieldId, FieldKind, IndexKind, Model, ModelId, ScalarType, Span};
use crate::{SourceFile, format, resolve, syntax};

/// Edits that add missing opposite fields, scalar fields and `@relation` arguments. None where
/// names, types or attributes can't be resolved, as then it is not known what is missing.
pub fn complete(files: &[SourceFile]) -> Vec<Edit> {
    let parsed: Vec<_> = files.iter().map(|file| syntax::parse(&file.text)).collect();
    let mut context = resolve::read(&parsed);
    let mut edits = context.missing_relation_parts();
    if edits.is_empty() {
        return edits;
    }
    context.validate();
    if context.is_unresolved() {
        return Vec::new();
    }
    edits.sort_by_key(|edit| (edit.span.file, edit.span.range.start));
    edits
}

/// Completes one file, then lays it out.
pub fn format_completed(text: &str) -> String {
    let file = SourceFile { path: String::new(), text: text.to_owned() };
    let edits = complete(std::slice::from_ref(&file));
    if edits.is_empty() {
        return format(text);
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut done = 0;
    for edit in edits {
        let at = edit.span.range.start as usize;
        out.push_str(&text[done..at]);
        out.push_str(&edit.text);
        done = at;
    }
    out.push_str(&text[done..]);
    format(&out)
}

/// A relation with a foreign key, as far as it is written.
struct Half {
    /// What a new field has to be told to belong to it. Prisma's formatter leaves it out, so that
    /// what it adds to a named relation is another one.
    name: Option<String>,
    /// The model with the columns, and its field if there is one.
    from: ModelId,
    forward: Option<FieldId>,
    to: ModelId,
    back: Option<FieldId>,
    one_to_one: bool,
}

/// A column that the relation needs.
struct Column {
    name: String,
    arity: Arity,
    like: FieldId,
}

impl Context<'_> {
    fn missing_relation_parts(&self) -> Vec<Edit> {
        let mut halves: Vec<_> = self.groups.iter().flat_map(|group| self.halves(group)).collect();
        // In the order in which Prisma meets them: by the field that makes the relation.
        halves.sort_by_key(|half| match (half.forward, half.back) {
            (Some(forward), _) => (half.from, forward),
            (None, back) => (half.to, back.unwrap_or(FieldId(0))),
        });
        let mut edits = Vec::new();
        for half in &halves {
            edits.extend(self.missing_back(half));
            edits.extend(self.missing_forward(half));
            self.missing_columns(half, &mut edits);
        }
        edits.extend(halves.iter().filter_map(|half| self.missing_attribute(half)));
        edits.extend(halves.iter().filter_map(|half| self.missing_arguments(half)));
        edits
    }

    /// What one relation lacks, indented as the formatter would.
    pub(crate) fn missing_parts(&self, one: End, other: Option<End>) -> Vec<Edit> {
        let Some(mut half) = self.half(one, other) else { return Vec::new() };
        if !self.says_fields(&half) && self.columns(&half).is_empty() {
            // There is no key that columns could be made for.
            return Vec::new();
        }
        half.name.clone_from(&self.relation_source(one).name);
        let mut edits: Vec<_> = self.missing_back(&half).into_iter().collect();
        edits.extend(self.missing_forward(&half));
        self.missing_columns(&half, &mut edits);
        for edit in &mut edits {
            edit.text.insert_str(0, "  ");
        }
        edits.extend(self.missing_attribute(&half));
        edits.extend(self.missing_arguments(&half));
        edits
    }

    /// Each end meets the first that could be its other end, so that of several nameless ends
    /// all belong to the same one. (That is an error; what is missing is still Prisma's.)
    fn halves(&self, group: &Group) -> Vec<Half> {
        let (a, b) = group.models;
        let ends = |model: ModelId, fields: &[FieldId]| -> Vec<End> {
            fields.iter().map(|field| (model, *field)).collect()
        };
        let (left, right) = (ends(a, &group.left), ends(b, &group.right));
        let (to_left, to_right) = if group.is_self() { (&left, &left) } else { (&right, &left) };
        let of_left = left.iter().map(|end| (*end, first_other(to_left, *end)));
        let of_right = right.iter().map(|end| (*end, first_other(to_right, *end)));
        of_left.chain(of_right).filter_map(|(one, other)| self.half(one, other)).collect()
    }

    fn half(&self, one: End, other: Option<End>) -> Option<Half> {
        let list = |end: End| self.arity(end) == Arity::List;
        if let Some(other) = other {
            let (holder, back) = self.in_order(one, other);
            // The other end tells of it, or it is a many-to-many that lacks nothing.
            if list(one) || (!list(other) && holder != one) {
                return None;
            }
            return Some(Half {
                name: None,
                from: holder.0,
                forward: Some(holder.1),
                to: back.0,
                back: Some(back.1),
                one_to_one: !list(back),
            });
        }
        let FieldKind::Relation { model: far, .. } = self.schema.model(one.0).field(one.1).kind
        else {
            return None;
        };
        if list(one) {
            return Some(Half {
                name: None,
                from: far,
                forward: None,
                to: one.0,
                back: Some(one.1),
                one_to_one: false,
            });
        }
        let fields = self.relation_source(one).fields.as_deref();
        let one_to_one = fields.is_some_and(|fields| self.has_unique(one.0, fields));
        Some(Half {
            name: None,
            from: one.0,
            forward: Some(one.1),
            to: far,
            back: None,
            one_to_one,
        })
    }

    /// Holder first; a tie goes to the name that sorts first.
    fn in_order(&self, one: End, other: End) -> (End, End) {
        let name = |end: End| (&self.schema.model(end.0).name, self.field_name(end.0, end.1));
        let (one, other) = if name(one) <= name(other) { (one, other) } else { (other, one) };
        match self.foreign_key_side(one, Some(other)) {
            (holder, Some(back)) => (holder, back),
            (holder, None) => (holder, other),
        }
    }

    fn has_unique(&self, model: ModelId, fields: &[FieldId]) -> bool {
        self.schema.model(model).indexes.iter().any(|index| {
            index.kind == IndexKind::Unique
                && index.fields.iter().map(|it| it.field).eq(fields.iter().copied())
        })
    }

    /// Before the closing brace of a model.
    fn at_end(&self, model: ModelId) -> Option<Span> {
        let (file, block) = self.source(model);
        let end = block.closing()?;
        Some(span(file, end..end))
    }

    fn missing_back(&self, half: &Half) -> Option<Edit> {
        if half.back.is_some() {
            return None;
        }
        let from = self.schema.model(half.from);
        let name = camel_case(&from.name);
        let (name, sign) = if half.one_to_one { (name, "?") } else { (plural(&name), "[]") };
        let ignore = if from.ignored { " @ignore" } else { "" };
        let relation = half.name.as_ref().map(|name| format!(" @relation({name:?})"));
        let relation = relation.unwrap_or_default();
        let text = format!("{name} {}{sign}{relation}{ignore}\n", from.name);
        Some(Edit { span: self.at_end(half.to)?, text })
    }

    fn missing_forward(&self, half: &Half) -> Option<Edit> {
        if half.forward.is_some() {
            return None;
        }
        let optional = self.columns(half).iter().any(|column| column.arity == Arity::Optional);
        let to = &self.schema.model(half.to).name;
        let sign = if optional { "?" } else { "" };
        let (fields, references) = (self.fields_argument(half), self.references_argument(half));
        let name = half.name.as_ref().map(|name| format!("{name:?}, ")).unwrap_or_default();
        let field = camel_case(to);
        let text = format!("{field} {to}{sign} @relation({name}{fields}, {references})\n");
        Some(Edit { span: self.at_end(half.from)?, text })
    }

    fn says_fields(&self, half: &Half) -> bool {
        let source = half.forward.map(|field| self.relation_source((half.from, field)));
        source.is_some_and(|source| source.fields.is_some())
    }

    fn missing_columns(&self, half: &Half, edits: &mut Vec<Edit>) {
        if self.says_fields(half) {
            return;
        }
        for column in self.columns(half) {
            if self.column(self.schema.model(half.from), &column.name).is_some() {
                continue;
            }
            let like = self.schema.model(half.to).field(column.like).scalar();
            let Some(ScalarType::Builtin(builtin)) = like.map(|scalar| &scalar.ty) else { return };
            let source = &self.sources.models[half.to.0 as usize].fields[column.like.0 as usize];
            let native = source.field.attributes().find(|it| it.name().contains('.'));
            let native = native.map_or("", |it| it.text());
            let text = format!("{} {builtin:?}{} {native}\n", column.name, sign(column.arity));
            edits.extend(self.at_end(half.from).map(|span| Edit { span, text }));
        }
    }

    fn column<'m>(&self, model: &'m Model, name: &str) -> Option<&'m crate::schema::Field> {
        model.fields.iter().find(|field| field.name == name && field.scalar().is_some())
    }

    /// The columns for the first key of the other model: `userId` for `User.id`.
    fn columns(&self, half: &Half) -> Vec<Column> {
        let (from, to) = (self.schema.model(half.from), self.schema.model(half.to));
        let forward = half.forward.map(|field| from.field(field).arity);
        let column = |field: FieldId| {
            let name = lower_first(&to.name) + &upper_first(&to.field(field).name);
            let existing = self.column(from, &name).map(|field| field.arity);
            let arity = existing.or(forward).unwrap_or(Arity::Optional);
            Column { name, arity, like: field }
        };
        first_key(to).into_iter().map(column).collect()
    }

    fn fields_argument(&self, half: &Half) -> String {
        let names: Vec<_> = self.columns(half).into_iter().map(|column| column.name).collect();
        format!("fields: [{}]", names.join(", "))
    }

    fn references_argument(&self, half: &Half) -> String {
        let source = half.forward.map(|field| self.relation_source((half.from, field)));
        let given = source.and_then(|source| source.references.clone());
        let fields = given.unwrap_or_else(|| first_key(self.schema.model(half.to)));
        let names: Vec<_> = fields.iter().map(|id| self.field_name(half.to, *id)).collect();
        format!("references: [{}]", names.join(", "))
    }

    fn missing_attribute(&self, half: &Half) -> Option<Edit> {
        let end = (half.from, half.forward?);
        if self.relation_source(end).attribute.is_some() {
            return None;
        }
        let source = &self.sources.models[half.from.0 as usize];
        let at = source.fields[end.1.0 as usize].field.ty()?.range().end;
        let (fields, references) = (self.fields_argument(half), self.references_argument(half));
        let text = format!(" @relation({fields}, {references})");
        Some(Edit { span: span(source.file, at..at), text })
    }

    fn missing_arguments(&self, half: &Half) -> Option<Edit> {
        let source = self.relation_source((half.from, half.forward?));
        let attribute = source.attribute?;
        let mut missing = Vec::new();
        if source.fields.is_none() {
            missing.push(self.fields_argument(half));
        }
        if source.references.is_none() {
            missing.push(self.references_argument(half));
        }
        if missing.is_empty() {
            return None;
        }
        let missing = missing.join(", ");
        let (file, end) = (self.source(half.from).0, attribute.range().end);
        let (at, text) = match attribute.arguments().next() {
            None => (end, format!("({missing})")),
            Some(_) => (end - 1, format!(", {missing}")),
        };
        Some(Edit { span: span(file, at..at), text })
    }
}

fn first_other(ends: &[End], end: End) -> Option<End> {
    ends.iter().copied().find(|it| *it != end)
}

fn first_key(model: &Model) -> Vec<FieldId> {
    let uniques = model.indexes.iter().filter(|index| index.kind == IndexKind::Unique);
    let mut keys =
        model.primary_key.iter().map(|key| &key.fields).chain(uniques.map(|index| &index.fields));
    keys.next().map(|key| key.iter().map(|field| field.field).collect()).unwrap_or_default()
}

fn sign(arity: Arity) -> &'static str {
    match arity {
        Arity::Required => "",
        Arity::Optional => "?",
        Arity::List => "[]",
    }
}

fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |c| c.to_lowercase().collect::<String>() + chars.as_str())
}

fn upper_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().collect::<String>() + chars.as_str())
}
