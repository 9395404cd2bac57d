//! What is known of a process, served for Prometheus and its kin to scrape.
//!
//! The server is in this process, and a scrape stops nobody: resident memory
//! and counters are read as the process goes on, and the ledger is that of the
//! last look, with its age.

mod feed;
mod figures;
mod server;

pub(crate) use feed::Feed;
pub(crate) use figures::Figures;
pub use server::{Metrics, NotServed};
