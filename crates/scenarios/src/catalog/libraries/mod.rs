//! Libraries that people use, at work. Those that take long to build are here
//! with the feature `libraries` alone.

mod json;
mod labels;

#[cfg(feature = "libraries")]
mod arrow;
#[cfg(feature = "libraries")]
mod im;
#[cfg(feature = "libraries")]
mod image;
#[cfg(feature = "libraries")]
mod moka;
#[cfg(feature = "libraries")]
mod rayon;
#[cfg(feature = "libraries")]
mod regex;
#[cfg(feature = "libraries")]
mod sqlite;
#[cfg(feature = "libraries")]
mod tokio;

use crate::Scenario;

pub use labels::Optional;

/// In the order in which they are listed and run.
#[cfg(not(feature = "libraries"))]
pub(super) const ALL: &[&dyn Scenario] = &[json::SCENARIO];

/// In the order in which they are listed and run.
#[cfg(feature = "libraries")]
pub(super) const ALL: &[&dyn Scenario] = &[
    json::SCENARIO,
    arrow::SCENARIO,
    im::SCENARIO,
    moka::SCENARIO,
    regex::SCENARIO,
    image::SCENARIO,
    rayon::SCENARIO,
    tokio::SCENARIO,
    sqlite::SCENARIO,
];
