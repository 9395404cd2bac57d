//! The numbers of messages, in a ring that is measured as `residue` measures
//! its own scenarios: what does it keep of a burst, under which allocator, and
//! what gives it back?
//!
//! ```console
//! $ cargo run --release -p residue-cli-examples -- run --repeat 3
//! $ cargo run --release -p residue-cli-examples -- run --sweep -o ring.html
//! ```

use residue_cli::scenarios::Steps;
use std::collections::VecDeque;

residue_cli::main!(
    Steps {
        name: "message-ring",
        summary: "VecDeque<u64>: a burst, of which the last hundred stay",
        fill: |ring: &mut VecDeque<u64>, plan| ring.extend(0..plan.elements),
        drain: |ring, _| drop(ring.drain(..ring.len().saturating_sub(100))),
        shrink: VecDeque::shrink_to_fit,
        len: VecDeque::len,
        capacity: VecDeque::capacity,
        payload: |ring| 8 * ring.len() as u64,
    }
    .scenario()
);
