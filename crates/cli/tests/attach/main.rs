//! A program with the tracker that runs already: the doctor and the others
//! attach to it, and have every figure that a run has.
//!
//! This is that program too: started to play a role, it plays it.

mod claims;
mod kept;
mod role;
mod watch;

#[path = "../tests/group.rs"]
mod group;
#[expect(dead_code, reason = "other tests use more of it")]
#[path = "../tests/processes.rs"]
mod processes;
#[expect(dead_code, reason = "other tests use more of it")]
#[path = "../tests/util.rs"]
mod util;

use residue::Tracking;
use residue_backends::Selected;

#[global_allocator]
static ALLOCATOR: Tracking<Selected> = Tracking::new(Selected);

fn main() {
    let mut words = std::env::args().skip(1);
    match (words.next().as_deref(), words.next()) {
        (Some("play"), Some(name)) => role::play(&name),
        (only, _) => claims::check(only.unwrap_or_default()),
    }
}
