//! Stored runs, as the command line names them: where they lie, and what of
//! them is taken.

mod argument;
mod baseline;
mod file;
mod filter;
mod latest;
mod name;
mod pages;
mod place;
mod side;
mod whole;

pub(crate) use argument::{one, several};
pub(crate) use baseline::save;
pub(crate) use file::progress;
pub(crate) use filter::Filter;
pub(crate) use name::Name;
pub(crate) use pages::beside as pages;
pub(crate) use place::{RESULTS, RUN};
pub(crate) use side::side;
pub(crate) use whole::whole;
