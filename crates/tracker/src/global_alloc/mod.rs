//! The faces that Rust programs use: a `GlobalAlloc` over the hooks.

mod counting;
mod tracking;

pub use counting::Counting;
pub use tracking::Tracking;
