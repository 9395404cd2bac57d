//! Exports, opened by the tools that they are for. `scripts/test` runs them:
//! they need Go, Chromium and Valgrind's viewer.

#[path = "../common/mod.rs"]
mod common;

// `go tool pprof`.
mod pprof;

// Valgrind's `dh_view.html`.
mod viewer;

// The pages of this crate, and what a reader does with them.
mod pages;

// A page in a browser of its own.
mod browser;
