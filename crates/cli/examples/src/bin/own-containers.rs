//! A ring of messages, measured as `residue` measures its own scenarios: what
//! does it keep of a burst, under which allocator, and what gives it back?
//!
//! ```console
//! $ cargo run --release -p residue-cli-examples -- run --repeat 3
//! $ cargo run --release -p residue-cli-examples -- run --sweep -o ring.html
//! ```

use residue_cli::scenarios::{Collection, Plan, retention};
use std::collections::VecDeque;

/// The last messages, each a text of its own.
#[derive(Default)]
struct Ring(VecDeque<Box<str>>);

/// What a burst leaves in it.
const KEPT: usize = 100;

impl Collection for Ring {
    const NAME: &'static str = "message-ring";
    const SUMMARY: &'static str = "VecDeque<Box<str>>: a burst, then a few";

    fn fill(&mut self, plan: &Plan) {
        for number in 0..plan.elements {
            self.0.push_back(format!("message number {number}").into());
        }
    }

    fn drain(&mut self, _: &Plan) {
        while self.0.len() > KEPT {
            self.0.pop_front();
        }
    }

    fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn capacity(&self) -> usize {
        self.0.capacity()
    }

    fn payload(&self) -> u64 {
        let owned = self.0.iter().map(|text| text.len());
        (owned.sum::<usize>() + size_of::<Box<str>>() * self.0.len()) as u64
    }
}

residue_cli::main!(retention::<Ring>());
