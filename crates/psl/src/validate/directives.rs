//! Directives: where they stand, and what is between their parentheses.

use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::directives::{self, ArgumentShape, Definition, Place, quoted_name};
use crate::resolve::Context;
use crate::schema::{
    Builtin, Directive, Docs, Field, IndexKind, Model, ModelKind, RelationKind, ScalarType, Span,
};

impl Context<'_> {
    pub(super) fn check_directives(&mut self) {
        let mut found = Vec::new();
        if let Some(source) = &self.schema.datasource {
            check(&source.docs, &[Place::Datasource], None, &mut found);
        }
        for model in &self.schema.models {
            let place = match model.kind {
                ModelKind::Model => Place::Model,
                ModelKind::View => Place::View,
            };
            check(&model.docs, &[place], Some(model), &mut found);
            for field in &model.fields {
                let places = self.field_places(model, field);
                check(&field.docs, &places, Some(model), &mut found);
            }
            // A field's `@unique` shares the docs of its field, which were checked there.
            for index in model.indexes.iter().filter(|index| !index.docs.is_shared(model)) {
                let unique = index.kind == IndexKind::Unique;
                let places =
                    if unique { &[Place::Index, Place::Unique][..] } else { &[Place::Index] };
                check(&index.docs, places, Some(model), &mut found);
            }
        }
        for it in &self.schema.enums {
            check(&it.docs, &[Place::Enum], None, &mut found);
            for value in &it.values {
                check(&value.docs, &[Place::EnumValue], None, &mut found);
            }
        }
        found.extend(self.typos());
        self.report_all(found);
    }

    fn field_places(&self, model: &Model, field: &Field) -> Vec<Place> {
        if field.docs.directives.is_empty() {
            return Vec::new();
        }
        let mut places = scalar_places(model, field);
        let holds_key = |relation: &crate::schema::Relation| match &relation.kind {
            RelationKind::ForeignKey(key) => {
                let holder = self.schema.model(key.model);
                std::ptr::eq(holder, model) && std::ptr::eq(holder.field(key.field), field)
            }
            RelationKind::ImplicitManyToMany { .. } => false,
        };
        if self.schema.relations.iter().any(holds_key) {
            places.push(Place::Relation);
        }
        places
    }

    /// Unknown `@words` close to a directive's name.
    fn typos(&self) -> Vec<Diagnostic> {
        let models = self.schema.models.iter().flat_map(|model| {
            let fields = model.fields.iter().map(|field| &field.docs);
            let indexes = model.indexes.iter().map(|index| &index.docs);
            std::iter::once(&model.docs)
                .chain(fields)
                .chain(indexes.filter(|docs| !docs.is_shared(model)))
        });
        let enums = self.schema.enums.iter().map(|it| &it.docs);
        let source = self.schema.datasource.iter().map(|it| &it.docs);
        source.chain(models).chain(enums).flat_map(|docs| docs.suspects.iter().map(typo)).collect()
    }
}

