//! Prisma Migrate's history, shared with Prisma: the table `_prisma_migrations`, the advisory lock,
//! and what they mean.

mod deploy;
mod error;
mod failure;
mod lock;
mod resolve;
mod run;
mod script;
mod state;
mod table;
mod undo;

pub use deploy::{Deployment, deploy, deploy_telling};
pub use error::HistoryError;
pub use failure::{Failure, ScriptError, Stopped};
pub use resolve::{Resolution, resolve};
pub use run::{Listener, Progress, execute};
pub use state::{State, Status, status};
pub use table::Record;
pub use undo::undo;
