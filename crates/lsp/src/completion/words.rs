//! The language's own words.

pub(super) const BLOCKS: &[&str] = &["model", "enum", "view", "datasource", "generator"];

pub(super) const SCALARS: &[&str] = &[
    "String",
    "Boolean",
    "Int",
    "BigInt",
    "Float",
    "Decimal",
    "DateTime",
    "Json",
    "Bytes",
    "Unsupported",
];

pub(super) const FIELD_ATTRIBUTES: &[&str] =
    &["id", "unique", "default", "updatedAt", "map", "relation", "ignore", "db"];

pub(super) const BLOCK_ATTRIBUTES: &[&str] = &["id", "unique", "index", "map", "schema", "ignore"];

pub(super) const ENUM_ATTRIBUTES: &[&str] = &["map", "schema"];

pub(super) const DATASOURCE: &[&str] = &["provider", "schemas", "extensions", "relationMode"];

pub(super) const GENERATOR: &[&str] = &["provider", "output", "previewFeatures"];

pub(super) const GENERATORS: &[&str] =
    &["\"prisma-client\"", "\"prisma-client-js\"", "\"repertoire-generator\""];

pub(super) const FUNCTIONS: &[&str] = &[
    "autoincrement()",
    "now()",
    "uuid()",
    "uuid(7)",
    "cuid()",
    "ulid()",
    "nanoid()",
    "dbgenerated(\"\")",
];

pub(super) const ACTIONS: &[&str] = &["Cascade", "Restrict", "NoAction", "SetNull", "SetDefault"];

pub(super) const METHODS: &[&str] = &["BTree", "Hash", "Gist", "Gin", "SpGist", "Brin"];

/// The arguments of each attribute.
pub(super) const ARGUMENTS: &[(&str, &[&str])] = &[
    ("@relation", &["name", "fields", "references", "onDelete", "onUpdate", "map"]),
    ("@@index", &["fields", "name", "map", "type", "where"]),
    ("@@unique", &["fields", "name", "map", "where"]),
    ("@@id", &["fields", "name", "map"]),
    ("@id", &["map", "sort"]),
    ("@unique", &["map", "sort", "where"]),
];
