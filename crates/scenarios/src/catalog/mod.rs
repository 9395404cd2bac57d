//! The scenarios, one file each.

mod control_cached;
mod control_leak;
mod control_shared;
mod control_slack;
mod control_stack;
mod control_untouched;
mod customer_cache;
mod empty;
mod hashmap_pointer;
mod hashmap_survivors;
mod hashmap_value;
mod hashmap_wide;
mod threads_exchange;

use crate::Scenario;

/// Every scenario, in the order in which they are listed and run.
const ALL: &[&dyn Scenario] = &[
    &hashmap_value::HashmapValue,
    &hashmap_pointer::HashmapPointer,
    &hashmap_wide::HashmapWide,
    &hashmap_survivors::HashmapSurvivors,
    &customer_cache::CustomerCacheDay,
    &empty::Empty,
    &threads_exchange::ThreadsExchange,
    &control_slack::CONTROL,
    &control_cached::CONTROL,
    &control_leak::CONTROL,
    &control_untouched::CONTROL,
    &control_stack::CONTROL,
    &control_shared::CONTROL,
];

/// Every scenario, in the order in which they are listed and run; controls
/// last.
pub fn all() -> &'static [&'static dyn Scenario] {
    ALL
}

/// The scenario of exactly this name.
pub fn find(name: &str) -> Option<&'static dyn Scenario> {
    ALL.iter().copied().find(|scenario| scenario.name() == name)
}
