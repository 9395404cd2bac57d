//! `residue`: who holds the memory that did not go back.

residue_cli::main!();
