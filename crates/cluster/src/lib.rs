//! A private PostgreSQL cluster run from installed binaries.
//!
//! [`Cluster::start`] makes the cluster on first use, starts it on a Unix socket that only its owner
//! can reach, and answers when a real start-up packet was answered. It stops with its owner; after a
//! kill the next start takes the data folder over and PostgreSQL recovers it.
//!
//! Deliberately absent: TCP, passwords, a second user of one folder, SQL of the product.

mod binaries;
mod cluster;
mod error;
mod folder;
mod initdb;
mod owner;
mod postmaster;
#[cfg(feature = "scratch")]
pub mod scratch;
mod socket;
mod wire;

pub use binaries::Binaries;
pub use cluster::{Cluster, Options, SUPERUSER};
pub use error::ClusterError;
#[cfg(feature = "scratch")]
pub use scratch as testing;
