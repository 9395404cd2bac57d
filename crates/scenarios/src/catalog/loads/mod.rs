//! What happens over time: spikes, waves, windows, caches, churn.

mod cache_zipf;
mod churn;
mod customer_cache;
mod daily_wave;
mod daily_wave_boxed;
mod empty;
mod hashmap_survivors;
mod lifetimes;
mod release;
mod sliding_window;

use crate::Scenario;

pub(in crate::catalog) use churn::ALL as CHURN;
pub(in crate::catalog) use lifetimes::ALL as LIFETIMES;

/// In the order in which they are listed and run.
pub(super) const ALL: &[&dyn Scenario] = &[
    hashmap_survivors::SCENARIO,
    customer_cache::SCENARIO,
    empty::SCENARIO,
    daily_wave::SCENARIO,
    daily_wave_boxed::SCENARIO,
    sliding_window::SCENARIO,
    cache_zipf::SCENARIO,
    &release::Release,
];
