//! The whole catalogue against itself, and with a setting swapped and 1 % more
//! elements.

use super::Suite;
use crate::case::{Case, Expect};
use crate::side::Side;

const BACKENDS: &str = "system,jemalloc,mimalloc";

const WHOLE: Side = Side::of("catalogue", "*", BACKENDS);

/// Enough repetitions a side that what threads leave to chance is known.
const REPETITIONS: &str = "5";

/// The controls take one pair: they are found each time or not at all.
pub(super) const SUITE: Suite = Suite {
    name: "catalogue",
    sides: &[
        WHOLE,
        WHOLE.named("catalogue-again"),
        Side::of("decay-none", "*", "jemalloc").set("dirty_decay_ms=0"),
        WHOLE.named("repeated").repeat(REPETITIONS),
        WHOLE.named("repeated-more").repeat(REPETITIONS).one_percent_more(),
    ],
    cases: &[
        Case::same("same", "catalogue", "catalogue-again"),
        Case {
            expect: Expect::Refused { key: "settings", what: "dirty_decay_ms" },
            pairs: 1,
            ..Case::same("setting", "decay-none", "catalogue")
        },
        Case {
            across: Some("elements"),
            expect: Expect::FoundWhereGrown,
            pairs: 1,
            ..Case::same("one-percent", "repeated", "repeated-more")
        },
    ],
    elements: 20_000,
    settle: "50ms",
    keeps: false,
};
