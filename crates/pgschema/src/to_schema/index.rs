//! `@@id`, `@@unique`, `@@index` and `@unique`.

use super::field::map;
use super::opclass;
use super::pull::Pull;
use super::text::{self, quoted};
use crate::catalogue::{Index, IndexKey, KeyPart, Name, OperatorClass, Order, PrimaryKey};
use psl::constraint_names;
use psl::schema::{self, IndexKind, ModelId};

/// An index that a schema can say.
#[derive(Clone, Copy)]
pub(super) struct IndexOf<'a> {
    pub(super) table: &'a Name,
    pub(super) name: &'a str,
    pub(super) index: &'a Index,
    pub(super) previous: Option<&'a schema::Index>,
}

impl<'a> IndexOf<'a> {
    pub(super) fn new(
        pull: &Pull<'a>,
        table: &'a Name,
        name: &'a str,
        index: &'a Index,
        model: Option<ModelId>,
    ) -> Self {
        let previous = model.and_then(|id| previous(pull, id, name));
        Self { table, name, index, previous }
    }

    /// The line that stands in the model.
    pub(super) fn line(&self, pull: &Pull<'_>) -> String {
        let keys = self.index.keys.iter().filter_map(|key| self.key(pull, key));
        let mut arguments = vec![text::list(keys.collect::<Vec<_>>())];
        let client_name = self.previous.and_then(|it| it.name.as_deref());
        arguments.extend(client_name.map(|name| format!("name: {}", quoted(name))));
        arguments.extend(self.map());
        arguments.extend(self.method().map(|method| format!("type: {method}")));
        arguments.extend(self.predicate(pull));
        let name = if self.index.unique { "@@unique" } else { "@@index" };
        text::attribute(name, &arguments)
    }

    /// The attribute behind the field that it is on.
    pub(super) fn on_field(&self, pull: &Pull<'_>) -> String {
        let mut arguments: Vec<String> = self.map().into_iter().collect();
        let descending = self.index.keys.iter().any(|key| key.order == Order::Descending);
        arguments.extend(descending.then(|| "sort: Desc".to_owned()));
        arguments.extend(self.predicate(pull));
        text::attribute("@unique", &arguments)
    }

    fn key(&self, pull: &Pull<'_>, key: &IndexKey) -> Option<String> {
        let KeyPart::Column(column) = &key.part else { return None };
        let mut options = Vec::new();
        if key.order == Order::Descending {
            options.push("sort: Desc".to_owned());
        }
        match &key.operator_class {
            OperatorClass::Named(class) if self.method().is_some() => {
                options.push(format!("ops: {}", opclass::prisma(class)));
            }
            OperatorClass::Named(class) => options.push(format!("ops: raw({})", quoted(class))),
            OperatorClass::Default(_) => {}
        }
        Some(text::attribute(&pull.column_name(self.table, column)?.name, &options))
    }

    fn map(&self) -> Option<String> {
        let columns: Vec<&str> = self.index.columns().collect();
        let default = match self.index.unique {
            true => constraint_names::unique(&self.table.name, &columns),
            false => constraint_names::index(&self.table.name, &columns),
        };
        (self.name != default).then(|| map(self.name))
    }

    /// The access method, where it is not a B-tree.
    fn method(&self) -> Option<&'static str> {
        const METHODS: [(&str, &str); 5] = [
            ("hash", "Hash"),
            ("gist", "Gist"),
            ("gin", "Gin"),
            ("spgist", "SpGist"),
            ("brin", "Brin"),
        ];
        METHODS.iter().find(|(sql, _)| *sql == self.index.method).map(|(_, prisma)| *prisma)
    }

    fn predicate(&self, pull: &Pull<'_>) -> Option<String> {
        let predicate = self.index.predicate.as_ref().filter(|_| pull.partial_indexes)?;
        Some(format!("where: raw({})", quoted(&predicate.text)))
    }
}

/// The index of the schema with this name in the database, or, from before Prisma 3, in the client.
fn previous<'a>(pull: &Pull<'a>, id: ModelId, name: &str) -> Option<&'a schema::Index> {
    let model = pull.previous.get(id);
    model.indexes.iter().find(|index| {
        if let Some(map) = &index.map {
            return map == name;
        }
        let column = |field: &schema::IndexField| {
            model.field(field.field).scalar().map_or("", |scalar| scalar.db_name.as_str())
        };
        let columns: Vec<&str> = index.fields.iter().map(column).collect();
        let default = match index.kind {
            IndexKind::Unique => constraint_names::unique(&model.db_name, &columns),
            IndexKind::Normal | IndexKind::Fulltext => {
                constraint_names::index(&model.db_name, &columns)
            }
        };
        index.name.as_deref() == Some(name) || default == name
    })
}

/// `@@id` of several columns.
pub(super) fn id(pull: &Pull<'_>, table: &Name, key: &PrimaryKey, name: Option<&str>) -> String {
    let fields =
        key.columns.iter().filter_map(|it| Some(pull.column_name(table, it)?.name.clone()));
    let mut arguments = vec![text::list(fields.collect::<Vec<_>>())];
    arguments.extend(name.map(|name| format!("name: {}", quoted(name))));
    let default = constraint_names::primary_key(&table.name);
    arguments.extend((key.name != default).then(|| map(&key.name)));
    text::attribute("@@id", &arguments)
}
