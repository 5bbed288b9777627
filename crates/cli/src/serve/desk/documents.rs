//! What stands in JSON columns, beside the shapes that the contract gives them.

use app::contract_desk::{
    DocumentFieldView, DocumentKeyView, DocumentPlaceView, DocumentsView, TwinView,
};
use lint::{KeyAsked, keys_asked};
use migrate::{DocumentColumn, DocumentUsage, KeyUsage, PlaceUsage, TwinUsage};
use pgschema::Name;
use psl::schema::{Builtin, Field, Model, ScalarField, ScalarType};
use serde_json::{Map, Value};
use tokio_postgres::Client;

use crate::serve::embedded::Read;

/// Rows of a table that are looked at. Lorebooks of a megabyte are read in some seconds then.
const SAMPLE: u32 = 1_000;

/// Members of a list that are looked at in each document.
const MEMBERS_MAX: u32 = 100;

/// A key whose value stands in a column as well, in so many of a hundred documents, is that column.
const SAME_PERCENT: i64 = 90;

pub(super) async fn look(client: &Client, read: &Read) -> DocumentsView {
    let asked = keys_asked(&lint::Input {
        files: &read.files,
        schema: &read.schema,
        statements: &statements(read),
    });
    let mut fields = Vec::new();
    for column in columns(read) {
        let usage = migrate::document_usage(client, &column.asked(), SAMPLE).await;
        fields.push(match usage {
            Ok(usage) => column.with(usage, &asked),
            Err(error) => DocumentFieldView { problem: Some(error.message()), ..column.view() },
        });
    }
    DocumentsView { sample: u64::from(SAMPLE), fields }
}

fn statements(read: &Read) -> Vec<lint::Statement> {
    let statement =
        |it: &migrate::Statement| lint::Statement { name: it.name.clone(), sql: it.sql.clone() };
    read.statements.iter().map(statement).collect()
}

/// A JSON column and the shape of what stands in it.
struct Column<'a> {
    model: &'a Model,
    field: &'a Field,
    scalar: &'a ScalarField,
    document: Option<&'a str>,
    shape: Option<&'a Value>,
    places: Vec<Place<'a>>,
}

/// Where objects stand in a document, and the shape of them.
struct Place<'a> {
    word: String,
    path: String,
    shape: Option<&'a Map<String, Value>>,
}

fn columns(read: &Read) -> impl Iterator<Item = Column<'_>> {
    let models = read.schema.models.iter().filter(|model| !model.ignored);
    let fields = models.flat_map(|model| model.scalar_fields().map(move |it| (model, it)));
    let json = fields.filter(|(_, (_, _, it))| it.ty == ScalarType::Builtin(Builtin::Json));
    json.map(|(model, (_, field, scalar))| {
        let directive = field.docs.directive("document");
        let document = directive.map(|it| it.args.as_str());
        let shape = document.and_then(|name| read.documents.get(name));
        Column { model, field, scalar, document, shape, places: places(shape) }
    })
}

/// The whole, and each list or object in it that the shape speaks of.
fn places(shape: Option<&Value>) -> Vec<Place<'_>> {
    let whole = shape.and_then(Value::as_object);
    let mut all = vec![Place { word: String::new(), path: "$".to_owned(), shape: whole }];
    for (name, property) in properties(whole) {
        let name_in_path = Value::from(name.as_str());
        let inner = resolved(shape, property);
        let items = property.get("items").and_then(|it| resolved(shape, it));
        if items.is_some_and(|it| it.contains_key("properties")) {
            let path = format!("$.{name_in_path}[0 to {}]", MEMBERS_MAX - 1);
            all.push(Place { word: format!("{name}[]"), path, shape: items });
        } else if inner.is_some_and(|it| it.contains_key("properties")) {
            all.push(Place { word: name.clone(), path: format!("$.{name_in_path}"), shape: inner });
        }
    }
    all
}

/// What a `$ref` within the shape leads to.
fn resolved<'a>(root: Option<&'a Value>, shape: &'a Value) -> Option<&'a Map<String, Value>> {
    match shape.get("$ref").and_then(Value::as_str) {
        Some(reference) => root?.pointer(reference.strip_prefix('#')?)?.as_object(),
        None => shape.as_object(),
    }
}

fn properties(shape: Option<&Map<String, Value>>) -> impl Iterator<Item = (&String, &Value)> {
    let properties = shape.and_then(|it| it.get("properties")).and_then(Value::as_object);
    properties.into_iter().flatten()
}

