//! `residue`: who holds the memory that did not go back.

mod args;
mod bounds;
mod cmd;
mod exit;
mod interrupt;
mod kept;
mod output;
mod progress;

use clap::Parser;
use residue_runner::{Global, probe};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: Global = Global::new();

fn main() -> ExitCode {
    // A probe goes its own way before anything else allocates.
    if let Some(order) = probe::ProbeOrder::of_this_process() {
        return probe::run(&order);
    }
    exit::code(cmd::Args::parse().command.run())
}
