//! Append-only tables. A statement-level trigger refuses UPDATE, DELETE and TRUNCATE, whoever
//! asks: triggers fire for the owner and for superusers too, and `ENABLE ALWAYS` keeps these on
//! under `session_replication_role = replica`. Statement-level, so that even a statement that
//! would touch no row is told so; an `INSERT … ON CONFLICT DO UPDATE` is refused for the same
//! reason. The owner can still take the trigger away: that is DDL, and the drift check sees it.

use crate::catalogue::Name;
use crate::sql::{ident, name};

/// The SQLSTATE of a refusal. Classes from `I` on are left to whoever implements; `RP` is ours.
pub const SQLSTATE: &str = "RP001";

/// The function, one in each schema that holds an append-only table.
pub const FUNCTION: &str = "refuse_change";

/// The triggers: of UPDATE and DELETE, and of TRUNCATE.
pub const TRIGGERS: [(&str, &str); 2] =
    [("refuse_change", "UPDATE OR DELETE"), ("refuse_truncate", "TRUNCATE")];

/// The function's body, as PostgreSQL stores it in `pg_proc.prosrc`, byte for byte.
pub const BODY: &str = "
BEGIN
    RAISE EXCEPTION '%.% is append-only: % refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'RP001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
              HINT = 'Rows of this table are never changed or removed; add a new one.';
END
";

pub(crate) fn create_function(schema: &str) -> String {
    let function = function(schema);
    format!(
        "CREATE OR REPLACE FUNCTION {function}() RETURNS trigger\n\
         LANGUAGE plpgsql\nSET search_path = pg_catalog\nAS $guard${BODY}$guard$"
    )
}

pub(crate) fn drop_function(schema: &str) -> String {
    format!("DROP FUNCTION {}()", function(schema))
}

pub(crate) fn create_triggers(table: &Name) -> Vec<String> {
    let (on, function) = (name(table), function(&table.schema));
    let create = |(trigger, events): (&str, &str)| {
        let trigger = ident(trigger);
        [
            format!(
                "CREATE TRIGGER {trigger} BEFORE {events} ON {on} \
                 FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            ),
            format!("ALTER TABLE {on} ENABLE ALWAYS TRIGGER {trigger}"),
        ]
    };
    TRIGGERS.into_iter().flat_map(create).collect()
}

pub(crate) fn drop_triggers(table: &Name) -> Vec<String> {
    let drop =
        |(trigger, _): (&str, &str)| format!("DROP TRIGGER {} ON {}", ident(trigger), name(table));
    TRIGGERS.into_iter().map(drop).collect()
}

fn function(schema: &str) -> String {
    name(&Name::new(schema, FUNCTION))
}
