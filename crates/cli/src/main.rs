//! `residue`: who holds the memory that did not go back.

mod args;
mod cmd;
mod exit;
mod global;
mod input;
mod output;
mod plant;
mod probe;
mod record;
mod run;
mod select;
mod splice;

use clap::Parser;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: global::Global = global::Global::new();

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
