//! What the contract's toolchain tells, as values.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// Declares views: plain values, in JSON as in the contract.
macro_rules! views {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Serialize, JsonSchema)]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($(#[$field_doc])* pub $field: $ty,)* }
    )*};
}

views! {
    /// The contract: its entities, and every statement that is run over them.
    ContractView {
        /// SHA-256 of its canonical form.
        hash: String,
        /// Every PostgreSQL schema as a box of names.
        #[serde(skip)]
        drawing: DrawingView,
        schemas: Vec<SchemaView>,
        models: Vec<ModelView>,
        enums: Vec<EnumView>,
        statements: Vec<StatementView>,
    }

    /// A PostgreSQL schema.
    SchemaView {
        name: String,
        /// What its file says of it.
        about: String,
        models: Vec<String>,
        /// Its tables, with what stands beside them.
        #[serde(skip)]
        drawing: DrawingView,
    }

    ModelView {
        name: String,
        schema: String,
        /// `studio.character_drafts`.
        table: String,
        docs: String,
        /// What Prisma can't say, as it is written: `@appendOnly`.
        directives: Vec<String>,
        is_append_only: bool,
        fields: Vec<FieldView>,
        indexes: Vec<IndexView>,
        relations: Vec<RelationView>,
        /// Statements that look at its rows.
        read_by: Vec<String>,
        /// Statements that make, change or remove its rows.
        written_by: Vec<String>,
        /// Itself, with what stands beside it.
        #[serde(skip)]
        drawing: DrawingView,
    }

    FieldView {
        name: String,
        /// With its arity: `String?`.
        ty: String,
        /// PostgreSQL's type, where it is said: `VarChar(20)`.
        native: Option<String>,
        column: String,
        default: Option<String>,
        /// `PK`, `FK`, `UQ`.
        keys: Vec<String>,
        docs: String,
        directives: Vec<String>,
    }

    /// A key or an index.
    IndexView {
        /// `primary key`, `unique` or `index`.
        kind: String,
        /// `creatorId, updatedAt desc`.
        columns: String,
        /// Its name, where it is said.
        name: Option<String>,
        notes: Vec<String>,
    }

    RelationView {
        field: String,
        model: String,
        /// Whether the foreign key stands here.
        is_own: bool,
        /// The fields of the foreign key.
        over: Vec<String>,
        is_list: bool,
        is_optional: bool,
        on_delete: Option<String>,
    }

    EnumView {
        name: String,
        schema: String,
        values: Vec<String>,
    }

    /// An access path.
    StatementView {
        name: String,
        /// `drafts.sql`.
        file: String,
        line: u64,
        docs: String,
        /// An index has to serve it.
        is_hot: bool,
        writes: bool,
        /// `one`, `opt`, `many` or `exec`.
        cardinality: String,
        parameters: Vec<String>,
        sql: String,
        /// Models whose rows it looks at, or changes.
        reads: Vec<String>,
        changes: Vec<String>,
    }

    /// In pixels, which a reader zooms as they like.
    DrawingView {
        width: i32,
        height: i32,
        boxes: Vec<DrawnBoxView>,
        lines: Vec<DrawnLineView>,
    }

    /// A table, or a PostgreSQL schema with the names of some of its tables.
    DrawnBoxView {
        name: String,
        is_model: bool,
        note: String,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        rows: Vec<DrawnRowView>,
    }

    /// A field, or a model.
    DrawnRowView {
        badge: String,
        name: String,
        ty: String,
        /// The model that it is.
        model: Option<String>,
        y: i32,
    }

    DrawnLineView {
        /// Of an SVG `path`.
        path: String,
        child: String,
        parent: String,
    }

    /// Where the database's history stands.
    MigrationsView {
        /// The hash that the database is stamped with.
        stamp: Option<String>,
        /// Whether there is a history at all.
        is_begun: bool,
        /// In the order of their names, then those that only the database knows.
        migrations: Vec<MigrationView>,
        /// Who is migrating at this moment.
        busy: Option<String>,
    }

    MigrationView {
        name: String,
        standing: MigrationStanding,
        began_at: Option<Timestamp>,
        /// Recorded as applied by somebody, and run by nobody of ours.
        is_by_hand: bool,
        /// SHA-256 of the script that the program carries, and of the one that was recorded.
        checksum: Option<String>,
        recorded: Option<String>,
        /// What is known of how it failed.
        story: Option<String>,
        /// The contract that it leads to.
        leads_to: Option<String>,
        sql: Option<String>,
    }

    /// How the server would run every statement, and what it counted of the runs so far.
    PlansView {
        /// `PostgreSQL 15`.
        server: String,
        /// Rows from which reading a whole table counts.
        large: u64,
        /// Tables with more rows than that, and all of them.
        large_tables: u64,
        tables: u64,
        /// Tables that no ANALYZE has counted.
        uncounted: u64,
        plans: Vec<StatementPlanView>,
        indexes: Vec<IndexUseView>,
        /// Since when uses are counted.
        since: Option<Timestamp>,
        /// Why there are no times of real runs; none where there are some.
        uncalled: Option<String>,
    }

    StatementPlanView {
        statement: String,
        verdict: PlanVerdict,
        /// In the planner's unit: a page read in sequence is 1.
        cost: f64,
        rows: f64,
        /// The indexes of the plan.
        indexes: Vec<String>,
        /// Large tables that it reads whole.
        scans: Vec<ScanView>,
        /// Indexes that would serve it if its tables were large.
        would_use: Vec<String>,
        /// Tables that it would read whole even then.
        would_scan: Vec<String>,
        steps: Vec<PlanStepView>,
        calls: Option<CallsView>,
    }

    ScanView {
        table: String,
        rows: u64,
    }

    PlanStepView {
        depth: u64,
        what: String,
        conditions: Vec<String>,
        cost: f64,
        rows: f64,
        is_scan: bool,
    }

    /// What `pg_stat_statements` counted.
    CallsView {
        calls: i64,
        mean_ms: f64,
        total_ms: f64,
        rows: i64,
    }

    IndexUseView {
        /// `studio.character_drafts_library_idx`.
        name: String,
        table: String,
        definition: String,
        bytes: i64,
        /// How often a plan that ran used it.
        scans: i64,
        is_unique: bool,
        /// Statements whose plan uses it, or would if tables were large.
        statements: Vec<String>,
        /// It is there for access alone, and no statement uses it.
        is_idle: bool,
    }

    DriftView {
        differences: Vec<DifferenceView>,
        schemas: Vec<String>,
        /// How many tables the contract has.
        tables: u64,
        /// `PostgreSQL 15`.
        server: String,
        /// What could not be compared, and how it can be; none where everything was.
        left_out: Option<String>,
    }

    DifferenceView {
        what: String,
        /// What would bring the database to the contract; empty where that is nobody's to write.
        repair: Vec<String>,
    }

    DocumentsView {
        /// No more rows of a table than these are looked at.
        sample: u64,
        fields: Vec<DocumentFieldView>,
    }

    /// A JSON column.
    DocumentFieldView {
        model: String,
        field: String,
        /// `studio.character_drafts`.
        table: String,
        column: String,
        /// The document that it names.
        document: Option<String>,
        about: String,
        /// `v1`.
        version: Option<String>,
        /// Whether the shape lets keys through that it does not name.
        is_open: bool,
        /// As the last ANALYZE counted them.
        table_rows: Option<u64>,
        sampled: i64,
        is_part: bool,
        present: i64,
        places: Vec<DocumentPlaceView>,
        /// Why it could not be looked at.
        problem: Option<String>,
    }

    DocumentPlaceView {
        /// `entries[]`; empty where the whole document is meant.
        place: String,
        objects: i64,
        keys: Vec<DocumentKeyView>,
        /// Keys of the shape that no object has.
        absent: Vec<String>,
    }

    DocumentKeyView {
        key: String,
        /// In how many of the objects it stands.
        objects: i64,
        kinds: Vec<String>,
        /// Whether the shape names it.
        is_known: bool,
        is_required: bool,
        /// Statements that choose rows by it.
        asked_by: Vec<String>,
        /// The column that is called the same.
        twin: Option<TwinView>,
        /// Why it should be a column.
        advice: Option<String>,
    }

    TwinView {
        column: String,
        /// In how many documents the key has a value, and in how many of those the column has the same.
        valued: i64,
        equal: i64,
    }
}

