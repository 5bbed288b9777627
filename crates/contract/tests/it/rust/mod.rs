//! What `--target rust` makes of two schemas: it compiles without a warning, and does what it says.
//! `UPDATE_EXPECT=1` writes it anew.

mod fresh;
mod odd;
mod shop;
