//! Processes that are walked, from both sides.

pub(crate) mod damage;
pub(crate) mod process;
pub(crate) mod subject;
mod trace;
