//! The PostgreSQL catalogue as values: from a schema, their difference, its order, its safety, its SQL.
