//! The card room, from outside: bytes in, values out.

mod corpus;
mod support;
