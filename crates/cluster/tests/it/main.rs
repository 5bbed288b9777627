//! The private cluster and the test databases, on real PostgreSQL.

mod lifecycle;
mod support;
mod templates;
