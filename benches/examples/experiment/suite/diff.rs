//! What the default scenarios show when nothing changed, and when something
//! known was planted.

use super::Suite;
use crate::case::{Case, Expect};
use crate::side::Side;

/// Scenarios with a container that has slack at the peak, and which do the
/// same each time.
const MAPS: &str = "hashmap-*,customer-cache";

/// Settings with which nothing is given back by a timer, so that what an
/// allocator keeps is no matter of when it is looked at.
const JEMALLOC_KEEPS: &str = "dirty_decay_ms=-1";
const MIMALLOC_KEEPS: &str = "purge_delay=-1";

pub(super) const SUITE: Suite = Suite {
    name: "diff",
    sides: SIDES,
    cases: CASES,
    elements: 100_000,
    settle: "100ms",
    keeps: true,
};

const SIDES: &[Side] = &[
    Side::suite("suite"),
    Side::suite("suite-again"),
    Side::of("maps", MAPS, "*"),
    Side::of("maps-slack", MAPS, "*").plant("slack=1%"),
    Side::of("maps-live", MAPS, "*").plant("live=1"),
    Side::of("system", MAPS, "system"),
    Side::of("system-cached", MAPS, "system").plant("cached=4MiB"),
    Side::of("jemalloc", MAPS, "jemalloc").set(JEMALLOC_KEEPS),
    Side::of("jemalloc-again", MAPS, "jemalloc").set(JEMALLOC_KEEPS),
    Side::of("jemalloc-cached", MAPS, "jemalloc")
        .set(JEMALLOC_KEEPS)
        .plant("cached=4MiB"),
    Side::of("mimalloc", MAPS, "mimalloc").set(MIMALLOC_KEEPS),
    Side::of("mimalloc-again", MAPS, "mimalloc").set(MIMALLOC_KEEPS),
    Side::of("mimalloc-cached", MAPS, "mimalloc")
        .set(MIMALLOC_KEEPS)
        .plant("cached=4MiB"),
    Side::of("decay-none", MAPS, "jemalloc").set("dirty_decay_ms=0"),
    Side::of("decay-default", MAPS, "jemalloc"),
];

const CASES: &[Case] = &[
    Case::same("same", "suite", "suite-again"),
    Case::same("same-jemalloc", "jemalloc", "jemalloc-again"),
    Case::same("same-mimalloc", "mimalloc", "mimalloc-again"),
    Case::found("slack", "maps", "maps-slack", "slack"),
    Case::found("live", "maps", "maps-live", "live"),
    Case::found("cached-system", "system", "system-cached", "cached"),
    Case::found("cached-jemalloc", "jemalloc", "jemalloc-cached", "cached"),
    Case::found("cached-mimalloc", "mimalloc", "mimalloc-cached", "cached"),
    Case {
        expect: Expect::Refused { key: "settings", what: "dirty_decay_ms" },
        ..Case::same("setting", "decay-none", "decay-default")
    },
    Case {
        across: Some("settings"),
        ..Case::found("setting-across", "decay-none", "decay-default", "cached")
    },
];
