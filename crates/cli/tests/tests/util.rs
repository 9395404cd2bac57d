//! What the tests share: the binary, and runs as an outside reader sees them.
//!
//! The types repeat the fields of `run.json` on purpose: a field that is
//! renamed fails here as it would in any program that reads the file.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;

/// The rows of the ledger, each byte in one.
pub(crate) const ROWS: [&str; 8] = [
    "payload",
    "slack",
    "other_live",
    "rounding",
    "fragmentation",
    "cached",
    "metadata",
    "program",
];

/// The allocators whose resident memory is the program's.
pub(crate) const ALLOCATORS: [&str; 3] = ["system", "jemalloc", "mimalloc"];

pub(crate) const BACKENDS: [&str; 4] =
    ["system", "jemalloc", "mimalloc", "dhat"];

pub(crate) const KIB: i64 = 1024;
pub(crate) const MIB: i64 = 1024 * KIB;

/// Elements of the runs that tests share: a table of 32,768 buckets.
pub(crate) const ELEMENTS: u64 = 20_000;

/// Buckets of a map of [`ELEMENTS`].
pub(crate) const BUCKETS: u64 = 32_768;

/// Elements of the controls that tests share, 64 bytes each: 64 MiB.
pub(crate) const PLANTED: u64 = 1_048_576;

#[derive(Debug, Deserialize)]
pub(crate) struct Run {
    pub(crate) schema: String,
    pub(crate) environment: BTreeMap<String, serde_json::Value>,
    pub(crate) probes: Vec<Probe>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Probe {
    pub(crate) scenario: String,
    pub(crate) backend: String,
    pub(crate) backend_version: String,
    pub(crate) settings: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) asked: BTreeMap<String, String>,
    pub(crate) elements: u64,
    pub(crate) repetition: u64,
    pub(crate) seed: u64,
    pub(crate) settle_ns: u64,
    pub(crate) remedy: String,
    pub(crate) command: String,
    pub(crate) resident_is_profiler: bool,
    pub(crate) deterministic: Option<bool>,
    pub(crate) outcome: Outcome,
    pub(crate) warnings: Vec<String>,
    #[serde(default)]
    pub(crate) samples: Vec<Sample>,
    pub(crate) phases: Vec<Phase>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Sample {
    pub(crate) at_ns: i64,
    pub(crate) resident: i64,
    pub(crate) live: i64,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) state: String,
    #[serde(default)]
    pub(crate) reason: String,
}

/// Signed throughout, so that differences need no thought.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Phase {
    pub(crate) name: String,
    pub(crate) elapsed_ns: i64,
    pub(crate) resident: i64,
    pub(crate) observer: i64,
    pub(crate) live: i64,
    pub(crate) allocated: i64,
    pub(crate) allocations: i64,
    pub(crate) frees: i64,
    pub(crate) peak_live: i64,
    pub(crate) peak_resident: i64,
    pub(crate) transient_live: Option<i64>,
    pub(crate) ledger: BTreeMap<String, Option<i64>>,
    pub(crate) untouched: i64,
    pub(crate) containers: Vec<Container>,
    pub(crate) allocator: BTreeMap<String, i64>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Container {
    pub(crate) name: String,
    pub(crate) live: i64,
    pub(crate) payload: i64,
    pub(crate) slack: i64,
    pub(crate) elements: i64,
    pub(crate) capacity: i64,
}

impl Run {
    /// The first repetition of `scenario` under `backend`.
    pub(crate) fn probe(&self, scenario: &str, backend: &str) -> &Probe {
        self.probes
            .iter()
            .find(|p| p.scenario == scenario && p.backend == backend)
            .unwrap_or_else(|| panic!("no {scenario} under {backend}"))
    }
}

impl Probe {
    /// What a failing assertion calls it.
    pub(crate) fn title(&self) -> String {
        format!("{} under {}", self.scenario, self.backend)
    }

    pub(crate) fn phase(&self, name: &str) -> &Phase {
        self.phases
            .iter()
            .find(|phase| phase.name == name)
            .unwrap_or_else(|| panic!("no {name} in {}", self.title()))
    }

    pub(crate) fn completed(&self) -> bool {
        self.outcome.state == "completed"
    }

    /// How far `figure` rose from phase `from` to phase `to`.
    pub(crate) fn rise(
        &self,
        from: &str,
        to: &str,
        figure: impl Fn(&Phase) -> i64,
    ) -> i64 {
        figure(self.phase(to)) - figure(self.phase(from))
    }

