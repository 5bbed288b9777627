//! The card room, from outside: bytes in, values out.

mod activation;
mod archives;
mod corpus;
mod exports;
mod fixtures;
mod formats;
mod hostile;
mod macros;
mod patterns;
mod portraits;
mod prompt;
mod published;
mod random;
mod repairs;
mod support;
mod writing;
