//! One verb, one file.

mod list;
mod run;

pub(crate) use list::list;
pub(crate) use run::run;
