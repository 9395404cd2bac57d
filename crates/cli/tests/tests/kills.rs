use crate::util::{Run, binary, residue, stderr, stored};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Beyond which a test has failed, however slow the machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A probe that the tests may kill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Probe(u32);

impl Probe {
    /// The probe that `parent` runs now. Other children it has, such as the
    /// one that tells the commit, carry no order.
    fn of(parent: u32) -> Option<Probe> {
        let path = format!("/proc/{parent}/task/{parent}/children");
        let children = fs::read_to_string(path).ok()?;
        let pids = children.split_whitespace();
        pids.filter_map(|pid| Some(Probe(pid.parse().ok()?)))
            .find(|probe| probe.is_alive())
    }

    /// What it was told to run. One that has ended, though nobody waited for
    /// it yet, has no environment.
    fn order(self) -> Option<String> {
        let environment = fs::read(format!("/proc/{}/environ", self.0)).ok()?;
        let environment = String::from_utf8_lossy(&environment);
        let mut variables = environment.split('\0');
        let order = variables.find_map(|v| v.strip_prefix("RESIDUE_PROBE="))?;
        Some(order.to_owned())
    }

    /// Whether it sleeps, and not only at a phase.
    fn is_idle(self) -> bool {
        let channel = fs::read_to_string(format!("/proc/{}/wchan", self.0));
        channel.is_ok_and(|channel| channel.contains("nanosleep"))
    }

    fn is_alive(self) -> bool {
        self.order().is_some()
    }

    fn kill(self, signal: Signal) {
        // It may have ended by itself.
        let _ = kill_process(process(self.0), signal);
    }
}

fn process(pid: u32) -> Pid {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.expect("a process number")
}

/// Looks again and again until there is something to see.
fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// A run whose folder goes away with it.
struct Running {
    folder: TempDir,
    child: Child,
}

impl Running {
    fn start(args: &[&str]) -> Running {
        let folder = TempDir::new().expect("a folder for results");
        let mut command = residue(&["run", "--out"]);
        command.arg(folder.path()).args(args);
        Running { child: spawn(command), folder }
    }

    /// The probe, once it is one.
    fn probe(&self) -> Probe {
        wait_for("a probe", || Probe::of(self.child.id()))
    }

    fn stored(&self) -> Run {
        stored(self.folder.path())
    }

    fn end(self) -> (Output, Run) {
        let output = self.child.wait_with_output().expect("a child");
        let run = stored(self.folder.path());
        (output, run)
    }
}

fn spawn(mut command: Command) -> Child {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .expect("the binary starts")
}

/// Whether a file of `folder` holds a run, or there is none yet.
fn is_readable(folder: &Path) -> bool {
    match fs::read_to_string(folder.join("run.json")) {
        Ok(text) => serde_json::from_str::<Run>(&text).is_ok(),
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

/// Killed as it starts, while it is read, and at rest.
#[test]
fn a_killed_probe_is_its_own_outcome_and_the_others_go_on() {
    for moment in 0..8 {
        let (signal, name) = match moment % 4 {
            0 => (Signal::ABORT, "signal 6"),
            _ => (Signal::KILL, "signal 9"),
        };
        let running = Running::start(&[
            "--scenario=empty",
            "--backend=system,jemalloc",
            "--settle=300ms",
        ]);
        let first = running.probe();
        thread::sleep(Duration::from_millis(3 * moment));
        first.kill(signal);
        let (output, run) = running.end();
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("empty under system failed"), "{said}");
        let killed = run.probe("empty", "system");
        assert_eq!(killed.outcome.state, "failed");
        assert!(killed.outcome.reason.contains(name), "{:?}", killed.outcome);
        assert!(run.probe("empty", "jemalloc").completed());
    }
}

/// The limit is on data, not on address space: the live map is sparse.
#[test]
fn a_probe_out_of_memory_is_its_own_outcome() {
    let folder = TempDir::new().expect("a folder for results");
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "ulimit -d 40000 && exec \"$@\"", "sh"])
        .arg(binary())
        .args(["run", "--scenario=hashmap-value,empty", "--backend=system"])
        .args(["--elements=200000", "--settle=0s", "--out"])
        .arg(folder.path());
    let output = spawn(shell).wait_with_output().expect("a child");
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    let run = stored(folder.path());
    let starved = run.probe("hashmap-value", "system");
    assert_eq!(starved.outcome.state, "failed");
    let reason = &starved.outcome.reason;
    assert!(reason.contains("memory"), "{reason}");
    assert!(reason.contains("after `baseline`"), "{reason}");
    assert_eq!(starved.phases.len(), 1, "what was measured is kept");
    assert!(run.probe("empty", "system").completed());
}

/// As a terminal does it: to the whole group of processes.
#[test]
fn ctrl_c_keeps_the_finished_probes() {
    for _ in 0..5 {
        let running = Running::start(&[
            "--scenario=empty",
            "--backend=system",
            "--settle=20ms",
            "--repeat=10000",
        ]);
        wait_for("two probes", || {
            let there = running.folder.path().join("run.json").exists();
            (there && running.stored().probes.len() >= 2).then_some(())
        });
        let probe = running.probe();
        let group = process(running.child.id());
        kill_process_group(group, Signal::INT).expect("a group of its own");
        let run = assert_interrupted(running, probe);
        assert!(run.probes.len() >= 2);
    }
}

/// A service manager or a build server tells the parent alone, and does not
/// wait for the end of a phase.
#[test]
fn a_run_that_is_told_to_end_does_not_wait_for_its_probe() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let running = Running::start(&[
            "--scenario=empty",
            "--backend=system",
            "--settle=3600s",
        ]);
        let probe = running.probe();
        wait_for("it to settle", || probe.is_idle().then_some(()));
        let parent = process(running.child.id());
        kill_process(parent, signal).expect("it runs");
        assert_interrupted(running, probe);
    }
}

fn assert_interrupted(mut running: Running, probe: Probe) -> Run {
    wait_for("the run to end", || running.child.try_wait().expect("a child"));
    let (output, run) = running.end();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("interrupted after"), "{said}");
    for probe in &run.probes {
        assert!(probe.completed(), "{:?}", probe.outcome);
    }
    assert!(!probe.is_alive());
    run
}

#[test]
fn a_kill_at_any_moment_leaves_a_readable_run_and_no_probe() {
    let seed = format!("{}", 1_000_000 + u64::from(std::process::id()));
    let mut seen = 0;
    for moment in 0..20 {
        let mut running = Running::start(&[
            "--scenario=hashmap-value",
            "--settle=5ms",
            "--repeat=10000",
            "--elements=2000",
            "--seed",
            &seed,
        ]);
        if moment < 10 {
            // From before the first probe to somewhere in a later one.
            thread::sleep(Duration::from_millis(29 * moment));
        } else {
            // While a probe starts.
            running.probe();
        }
        seen += probes_of(&seed).len();
        running.child.kill().expect("a child");
        running.child.wait().expect("a child");
        assert!(is_readable(running.folder.path()), "at moment {moment}");
        wait_for("its probe to end", || {
            probes_of(&seed).is_empty().then_some(())
        });
    }
    assert!(seen >= 10, "most of them had a probe: {seen}");
}

/// Probes whose run had `seed`, wherever they hang in the tree of processes.
fn probes_of(seed: &str) -> Vec<Probe> {
    let part = format!("\"seed\":{seed},");
    let all = fs::read_dir("/proc").expect("the kernel shows processes");
    all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .map(Probe)
        .filter(|probe| probe.order().is_some_and(|o| o.contains(&part)))
        .collect()
}