fn typo(suspect: &(Span, &'static str)) -> Diagnostic {
    let (span, near) = suspect;
    let message = format!("This looks like the directive `@{near}`, and is read as prose.");
    let diagnostic = Diagnostic::new(Code::DirectiveTypo, span.clone(), message);
    diagnostic.fix(format!("did you mean `@{near}`?"), span.clone(), format!("@{near}"))
}

fn scalar_places(model: &Model, field: &Field) -> Vec<Place> {
    let mut places = vec![Place::Field];
    let Some(scalar) = field.scalar() else { return places };
    if scalar.ty == ScalarType::Builtin(Builtin::Json) {
        places.push(Place::JsonField);
    }
    let unique = |index: &crate::schema::Index| {
        index.kind == IndexKind::Unique
            && index.docs.is_shared(model)
            && index.fields.iter().all(|it| std::ptr::eq(model.field(it.field), field))
    };
    if model.indexes.iter().any(unique) {
        places.extend([Place::Index, Place::Unique]);
    }
    places
}

fn check(docs: &Docs, places: &[Place], model: Option<&Model>, found: &mut Vec<Diagnostic>) {
    for (at, directive) in docs.directives.iter().enumerate() {
        let Some(rule) = directives::find(&directive.name) else { continue };
        if !rule.places.iter().any(|place| places.contains(place)) {
            found.push(misplaced(rule, directive));
            continue;
        }
        if let Some(problem) = argument_problem(rule, directive, model) {
            let message = format!("{problem} It is written `{}`.", rule.example);
            found.push(Diagnostic::new(Code::DirectiveArguments, directive.span.clone(), message));
        }
        let earlier = docs.directives[..at].iter().find(|other| other.name == directive.name);
        if let (false, Some(earlier)) = (rule.repeatable, earlier) {
            let message = format!("The directive `@{}` may stand only once here.", rule.name);
            let diagnostic =
                Diagnostic::new(Code::DirectiveArguments, directive.span.clone(), message);
            found.push(diagnostic.label(earlier.span.clone(), "first given here"));
        }
    }
}

fn misplaced(rule: &Definition, directive: &Directive) -> Diagnostic {
    let places: Vec<_> = rule.places.iter().map(|place| place.phrase()).collect();
    let message = format!(
        "The directive `@{}` has no meaning here: it stands above {}.",
        rule.name,
        places.join(" or ")
    );
    let mut diagnostic = Diagnostic::new(Code::DirectiveMisplaced, directive.span.clone(), message);
    let edits = vec![Edit { span: directive.span.clone(), text: String::new() }];
    diagnostic.fixes.push(Fix { title: "remove the directive".to_owned(), edits });
    diagnostic
}

fn argument_problem(
    rule: &Definition,
    directive: &Directive,
    model: Option<&Model>,
) -> Option<String> {
    let (name, args) = (rule.name, directive.args.as_str());
    if !directive.closed {
        return Some(format!("The parenthesis of `@{name}` is never closed."));
    }
    match rule.shape {
        ArgumentShape::None if !args.is_empty() => Some(format!("`@{name}` takes no arguments.")),
        ArgumentShape::None | ArgumentShape::OptionalSql => None,
        _ if args.is_empty() => Some(format!("`@{name}` needs something in parentheses.")),
        ArgumentShape::Sql | ArgumentShape::SqlAndMap => None,
        ArgumentShape::Text => {
            let inner = args.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
            inner.is_none_or(str::is_empty).then(|| format!("`@{name}` takes one quoted name."))
        }
        ArgumentShape::NameAndSql => {
            let good = quoted_name(args).is_some_and(|(name, rest)| {
                let rest = rest.trim_start();
                !name.is_empty() && (rest.is_empty() || rest.starts_with(','))
            });
            (!good).then(|| format!("`@{name}` begins with a quoted name."))
        }
        ArgumentShape::Prose => {
            let good = args.ends_with('"') && args.matches('"').count() > 1;
            (!good).then(|| format!("`@{name}` ends with a quoted text."))
        }
        ArgumentShape::File => file_problem(name, args),
        ArgumentShape::Word => {
            let word = args.chars().all(|c| c.is_alphanumeric() || c == '_');
            (!word).then(|| format!("`@{name}` takes one name."))
        }
        ArgumentShape::Fields => unknown_field(name, args, model?),
    }
}

/// Files stand beside the schema or below it.
fn file_problem(name: &str, args: &str) -> Option<String> {
    let Some((path, rest)) = quoted_name(args).filter(|(path, _)| !path.is_empty()) else {
        return Some(format!("`@{name}` begins with the quoted path of a file."));
    };
    let leaves = path.starts_with(['/', '\\']) || path.split(['/', '\\']).any(|part| part == "..");
    if leaves {
        return Some(format!("`@{name}` names `{path}`, which is not below the schema's folder."));
    }
    let rest = rest.trim();
    let word = rest.strip_prefix(',').map_or(rest, str::trim);
    let good = word.chars().all(char::is_alphabetic);
    (!good).then(|| format!("`@{name}` takes a path and perhaps one word."))
}

fn unknown_field(name: &str, args: &str, model: &Model) -> Option<String> {
    let known =
        |field: &str| model.fields.iter().any(|it| it.name == field && it.scalar().is_some());
    let unknown = args.split(',').map(str::trim).find(|field| !known(field))?;
    Some(format!("`@{name}` names `{unknown}`, which is no scalar field of `{}`.", model.name))
}
