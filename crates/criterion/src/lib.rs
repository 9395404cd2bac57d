//! Memory as a measurement of [criterion]: what an iteration leaves live, how
//! much it asks for, how often, and how high it rises.
//!
//! ```
//! use criterion::{Criterion, criterion_group};
//! use residue_criterion::{IterEach, LiveBytes, exact};
//! use std::alloc::System;
//!
//! #[global_allocator]
//! static ALLOCATOR: residue::Counting<System> = residue::Counting::new(System);
//!
//! fn held(criterion: &mut Criterion<LiveBytes>) {
//!     criterion.bench_function("vec of 100", |bencher| {
//!         bencher.iter_each(|| vec![0_u64; 100])
//!     });
//! }
//!
//! criterion_group! {
//!     name = benches;
//!     config = exact(LiveBytes);
//!     targets = held
//! }
//! // In a bench: criterion_main!(benches);
//! benches();
//! ```
//!
//! prints `time: [800 B 800 B 800 B]`: criterion's word for every figure is
//! time. The figures are those of [`residue::counters`], so `Counting` or
//! `Tracking` has to be the global allocator; a measurement panics, and says
//! so, where it is not, or where `RESIDUE=off` switches it off.
//!
//! # Which measurement
//!
//! | measurement | of one iteration | from |
//! | --- | --- | --- |
//! | [`LiveBytes`] | requested bytes allocated less those freed | `live` |
//! | [`RequestedBytes`] | requested bytes of all its allocations | `total` |
//! | [`Allocations`] | how many allocations succeeded | `allocations` |
//! | [`PeakLive`] | the highest that live bytes rose above its start | [`residue::PeakWatch`] |
//!
//! `LiveBytes <= PeakLive <= RequestedBytes`. All three are requested bytes,
//! the sum of `Layout::size`; what the allocator sets aside for them is more,
//! and is not counted. A reallocation is one allocation of its new size and
//! one free of its old.
//!
//! All threads count, those that the iteration did not start too: let no
//! other thread run.
//!
//! # Which loop
//!
//! - [`IterEach::iter_each`] measures each iteration by itself, and drops its
//!   output after. It is exact, and the only one for `PeakLive`, which panics
//!   in every other: the peak of many iterations divided by their number is
//!   the peak of none.
//! - criterion's `iter` drops the output inside, so that `LiveBytes` is what
//!   stays behind beyond it: a leak, or a cache.
//! - criterion's `iter_batched` frees the vector of its inputs inside: with
//!   more than one iteration in a batch `LiveBytes` is short by `size_of`
//!   the input. Use [`IterEach::iter_each_with`], or
//!   `BatchSize::PerIteration`. Its other loops allocate and free nothing.
//!
//! # Figures that repeat exactly
//!
//! criterion was made for time, which is never 0 and never twice the same.
//!
//! - It drops a sample that holds a 0. Where nothing was counted it is given
//!   2^-20 for each iteration instead, which is printed as 0. `iter` does not
//!   say how many iterations there were, so there it is 2^-20 for all
//!   together, and two runs with other numbers of iterations may seem to
//!   differ, or samples to be outliers, by a ratio of nothing; with [`exact`]
//!   all have the same number. A change from 0 is then a huge percentage, and
//!   regressed.
//! - It cannot be given a negative figure: its verdict would be the wrong way
//!   round. An iteration that frees more than it allocates panics.
//! - With plots on, a second run with exactly equal figures panics in
//!   criterion 0.8.2, which draws the distribution of a t-test that has no
//!   value. [`exact`] has plots off; so has `--noplot`.
//! - Equal figures are `No change`, with `p = NaN`: there is no variance to
//!   test.
//!
//! # Throughput
//!
//! criterion takes throughput for better where it is higher, and prints its
//! change as the inverse. So it is elements (or bytes, or bits) for each KiB,
//! or for each allocation; infinite where nothing was counted.
//!
//! [criterion]: https://docs.rs/criterion

mod amount;
mod counted;
mod exact;
mod format;
mod iter_each;
mod measurements;

pub use amount::Amount;
pub use exact::exact;
pub use iter_each::{IterEach, Memory};
pub use measurements::{Allocations, LiveBytes, PeakLive, RequestedBytes};
