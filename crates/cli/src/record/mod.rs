//! The parent's side of `residue profile SCENARIO`: one probe for the whole,
//! and one for each phase.

mod files;
mod probe;
mod subject;

pub(crate) use files::Files;
pub(crate) use probe::{Ending, Recording};
pub(crate) use subject::Subject;
