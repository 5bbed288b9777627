//! The card room, from outside: bytes in, values out.

mod corpus;
mod fixtures;
mod hostile;
mod random;
mod repairs;
mod support;
mod writing;
