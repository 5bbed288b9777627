//! Rows and transactions: [`Reader`] and [`Writer`] over generated statements.
//!
//! This room decides nothing and holds no SQL text of its own: statements are generated from
//! `contract/queries`, rows and inserts from `contract/schema`. No driver type leaves it.

mod answer;
mod error;
mod generated;
mod pool;
mod reader;
mod run;
mod writer;

pub use error::StoreError;
pub use generated::contract::{self, CONTRACT_HASH};
pub use generated::{changesets, documents, inserts, queries, rows};
pub use pool::{ConnectError, Connection};
pub use reader::Reader;
pub use run::{Run, Write};
pub use writer::{AsStoreError, Tx, TxBody, Writer};
