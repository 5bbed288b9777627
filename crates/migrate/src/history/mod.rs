//! Prisma Migrate's history, shared with Prisma: the table `_prisma_migrations`, the advisory lock,
//! and what they mean.

mod deploy;
mod error;
mod lock;
mod resolve;
mod state;
mod table;

pub use deploy::{Deployment, deploy};
pub use error::HistoryError;
pub use resolve::{Resolution, resolve};
pub use state::{State, Status, status};
pub use table::Record;
