//! The parent's side of `residue profile SCENARIO`: one probe for the whole,
//! and one for each phase.

mod phases;
mod probe;
mod subject;

pub use phases::{difference, phases};
pub use probe::{Ending, Recording};
pub use subject::RecordedSubject;