/// How a plan reads its tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanVerdict {
    /// It reads a large table whole.
    ScansLarge,
    /// No index could serve it; its tables are small so far.
    WouldScan,
    /// An index serves it, or would if its tables were large.
    Served,
    /// It reads no table.
    #[default]
    NoTable,
}

/// What became of a migration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MigrationStanding {
    Applied,
    /// The next deploy applies it.
    #[default]
    Pending,
    /// It began and did not end.
    Failed,
    /// It was applied with another script.
    Edited,
    /// It was applied, and the program does not know it.
    Missing,
}

impl PlanVerdict {
    /// How a plan is judged by what it reads.
    pub fn of(plan: &StatementPlanView) -> Self {
        let StatementPlanView { scans, indexes, would_use, would_scan, steps, .. } = plan;
        let reads_nothing = indexes.is_empty() && would_use.is_empty() && would_scan.is_empty();
        match () {
            () if !scans.is_empty() => PlanVerdict::ScansLarge,
            () if steps.is_empty() || reads_nothing => PlanVerdict::NoTable,
            () if !would_scan.is_empty() => PlanVerdict::WouldScan,
            () => PlanVerdict::Served,
        }
    }

    /// In a word or two, for people.
    pub fn words(self) -> &'static str {
        match self {
            PlanVerdict::ScansLarge => "reads a large table whole",
            PlanVerdict::WouldScan => "no index serves it",
            PlanVerdict::Served => "served by an index",
            PlanVerdict::NoTable => "reads no table",
        }
    }
}

impl MigrationStanding {
    /// In a word or two, for people.
    pub fn words(self) -> &'static str {
        match self {
            MigrationStanding::Applied => "applied",
            MigrationStanding::Pending => "pending",
            MigrationStanding::Failed => "failed",
            MigrationStanding::Edited => "edited since",
            MigrationStanding::Missing => "unknown here",
        }
    }
}
