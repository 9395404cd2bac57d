//! Observing through Linux's `/proc`.

mod capture;
mod observer;
mod outside;
mod reading;
mod ready;
mod sampling;
mod standstill;

mod agreed;
mod attach;
mod barrier;
mod cgroup;
mod ending;
mod process;
mod smaps;
mod stacks;

mod extents;
mod mapping;
mod replica;
mod segment;
mod segment_name;

mod classify;
mod not_heap;
mod pages;

mod account;
mod ground;
mod heads;
mod heap;
mod kept;
mod resident;
mod survey;
mod tally;
mod walk;

mod containers;
mod control;
mod held;
mod page_map;
mod rows;

#[cfg(test)]
mod shell;

pub use cgroup::ControlGroup;
pub use ending::exit_status;
pub use observer::{Capture, Observer};
pub use outside::Outside;
pub use standstill::Standstill;

use residue_walk::Span;

/// The part that two spans share; empty where they share none.
fn intersection(one: &Span, other: &Span) -> Span {
    let start = one.start.max(other.start);
    start..one.end.min(other.end).max(start)
}
