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

/// Only on PostgreSQL.
pub(crate) const FULL_TEXT_SEARCH: &str = "fullTextSearchPostgres";

const ACTIVE: &[&str] = &[
    FULL_TEXT_SEARCH,
    "nativeDistinct",
    "partialIndexes",
    "postgresqlExtensions",
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

/// Can be switched on, and is on no list.
const HIDDEN: &[&str] = &["reactNative"];

/// What a feature is today; `None` where Prisma never had it, or has it no more. Prisma does not
/// look at upper and lower case.
pub(crate) fn state(name: &str) -> Option<State> {
    let known = |list: &[&str]| list.iter().any(|it| it.eq_ignore_ascii_case(name));
    if name.eq_ignore_ascii_case("fullTextSearch") {
        Some(State::Renamed(FULL_TEXT_SEARCH))
    } else if known(ACTIVE) || known(HIDDEN) {
        Some(State::Active)
    } else {
        known(STABLE).then_some(State::Stable)
    }
}

/// Those that can be switched on.
pub(crate) fn active() -> impl Iterator<Item = &'static str> {
    ACTIVE.iter().copied()
}
