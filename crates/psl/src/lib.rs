//! Prisma schema language: lossless tree, resolved schema, validation, formatting, diagnostics.

pub mod schema;
