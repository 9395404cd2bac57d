//! The live view: a list of processes with what they have resident, and one
//! of them with its ledger over time, its verdict and its live objects.
//!
//! It measures nothing: a [`Source`] says what there is, and what a look at a
//! process shows. Between looks only sums move that the kernel keeps anyway;
//! a process is stopped when the user asks for a look, or every so often if
//! he asked for that. What is drawn is a pure function of the [`App`].

mod action;
mod app;
mod history;
mod order;
mod session;
mod source;
mod theme;
mod units;
mod view;

pub use action::Action;
pub use app::{App, Screen};
pub use history::{Band, History, Stack};
pub use order::ListOrder;
pub use session::{StartOptions, run};
pub use source::{Kept, Look, ProcessSums, SizeClass, Source};
pub use view::draw;
