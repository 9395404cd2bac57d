//! Stored runs, as people name them: where they lie, and what of them is
//! taken.

mod argument;
mod baseline;
mod file;
mod filter;
mod latest;
mod name;
mod occupied;
mod pages;
mod place;
mod side;
mod whole;

pub use argument::{one, several};
pub use baseline::save;
pub use file::OnFile;
pub use filter::Filter;
pub use name::Name;
pub use occupied::refuse_occupied;
pub use pages::beside as pages;
pub use side::SideReader;
pub use whole::{Stored, whole};
