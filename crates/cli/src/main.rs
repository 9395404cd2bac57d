//! `residue`: who holds the memory that did not go back.

mod args;
mod cmd;
mod exit;
mod input;
mod interrupt;
mod output;
mod plan;
mod plant;
mod progress;
mod select;
mod splice;
mod subject;

use clap::Parser;
use residue_runner::{Global, probe};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: Global = Global::new();

fn main() -> ExitCode {
    // A probe goes its own way before anything else allocates.
    if let Some(order) = probe::Order::of_this_process() {
        return probe::run(&order);
    }
    let args = args::Args::parse();
    let outcome = match args.command {
        args::Command::List(args) => cmd::list(&args),
        args::Command::Run(args) => cmd::run(&args),
        args::Command::Report(args) => cmd::report(&args),
        args::Command::Doctor(args) => cmd::doctor(&args),
        args::Command::Diff(args) => cmd::diff(&args),
        args::Command::Profile(args) => cmd::profile(&args),
    };
    exit::code(outcome)
}
