//! The language server: its answers as values, and a session over the protocol.

mod answers;
mod robust;
mod session;
mod support;
