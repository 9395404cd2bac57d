//! Profiles from files: read, refused, viewed, compared, exported.

#[path = "../common/mod.rs"]
mod common;

// What each profiler's file says.
mod reading;

// Small files that mislead.
mod case;

// Who asked for the memory.
mod named;

// Files that no profiler wrote.
mod refused;

// Lists of sites, and the tree.
mod views;

// Files for other tools.
mod exported;

// Names that mean ill.
mod hostile;

// Two profiles.
mod compared;

// Two builds of one program.
mod renamed;

// Addresses that a binary names.
mod symbols;

// The source of a program.
mod sources;

// Profiles of other tools, and several or parts of them.
mod foreign;

// Whatever a file has, it is read or refused.
mod mutated;

// The memory that large files take.
mod memory;
