//! A contract folder as a whole: load, validate, format, generate, migrate.
