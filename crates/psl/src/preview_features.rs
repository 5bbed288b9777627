//! Prisma's preview features and what became of them: one table.

use crate::schema::Schema;

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

/// `@@index(…, where: …)`.
pub const PARTIAL_INDEXES: &str = "partialIndexes";

/// `extensions = […]` of a datasource.
pub const EXTENSIONS: &str = "postgresqlExtensions";

/// Blocks of views.
pub const VIEWS: &str = "views";

const ACTIVE: &[&str] = &[
    FULL_TEXT_SEARCH,
    "nativeDistinct",
    PARTIAL_INDEXES,
    EXTENSIONS,
    "relationJoins",
    "schemaEngineDriverAdapters",
    "shardKeys",
    "strictUndefinedChecks",
    "typedSql",
    VIEWS,
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

impl Schema {
    /// Whether a generator switches it on.
    pub fn has_preview(&self, feature: &str) -> bool {
        let mut features = self.generators.iter().flat_map(|it| &it.preview_features);
        features.any(|it| it.eq_ignore_ascii_case(feature))
    }
}

/// As Prisma writes the feature; one that it does not know as it is.
pub fn as_prisma_writes(feature: &str) -> &str {
    let all = ACTIVE.iter().chain(STABLE).chain(HIDDEN);
    all.copied().find(|it| it.eq_ignore_ascii_case(feature)).unwrap_or(feature)
}

/// Those that can be switched on.
pub(crate) fn active() -> impl Iterator<Item = &'static str> {
    ACTIVE.iter().copied()
}
