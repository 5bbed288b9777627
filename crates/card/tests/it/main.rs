//! The card room, from outside: bytes in, values out.

mod archives;
mod corpus;
mod exports;
mod fixtures;
mod formats;
mod hostile;
mod random;
mod repairs;
mod support;
mod writing;
