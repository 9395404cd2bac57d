//! One verb, one file.

mod diff;
mod list;
mod report;
mod run;

pub(crate) use diff::diff;
pub(crate) use list::list;
pub(crate) use report::report;
pub(crate) use run::run;
