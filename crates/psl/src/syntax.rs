//! From text to a lossless tree: every byte of the input is in exactly one token.

pub mod ast;
pub mod lexer;
pub mod parser;
pub mod tree;

pub use parser::{SyntaxError, parse};
pub use tree::{Node, NodeKind, Token, Tree};
