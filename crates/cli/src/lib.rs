//! The program `residue` as a library, to make one like it of scenarios of
//! your own: [`main!`](macro@crate::main).
//!
//! ```no_run
//! use residue_cli::scenarios::Steps;
//! use std::collections::VecDeque;
//!
//! residue_cli::main!(
//!     Steps {
//!         name: "queue",
//!         summary: "VecDeque<u64>: pushed, and popped",
//!         fill: |queue: &mut VecDeque<u64>, plan| queue.extend(0..plan.elements),
//!         drain: |queue, _| while queue.pop_front().is_some() {},
//!         shrink: VecDeque::shrink_to_fit,
//!         len: VecDeque::len,
//!         capacity: VecDeque::capacity,
//!         payload: |queue| 8 * queue.len() as u64,
//!     }
//!     .scenario()
//! );
//! ```
//!
//! has `list`, `run`, `report`, `diff`, `bench` and all the rest for it. It is
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
    exit::code(cmd::Args::of_command_line().command.run())
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
