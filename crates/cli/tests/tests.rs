//! The tool from outside: real processes, real allocators, the real `/proc`.
//!
//! Tests of one subject stand in one module. Those that only read figures
//! share a few runs, since a run is what takes time. Sizes are chosen for
//! builds without optimisation; the same claims at a million elements are
//! ignored here, and checked by
//! `cargo test --release -p residue-cli -- --ignored`.

/// The binary, and runs as an outside reader sees them.
#[path = "tests/util.rs"]
mod util;

/// Every ledger adds up to the resident set.
#[path = "tests/closing.rs"]
mod closing;

/// The figures are those that arithmetic and the allocators themselves give.
#[path = "tests/figures.rs"]
mod figures;

/// What is planted appears in its own row and in no other.
#[path = "tests/controls.rs"]
mod controls;

/// Looking at a process does not change it.
#[path = "tests/undisturbed.rs"]
mod undisturbed;

/// Options and settings do what they say, and are recorded.
#[path = "tests/options.rs"]
mod options;

/// Where results go, and in what form.
#[path = "tests/output.rs"]
mod output;

/// What cannot be done is refused before it is tried.
#[path = "tests/refusals.rs"]
mod refusals;

/// Runs and probes that are killed, and what is left of them.
#[path = "tests/kills.rs"]
mod kills;

/// The claims of the README, at its size.
#[path = "tests/million.rs"]
mod million;
