//! Stored runs, as the command line names them: where they lie, and what of
//! them is taken.

mod argument;
mod baseline;
mod file;
mod filter;
mod latest;
mod name;
mod occupied;
mod pages;
mod place;
pub(crate) mod regular;
mod side;
mod whole;

pub(crate) use argument::{one, several};
pub(crate) use baseline::save;
pub(crate) use file::progress;
pub(crate) use filter::Filter;
pub(crate) use name::Name;
pub(crate) use occupied::refuse_occupied;
pub(crate) use pages::beside as pages;
pub(crate) use side::side;
pub(crate) use whole::whole;
