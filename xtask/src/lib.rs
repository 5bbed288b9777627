//! Development chores. What `cargo xtask tidy` looks for is in [`tidy()`], and a test holds it.

mod tidy;

pub use tidy::tidy;
