//! One verb, one file.

mod diff;
mod doctor;
mod list;
mod profile;
mod report;
mod run;

pub(crate) use diff::diff;
pub(crate) use doctor::doctor;
pub(crate) use list::list;
pub(crate) use profile::profile;
pub(crate) use report::report;
pub(crate) use run::run;
