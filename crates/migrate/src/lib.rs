//! Migrations against a real PostgreSQL: introspect, apply, history, drift, describing statements.
