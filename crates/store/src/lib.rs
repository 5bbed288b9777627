//! Rows and transactions.
