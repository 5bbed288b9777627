//! The generator, over its protocol and under Prisma's own command.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]

mod prisma;
mod protocol;
