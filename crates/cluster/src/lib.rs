//! A private PostgreSQL cluster run from installed binaries.
