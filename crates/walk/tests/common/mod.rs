//! Processes that are walked, from both sides.

mod changed;
pub(crate) mod damage;
pub(crate) mod process;
pub(crate) mod subject;
mod trace;
