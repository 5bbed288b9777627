//! `contract migrate`: Prisma Migrate's folder and history.

mod deploy;
mod dev;
mod diff;
mod down;
mod rename;
mod resolve;
mod status;

use clap::{Args, Subcommand};

use super::wait_for;
use crate::failure::Outcome;

/// Write, apply and look after migrations, in Prisma's own layout and bookkeeping.
///
/// Folder, checksums, lock and the table `_prisma_migrations` are Prisma's: either tool can take over
/// from the other at any migration.
#[derive(Debug, Args)]
#[command(after_help = "\
While developing:    migrate dev --name add_voices
On a server:         migrate deploy, migrate status
After a failure:     migrate status says what ran; migrate resolve says what became of it
To look, not touch:  migrate diff")]
pub(super) struct Migrate {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Dev(dev::Dev),
    Deploy(deploy::Deploy),
    Status(status::Status),
    Resolve(resolve::Resolve),
    Down(down::Down),
    Diff(diff::Diff),
}

impl Migrate {
    pub(super) fn run(self) -> Outcome {
        match self.command {
            Command::Dev(dev) => wait_for(dev.run())?,
            Command::Deploy(deploy) => wait_for(deploy.run())?,
            Command::Status(status) => wait_for(status.run())?,
            Command::Resolve(resolve) => wait_for(resolve.run())?,
            Command::Down(down) => wait_for(down.run())?,
            Command::Diff(diff) => diff.run(),
        }
    }
}
