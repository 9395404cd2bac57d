//! The scenarios, one file each.

mod btreemap_value;
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
mod vec_growth;

use crate::Scenario;

/// Every scenario, in the order in which they are listed and run.
const ALL: &[&dyn Scenario] = &[
    hashmap_value::SCENARIO,
    hashmap_pointer::SCENARIO,
    hashmap_wide::SCENARIO,
    hashmap_survivors::SCENARIO,
    customer_cache::SCENARIO,
    empty::SCENARIO,
    &threads_exchange::ThreadsExchange,
    vec_growth::SCENARIO,
    btreemap_value::SCENARIO,
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