impl Column<'_> {
    fn asked(&self) -> DocumentColumn {
        let schema = codegen::words::db_schema(self.model.db_schema.as_ref());
        DocumentColumn {
            table: Name::new(schema, &self.model.db_name),
            column: self.scalar.db_name.clone(),
            places: self.places.iter().map(|it| (it.word.clone(), it.path.clone())).collect(),
            twins: self.twins(),
        }
    }

    /// Keys of the shape that are called as a column is.
    fn twins(&self) -> Vec<(String, String)> {
        let whole = self.places.first().and_then(|place| place.shape);
        let keys = properties(whole).map(|(key, _)| key);
        let twin = |key: &String| {
            let mut fields = self.model.scalar_fields();
            let column =
                fields.find(|(_, field, _)| field.name == *key || plain(&field.name) == plain(key));
            column.map(|(_, _, scalar)| (key.clone(), scalar.db_name.clone()))
        };
        keys.filter_map(twin).collect()
    }

    fn view(&self) -> DocumentFieldView {
        let text = |name: &str| self.shape.and_then(|it| it.get(name)).and_then(Value::as_str);
        let id = text("$id").and_then(|id| id.rsplit('/').next());
        let open = self.shape.and_then(|it| it.get("additionalProperties"));
        let schema = codegen::words::db_schema(self.model.db_schema.as_ref());
        DocumentFieldView {
            model: self.model.name.clone(),
            field: self.field.name.clone(),
            table: format!("{schema}.{}", self.model.db_name),
            column: self.scalar.db_name.clone(),
            document: self.document.map(str::to_owned),
            about: text("description").unwrap_or_default().to_owned(),
            version: id.map(str::to_owned),
            is_open: open.and_then(Value::as_bool) != Some(false),
            ..DocumentFieldView::default()
        }
    }

    fn with(&self, usage: DocumentUsage, asked: &[KeyAsked]) -> DocumentFieldView {
        let DocumentUsage { table_rows, sampled, is_part, present, places, twins } = usage;
        let asked: Vec<&KeyAsked> = asked
            .iter()
            .filter(|it| it.model == self.model.name && it.field == self.field.name)
            .collect();
        let places = self.places.iter().zip(places);
        let places = places.map(|(place, usage)| place.view(usage, &twins, &asked)).collect();
        DocumentFieldView { table_rows, sampled, is_part, present, places, ..self.view() }
    }
}

impl Place<'_> {
    fn view(
        &self,
        usage: PlaceUsage,
        twins: &[TwinUsage],
        asked: &[&KeyAsked],
    ) -> DocumentPlaceView {
        let seen = |key: &String| usage.keys.iter().any(|it| it.key == *key);
        let absent = properties(self.shape).map(|(key, _)| key).filter(|key| !seen(key));
        let absent = absent.cloned().collect();
        let is_whole = self.word.is_empty();
        let twin = |key: &str| twins.iter().find(|it| is_whole && it.key == key);
        let asking = |key: &str| {
            let found = asked.iter().filter(|it| it.key == key);
            found.map(|it| it.statement.clone()).collect::<Vec<_>>()
        };
        let keys = usage.keys.iter().map(|it| self.key(it, twin(&it.key), asking(&it.key)));
        DocumentPlaceView {
            place: self.word.clone(),
            objects: usage.objects,
            keys: keys.collect(),
            absent,
        }
    }

    fn key(
        &self,
        usage: &KeyUsage,
        twin: Option<&TwinUsage>,
        asked_by: Vec<String>,
    ) -> DocumentKeyView {
        let required = self.shape.and_then(|it| it.get("required")).and_then(Value::as_array);
        DocumentKeyView {
            key: usage.key.clone(),
            objects: usage.objects,
            kinds: usage.kinds.clone(),
            is_known: properties(self.shape).any(|(key, _)| *key == usage.key),
            is_required: required.is_some_and(|it| it.iter().any(|key| *key == *usage.key)),
            advice: advice(twin, &asked_by),
            twin: twin.map(|it| TwinView {
                column: it.column.clone(),
                valued: it.valued,
                equal: it.equal,
            }),
            asked_by,
        }
    }
}

/// Why a key should be a column, if it should.
fn advice(twin: Option<&TwinUsage>, asked_by: &[String]) -> Option<String> {
    if let Some(statement) = asked_by.first() {
        return Some(format!("the statement {statement} chooses rows by it"));
    }
    let twin = twin.filter(|it| it.valued > 0 && it.equal * 100 >= it.valued * SAME_PERCENT)?;
    let TwinUsage { column, valued, equal, .. } = twin;
    Some(format!("it says what the column {column} says in {equal} of {valued} documents"))
}

/// `voiceId`, `voice_id` and `voice-id` are one name.
fn plain(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{Read, TwinUsage, advice, columns};

    #[test]
    fn every_json_column_has_a_shape_and_lists_are_looked_into() {
        let read = Read::new();
        let told: Vec<String> = columns(&read)
            .map(|it| {
                let places: Vec<&str> = it.places.iter().map(|it| it.word.as_str()).collect();
                assert!(it.shape.is_some(), "{}", it.field.name);
                format!("{}.{} {}", it.model.name, it.field.name, places.join(" ").trim())
            })
            .collect();
        assert!(told.contains(&"CharacterDraft.characterBook entries[]".to_owned()), "{told:?}");
    }

    #[test]
    fn a_key_should_be_a_column_where_it_is_asked_for_or_says_the_same() {
        let twin = |equal| TwinUsage { key: "a".into(), column: "a".into(), valued: 10, equal };
        assert_eq!(advice(Some(&twin(3)), &[]), None);
        assert!(advice(Some(&twin(9)), &[]).is_some());
        assert!(advice(None, &["sad_books".to_owned()]).is_some_and(|it| it.contains("sad_books")));
    }
}
