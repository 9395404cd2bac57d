//! Exports, opened by the tools that they are for. `scripts/test` runs them:
//! they need Go, Chromium, Valgrind, g++, heaptrack and jemalloc's jeprof.

#[path = "../common/mod.rs"]
mod common;

// `go tool pprof`.
mod pprof;

// Programs built and profiled here: Valgrind, heaptrack, Go and jemalloc.
mod made;

// Valgrind's `dh_view.html`.
mod viewer;

// The pages of this crate, and what a reader does with them.
mod pages;

// A page in a browser of its own.
mod browser;
