//! Known amounts of one kind of memory, to check the measurement.

mod cached;
mod leak;
mod shared;
mod slack;
mod stack;
mod untouched;

use crate::Scenario;

/// In the order in which they are listed and run.
pub(super) const ALL: &[&dyn Scenario] = &[
    slack::CONTROL,
    cached::CONTROL,
    leak::CONTROL,
    untouched::CONTROL,
    stack::CONTROL,
    shared::CONTROL,
];
