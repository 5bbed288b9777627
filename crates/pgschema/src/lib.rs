//! The PostgreSQL catalogue as values: from a schema, their difference, its order, its safety, its SQL.
//!
//! Nothing here holds a connection or does I/O. A [`Catalogue`] comes from a Prisma schema
//! or, filled by `migrate`, from a live database.

pub mod catalogue;

pub use catalogue::{Catalogue, Name};
