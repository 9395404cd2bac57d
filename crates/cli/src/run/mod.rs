//! The parent's side of `residue run`: which probes, in what order, how each
//! is measured, and where the results go.

mod capacity;
pub(crate) mod child;
pub(crate) mod environment;
mod interrupt;
mod job;
pub(crate) mod measure;
mod occupied;
mod page_file;
mod phase;
pub(crate) mod plan;
mod progress;
mod sampler;
mod store;

pub(crate) use capacity::Capacity;
pub(crate) use interrupt::Interrupt;
pub(crate) use job::Job;
pub(crate) use occupied::refuse_occupied;
pub(crate) use progress::Progress;
pub(crate) use store::{Store, make_folder};