    /// Live, allocations and frees of every phase, relative to the first.
    pub(crate) fn course(&self) -> Vec<(&str, [i64; 3])> {
        let first = &self.phases[0];
        let since = |phase: &Phase| {
            [
                phase.live - first.live,
                phase.allocations - first.allocations,
                phase.frees - first.frees,
            ]
        };
        let phases = self.phases.iter();
        phases.map(|phase| (phase.name.as_str(), since(phase))).collect()
    }
}

impl Phase {
    /// A row of the ledger; one that cannot be known holds nothing, since
    /// its bytes are in another.
    pub(crate) fn row(&self, name: &str) -> i64 {
        self.ledger[name].unwrap_or(0)
    }

    pub(crate) fn residual(&self) -> i64 {
        self.ledger["residual"].expect("a tracked process has a residual")
    }

    /// Resident bytes that the ledger explains.
    pub(crate) fn net(&self) -> i64 {
        self.resident - self.observer
    }

    /// Allocator retention.
    pub(crate) fn allocators(&self) -> i64 {
        ["rounding", "fragmentation", "cached", "metadata"]
            .map(|row| self.row(row))
            .iter()
            .sum()
    }
}

/// Where the binary under test is: beside the tests, or where
/// `RESIDUE_UNDER_TEST` says. So `scripts/test` tests a release build without
/// optimising the tests.
pub(crate) fn binary() -> &'static str {
    static BINARY: OnceLock<String> = OnceLock::new();
    BINARY.get_or_init(|| {
        let built = || env!("CARGO_BIN_EXE_residue").to_owned();
        std::env::var("RESIDUE_UNDER_TEST").unwrap_or_else(|_| built())
    })
}

/// The binary under test, with `args`.
pub(crate) fn residue(args: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(args);
    command
}

/// Runs the binary to its end.
pub(crate) fn output(args: &[&str]) -> Output {
    residue(args).output().expect("the binary starts")
}

/// Runs the binary, which must not be able to do it, and returns what it says
/// on standard error.
pub(crate) fn refused(args: &[&str]) -> String {
    let output = output(args);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
    assert_eq!(stdout(&output), "", "{args:?} has no result");
    said
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("results are text")
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// `residue run` with `args`, which must succeed.
pub(crate) fn run(args: &[&str]) -> Run {
    let folder = TempDir::new().expect("a folder for results");
    run_in(folder.path(), args)
}

/// The same, in a folder that stays.
fn run_in(folder: &Path, args: &[&str]) -> Run {
    let out = folder.to_str().expect("a plain path");
    let output = output(&[&["run", "--out", out], args].concat());
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    stored(folder)
}

/// The run stored in `folder`.
pub(crate) fn stored(folder: &Path) -> Run {
    let file = folder.join("run.json");
    let text = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// All scenarios but the controls, under all backends.
pub(crate) fn retention() -> &'static Run {
    retention_with_pages().0
}

/// The same, and its `pages.bin`.
pub(crate) fn retention_with_pages() -> (&'static Run, &'static [u8]) {
    static RUN: OnceLock<(Run, Vec<u8>)> = OnceLock::new();
    let (run, pages) = RUN.get_or_init(|| {
        let folder = TempDir::new().expect("a folder for results");
        let size = ELEMENTS.to_string();
        let args = ["--elements", &size, "--settle", "10ms"];
        let run = run_in(folder.path(), &args);
        (run, std::fs::read(folder.path().join("pages.bin")).expect("pages"))
    });
    (run, pages)
}

/// Settings with which each of [`ALLOCATORS`] gives nothing back merely
/// because a few seconds have passed: a slow machine must not show other
/// figures. Not -1, with which jemalloc would also keep the large objects
/// that it gives back at once by default.
pub(crate) fn timeless(backend: &str) -> &'static [&'static str] {
    match backend {
        "jemalloc" => &["--set=dirty_decay_ms=600000"],
        "mimalloc" => &["--set=purge_delay=600000"],
        _ => &[],
    }
}

/// The controls under `backend`, one of [`ALLOCATORS`].
///
/// mimalloc asks for huge pages: 2 MiB of cached memory that no control
/// planted.
pub(crate) fn controls(backend: &str) -> &'static Run {
    static RUNS: [OnceLock<Run>; 3] = [const { OnceLock::new() }; 3];
    let place = ALLOCATORS.iter().position(|name| *name == backend);
    let place = place.expect("one of the allocators");
    let small: &[&str] =
        if backend == "mimalloc" { &["--set=allow_thp=0"] } else { &[] };
    RUNS[place].get_or_init(|| {
        let planted = PLANTED.to_string();
        let named = ["--scenario", "control-*", "--backend", backend];
        let size = ["--elements", &planted];
        run(&[&named[..], &size, timeless(backend), small].concat())
    })
}
