//! The store's promises about speed, shown by plans on a real PostgreSQL that holds 100,000 characters.

mod answers;
mod plans;
mod seed;
