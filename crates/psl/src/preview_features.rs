//! Prisma's preview features and what became of them: one table.

/// Where a feature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Has to be switched on.
    Active,
    /// Part of Prisma today.
    Stable,
    /// Goes by another name on PostgreSQL.
    Renamed(&'static str),
}

const ACTIVE: &[&str] = &[
    "fullTextSearchPostgres",
    "metrics",
    "nativeDistinct",
    "partialIndexes",
    "postgresqlExtensions",
    "reactNative",
    "relationJoins",
    "schemaEngineDriverAdapters",
    "shardKeys",
    "strictUndefinedChecks",
    "typedSql",
    "views",
];

const STABLE: &[&str] = &[
    "aggregateApi",
    "atomicNumberOperations",
    "clientExtensions",
    "cockroachdb",
    "connectOrCreate",
    "createMany",
    "dataProxy",
    "deno",
    "distinct",
    "driverAdapters",
    "extendedIndexes",
    "extendedWhereUnique",
    "fieldReference",
    "filteredRelationCount",
    "filterJson",
    "fullTextIndex",
    "groupBy",
    "improvedQueryRaw",
    "interactiveTransactions",
    "jsonProtocol",
    "microsoftSqlServer",
    "middlewares",
    "mongoDb",
    "multiSchema",
    "namedConstraints",
    "nApi",
    "nativeTypes",
    "omitApi",
    "orderByAggregateGroup",
    "orderByNulls",
    "orderByRelation",
    "prismaSchemaFolder",
    "queryCompiler",
    "referentialActions",
    "referentialIntegrity",
    "selectRelationCount",
    "tracing",
    "transactionApi",
    "uncheckedScalarInputs",
];

/// What a feature is today; `None` where Prisma never had it.
pub(crate) fn state(name: &str) -> Option<State> {
    match name {
        "fullTextSearch" => Some(State::Renamed("fullTextSearchPostgres")),
        _ if ACTIVE.contains(&name) => Some(State::Active),
        _ if STABLE.contains(&name) => Some(State::Stable),
        _ => None,
    }
}

/// Those that can be switched on.
pub(crate) fn active() -> impl Iterator<Item = &'static str> {
    ACTIVE.iter().copied()
}
