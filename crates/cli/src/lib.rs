//! The program `residue` as a library, to make one like it of scenarios of
//! your own: [`main!`](macro@crate::main).
//!
//! ```no_run
//! use residue_cli::scenarios::{Collection, Plan, retention};
//!
//! #[derive(Default)]
//! struct Queue(std::collections::VecDeque<u64>);
//!
//! impl Collection for Queue {
//!     const NAME: &'static str = "queue";
//!     const SUMMARY: &'static str = "VecDeque<u64>: pushed, and popped";
//!
//!     fn fill(&mut self, plan: &Plan) {
//!         self.0.extend(0..plan.elements);
//!     }
//!     fn drain(&mut self, _: &Plan) {
//!         while self.0.pop_front().is_some() {}
//!     }
//!     fn shrink(&mut self) {
//!         self.0.shrink_to_fit();
//!     }
//!     fn len(&self) -> usize {
//!         self.0.len()
//!     }
//!     fn capacity(&self) -> usize {
//!         self.0.capacity()
//!     }
//!     fn payload(&self) -> u64 {
//!         8 * self.0.len() as u64
//!     }
//! }
//!
//! residue_cli::main!(retention::<Queue>());
//! ```
//!
//! has `list`, `run`, `report`, `diff`, `doctor` and all the rest for it. It is
//! here, and not beside the trait in `residue-scenarios`, because it needs the
//! allocators, the tracker and the commands, none of which a workload may know
//! of: what a scenario is stays the same whoever runs it.

mod args;
mod bounds;
mod cmd;
mod exit;
mod interrupt;
mod kept;
mod output;
mod progress;

pub use residue_runner::Global;
pub use residue_scenarios as scenarios;

use clap::Parser;
use residue_runner::probe;
use residue_scenarios::Scenario;
use std::process::ExitCode;

/// The whole program, over `own` scenarios; over those of the catalogue where
/// there are none. [`Global`] must be the global allocator, as
/// [`main!`](macro@crate::main) makes it: what it measures is this binary again.
pub fn main(own: &'static [&'static dyn Scenario]) -> ExitCode {
    residue_scenarios::install(own);
    // A probe goes its own way before anything else allocates.
    if let Some(order) = probe::ProbeOrder::of_this_process() {
        return probe::run(&order);
    }
    exit::code(cmd::Args::parse().command.run())
}

/// Makes a program of the scenarios given, each a constant expression: its
/// `main`, and its global allocator. Without any, it is `residue` itself.
#[macro_export]
macro_rules! main {
    ($($scenario:expr),* $(,)?) => {
        #[global_allocator]
        static ALLOCATOR: $crate::Global = $crate::Global::new();

        static SCENARIOS: &[&dyn $crate::scenarios::Scenario] =
            &[$(&$scenario),*];

        fn main() -> ::std::process::ExitCode {
            $crate::main(SCENARIOS)
        }
    };
}
