//! Why nothing could be generated.

use thiserror::Error;

/// Each says where, what, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    #[error(
        "{model}.{field}: Rust has no type for it here; give it one of String, Boolean, Int, \
         BigInt, Float, DateTime, Json or Bytes, or mark it @ignore"
    )]
    FieldType { model: String, field: String },

    #[error("contract/queries/{file}.sql: {statement}: two statements have this name")]
    SameStatement { file: String, statement: String },

    #[error(
        "contract/queries/{file}.sql: {statement}: parameter :{param} is of type {ty}, which Rust \
         has no type for here; cast it in the statement"
    )]
    ParameterType { file: String, statement: String, param: String, ty: String },

    #[error(
        "contract/queries/{file}.sql: {statement}: parameter :{param} is a uuid, and its name does \
         not say of what; name it after what it identifies, as :character_id or :after_character_id"
    )]
    ParameterMeaning { file: String, statement: String, param: String },

    #[error(
        "contract/queries/{file}.sql: {statement}: column {column} is of type {ty}, which Rust has \
         no type for here; cast it in the statement"
    )]
    ColumnType { file: String, statement: String, column: String, ty: String },

    #[error(
        "contract/queries/{file}.sql: {statement}: two columns are called {column}; give one an alias"
    )]
    SameColumn { file: String, statement: String, column: String },

    #[error(
        "contract/queries/{file}.sql: {statement}: an outer join may leave {column} NULL although \
         the contract says it never is; say which with an alias: AS \"{column}?\" or AS \"{column}!\""
    )]
    OuterJoin { file: String, statement: String, column: String },

    #[error(
        "contract/queries/{file}.sql: {statement}: it answers no columns; its cardinality is exec"
    )]
    NoColumns { file: String, statement: String },

    #[error("{document}: the contract names this document, and contract/documents has no {file}")]
    DocumentMissing { document: String, file: String },

    #[error("there is no option `{name}` here; the options are: {known}")]
    Option { name: String, known: String },

    #[error("the option `{name}` can't be `{value}`; it is one of: {known}")]
    OptionValue { name: &'static str, value: String, known: String },

    #[error("the OpenAPI document is not what the client is made from: {0}")]
    OpenApi(String),
}
