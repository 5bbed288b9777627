//! A contract folder, and code generated for a project, on a real PostgreSQL.

mod folder;
mod rust;
