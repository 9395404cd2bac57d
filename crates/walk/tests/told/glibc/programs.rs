//! Programs whose heap is compared with all that malloc says of it.

use crate::build;
use crate::collected::Collected;
use crate::subject::Subject;

/// How a program is started.
#[derive(Clone, Copy, Debug)]
pub(super) struct Program {
    /// What it builds, as `heap.c` takes it.
    pub(super) arguments: &'static str,
    environment: &'static [(&'static str, &'static str)],
    /// Whether what is walked of it is what it is in the list for.
    pub(super) is_as_meant: fn(&Collected) -> bool,
}

const fn program(arguments: &'static str) -> Program {
    Program { arguments, environment: &[], is_as_meant: |_| true }
}

/// How many regions have a name that ends so.
fn regions(seen: &Collected, name: &str) -> usize {
    seen.regions.iter().filter(|region| region.name.ends_with(name)).count()
}

const NO_CACHES: (&str, &str) =
    ("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0");

impl Program {
    pub(super) const ALL: &[Program] = &[
        program("objects=20000 keep=10 size=16:500"),
        // Nothing survives, everything does, and there is nothing.
        program("objects=5000 keep=5001"),
        program("objects=5000 keep=1"),
        program("objects=0"),
        program("objects=100000 keep=1000 size=16:100"),
        program("threads=2 objects=10000 keep=7"),
        // Whole pages are free in each of several arenas.
        program("threads=5 objects=20000 keep=700 size=16:900"),
        program("threads=63 objects=500 keep=3")
            .with(&[("MALLOC_ARENA_MAX", "64")])
            .meant(|seen| regions(seen, "arena 63") == 1),
        // The threads have ended.
        program("threads=8 exit=1 objects=3000 keep=4"),
        // One thread frees what the others made.
        program("threads=3 handed=1 objects=3000 keep=50"),
        // An arena of several heaps, each of at most 64 MiB.
        program("threads=1 objects=2200 size=65000:66000 keep=2")
            .meant(|seen| regions(seen, "arena 1") >= 2),
        program("objects=4000 align=64 keep=3 huge=5:300000"),
        program("objects=4000 align=4096 keep=3 huge=6:5000000"),
        program("objects=100 align=2097152 keep=3 huge=6:5000000"),
        // Mapped chunks among mappings of the program's own.
        program("objects=100 huge=20:400000 private=3")
            .meant(|seen| regions(seen, "mapped chunk") == 20),
        // Mapped chunks of several mappings each.
        program("objects=100 huge=6:400000 advised=1")
            .meant(|seen| regions(seen, "mapped chunk") == 6),
        program("threshold=0 objects=500 keep=2 size=16:9000"),
        program("objects=5000 keep=5 fork=1"),
        // The threads are not in the child, and what was cached for them is
        // nobody's: it is found by what it looks like.
        program("threads=3 objects=5000 keep=5 exit=1 fork=1"),
        program("brk=refused objects=40000 keep=9 size=16:500")
            .meant(|seen| regions(seen, "main arena") > 2),
        program("objects=20000 keep=10 size=16:100")
            .with(&[NO_CACHES])
            .meant(|seen| seen.fast() > 0 && seen.held() == seen.fast()),
        program("threads=2 objects=9000 keep=90 size=16:100")
            .with(&[NO_CACHES]),
        program("threads=4 objects=3000 keep=5")
            .with(&[("MALLOC_ARENA_MAX", "1")])
            .meant(|seen| regions(seen, "arena 1") == 0),
        program("objects=9000 keep=20 size=16:9000").with(&[(
            "GLIBC_TUNABLES",
            "glibc.malloc.mmap_threshold=8192:glibc.malloc.mxfast=0",
        )]),
        program("objects=9000 keep=900").with(&[(
            "GLIBC_TUNABLES",
            "glibc.malloc.tcache_max=64:glibc.malloc.perturb=90:\
             glibc.malloc.top_pad=1000000",
        )]),
    ];

    const fn with(
        self,
        environment: &'static [(&'static str, &'static str)],
    ) -> Program {
        Program { environment, ..self }
    }

    const fn meant(self, is_as_meant: fn(&Collected) -> bool) -> Program {
        Program { is_as_meant, ..self }
    }

    /// Starts it, linked to the C library of this machine.
    pub(super) fn start(self) -> Subject {
        let Program { arguments, environment, .. } = self;
        Subject::start_with(&build::heap(), arguments, environment)
    }

    /// How many threads it starts beside its first.
    pub(super) fn threads(self) -> usize {
        let mut words = self.arguments.split(' ');
        let told = words.find_map(|word| word.strip_prefix("threads="));
        told.map_or(0, |count| count.parse().unwrap())
    }
}
