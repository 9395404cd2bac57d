//! What is measured.

/// Runs of one kind.
#[derive(Debug)]
pub(crate) struct Side {
    pub(crate) name: &'static str,
    /// [`MAPS`] under these allocators; else all scenarios under all.
    backends: Option<&'static str>,
    set: Option<&'static str>,
    plant: Option<&'static str>,
}

impl Side {
    const fn of(name: &'static str, backends: &'static str) -> Side {
        Side { name, backends: Some(backends), set: None, plant: None }
    }

    const fn suite(name: &'static str) -> Side {
        Side { name, backends: None, set: None, plant: None }
    }

    const fn set(self, setting: &'static str) -> Side {
        Side { set: Some(setting), ..self }
    }

    const fn plant(self, plant: &'static str) -> Side {
        Side { plant: Some(plant), ..self }
    }

    /// Arguments of `residue run`, beside those that all sides share.
    pub(crate) fn args(&self) -> Vec<&'static str> {
        let mut args = Vec::new();
        let backends = self.backends.iter();
        args.extend(backends.flat_map(|&names| ["-s", MAPS, "-b", names]));
        args.extend(self.set.iter().flat_map(|&set| ["--set", set]));
        args.extend(self.plant.iter().flat_map(|&plant| ["--plant", plant]));
        args
    }
}

/// Scenarios with a container that has slack at the peak, and which do the
/// same each time.
const MAPS: &str = "hashmap-*,customer-cache";

/// Settings with which nothing is given back by a timer, so that what an
/// allocator keeps is no matter of when it is looked at.
const JEMALLOC_KEEPS: &str = "dirty_decay_ms=-1";
const MIMALLOC_KEEPS: &str = "purge_delay=-1";

/// Every kind of run, in the order in which they take turns.
pub(crate) const SIDES: &[Side] = &[
    Side::suite("suite"),
    Side::suite("suite-again"),
    Side::of("maps", "*"),
    Side::of("maps-slack", "*").plant("slack=1%"),
    Side::of("maps-live", "*").plant("live=1"),
    Side::of("system", "system"),
    Side::of("system-cached", "system").plant("cached=4MiB"),
    Side::of("jemalloc", "jemalloc").set(JEMALLOC_KEEPS),
    Side::of("jemalloc-again", "jemalloc").set(JEMALLOC_KEEPS),
    Side::of("jemalloc-cached", "jemalloc")
        .set(JEMALLOC_KEEPS)
        .plant("cached=4MiB"),
    Side::of("mimalloc", "mimalloc").set(MIMALLOC_KEEPS),
    Side::of("mimalloc-again", "mimalloc").set(MIMALLOC_KEEPS),
    Side::of("mimalloc-cached", "mimalloc")
        .set(MIMALLOC_KEEPS)
        .plant("cached=4MiB"),
    Side::of("decay-none", "jemalloc").set("dirty_decay_ms=0"),
    Side::of("decay-default", "jemalloc"),
];
