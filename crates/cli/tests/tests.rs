//! The tool from outside: real processes, real allocators, the real `/proc`.
//!
//! Tests of one subject stand in one module. Those that only read figures
//! share a few runs, since a run is what takes time. Sizes are chosen for
//! builds without optimisation; the same claims at a million elements are
//! ignored here, and checked by
//! `cargo test --release -p residue-cli -- --ignored`.

/// The binary, and runs as an outside reader sees them.
#[path = "tests/util.rs"]
mod util;

/// A folder to work in, with runs in it.
#[path = "tests/desk.rs"]
mod desk;

/// Every ledger adds up to the resident set.
#[path = "tests/closing.rs"]
mod closing;

/// The figures are those that arithmetic and the allocators themselves give.
#[path = "tests/figures.rs"]
mod figures;

/// What is planted appears in its own row and in no other.
#[path = "tests/controls.rs"]
mod controls;

/// A known change appears in its own row and in no other.
#[path = "tests/plants.rs"]
mod plants;

/// What scenarios' labels come to under each allocator.
#[path = "tests/due.rs"]
mod due;

/// Whom the doctor blames for what each scenario leaves behind.
#[path = "tests/verdicts.rs"]
mod verdicts;

/// What steps take, by allocator, in turns.
#[path = "tests/bench.rs"]
mod bench;

/// What remedies give back, in order and alone.
#[path = "tests/ladder.rs"]
mod ladder;

/// Looking at a process does not change it.
#[path = "tests/undisturbed.rs"]
mod undisturbed;

/// Page maps say what the ledgers say.
#[path = "tests/pages.rs"]
mod pages;

/// Samples show the way from phase to phase.
#[path = "tests/samples.rs"]
mod samples;

/// Options and settings do what they say, and are recorded.
#[path = "tests/options.rs"]
mod options;

/// Where results go, and in what form.
#[path = "tests/output.rs"]
mod output;

/// A stored run, in every format.
#[path = "tests/report.rs"]
mod report;

/// Runs compared: what is said, what is refused, and the exit code.
#[path = "tests/diff.rs"]
mod diff;

/// Who is to blame, of a stored run.
#[path = "tests/doctor.rs"]
mod doctor;

/// Processes that are examined from outside.
#[path = "tests/processes.rs"]
mod processes;

/// Processes of which it is known who is to blame.
#[path = "tests/labelled.rs"]
mod labelled;

/// Processes that cannot be examined, and why.
#[path = "tests/process_refusals.rs"]
mod process_refusals;

/// The live view, in a real terminal.
#[path = "tests/terminal.rs"]
mod terminal;

/// Real servers, examined in the middle of work.
#[path = "tests/servers.rs"]
mod servers;

/// Phases of a program under `residue exec`, marked from outside.
#[path = "tests/exec_marks.rs"]
mod exec_marks;

/// Control groups for programs that are to run out of memory.
#[path = "tests/group.rs"]
mod group;

/// Programs that die, and who held their memory then.
#[path = "tests/deaths.rs"]
mod deaths;

/// Programs under `residue exec`, gated.
#[path = "tests/exec_limits.rs"]
mod exec_limits;

/// Runs by name: saved ones, and the latest.
#[path = "tests/baselines.rs"]
mod baselines;

/// Tables of a run in a file that people write.
#[path = "tests/splice.rs"]
mod splice;

/// A comparison finds what changed, and nothing else.
#[path = "tests/gate.rs"]
mod gate;

/// What cannot be done is refused before it is tried.
#[path = "tests/refusals.rs"]
mod refusals;

/// Runs and probes that are killed, and what is left of them.
#[path = "tests/kills.rs"]
mod kills;

/// The claims of the README, at its size.
#[path = "tests/million.rs"]
mod million;

/// Heap profiles as they are recorded.
#[path = "tests/recording.rs"]
mod recording;

/// Heap profiles of any profiler: shown, compared, exported.
#[path = "tests/profiles.rs"]
mod profiles;

/// Names, lines and links of heap profiles.
#[path = "tests/profile_names.rs"]
mod profile_names;

/// `cargo bench --bench retention`, as criterion's users call it.
#[path = "tests/retention.rs"]
mod retention;

// Commands of the user's, run as scenarios.
#[path = "tests/subjects.rs"]
mod subjects;

/// Programs of others, tracked by a library in the place of `malloc`.
#[path = "tests/exec.rs"]
mod exec;

/// Real programs, tracked so, at work.
#[path = "tests/exec_programs.rs"]
mod exec_programs;

/// What is known of a program, as a scraper gets it.
#[path = "tests/metrics.rs"]
mod metrics;

/// The same, as a real Prometheus has it.
#[path = "tests/prometheus.rs"]
mod prometheus;

/// What is hard on the library that tracks so.
#[path = "tests/exec_robust.rs"]
mod exec_robust;

/// Residue installed under a prefix, and taken away again.
#[path = "tests/install.rs"]
mod install;
