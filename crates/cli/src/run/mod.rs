//! The parent's side of `residue run`: which probes, in what order, how each
//! is measured, and where the results go.

mod capacity;
mod child;
mod convert;
pub(crate) mod environment;
mod interrupt;
mod job;
pub(crate) mod measure;
pub(crate) mod plan;
mod progress;
mod store;

pub(crate) use capacity::Capacity;
pub(crate) use interrupt::Interrupt;
pub(crate) use job::Job;
pub(crate) use progress::Progress;
pub(crate) use store::Store;
