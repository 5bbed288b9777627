//! Everything here runs against a real PostgreSQL.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]

mod connect;
mod corpus;
mod describe;
mod documents;
mod down;
mod drift;
mod history;
mod introspect;
mod introspect_objects;
mod mutated;
mod objects;
mod oracle;
mod plans;
mod pull;
mod role;
mod safe;
mod safety;
mod statements;
mod support;
