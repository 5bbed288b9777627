//! The generator, over its protocol and under Prisma's own command.

mod prisma;
mod protocol;
