//! The doctor: who is to blame for what is resident, how that is known, and
//! what gives it back, of each probe of a run or of a live process.

mod diagnosis;
mod ended;
mod fail_on;
mod json;
mod judged;
mod live;
mod sentences;
mod tables;

pub use diagnosis::{Diagnosis, Identity, Patient};
pub use ended::{Ended, LastLook, LastSample};
pub use fail_on::{FailOn, FailOnError};
pub use json::{SCHEMA, write_json};
pub use judged::Judged;
pub use live::{
    Checked, Counted, Examination, LargeObject, LiveObjects, Returned,
    SizeClass, Walked, write_examined,
};
pub use sentences::sentences;
