//! What must hold of a program that is watched.

use crate::claims::command;
use crate::group::Group;
use crate::processes::skip;
use crate::role::FILLED;
use crate::util::{output, refused, residue, stderr, stdout};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Far more than anything here takes, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// Options by which metrics are served at a port that is free.
const SERVED: [&str; 2] = ["--metrics", "127.0.0.1:0"];

/// A program that goes on when it is told to.
struct Stepper {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Stepper {
    fn start() -> Stepper {
        Stepper::of("steps")
    }

    fn of(role: &str) -> Stepper {
        Stepper::start_as(&mut command(role, "system"))
    }

    fn start_as(command: &mut Command) -> Stepper {
        let mut child = command
            .env("RESIDUE", "on")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let mut stepper = Stepper { child, output };
        stepper.hear();
        stepper
    }

    fn pid(&self) -> String {
        self.child.id().to_string()
    }

    fn go_on(&mut self) {
        let input = self.child.stdin.as_mut().expect("its input");
        input.write_all(b"\n").expect("it listens");
        self.hear();
    }

    fn hear(&mut self) {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("text");
        assert!(line.starts_with("ready "), "{line:?}");
    }
}

impl Drop for Stepper {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts to watch, and waits until that listens.
fn watch(pid: &str, every: &str, to: &Path) -> Child {
    let to = to.to_str().expect("a plain path");
    let mut command = residue(&["watch", pid, "--every", every, "-o", to]);
    let watcher = command.stderr(Stdio::piped()).spawn();
    let watcher = watcher.expect("the binary starts");
    mark_begun(pid);
    watcher
}

fn mark_begun(pid: &str) {
    let until = Instant::now() + PATIENCE;
    loop {
        let tried = output(&["mark", pid, "begun"]);
        if tried.status.success() {
            return;
        }
        let said = stderr(&tried);
        assert!(said.contains("nobody watches"), "{said}");
        assert!(Instant::now() < until, "it does not begin to watch");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn ended(watcher: Child) -> Output {
    let output = watcher.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    output
}

fn phases(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("run.json"));
    let run: Value = serde_json::from_str(&text.expect("a run")).expect("JSON");
    let [probe] = &run["probes"].as_array().expect("probes")[..] else {
        panic!("{run:#}");
    };
    assert_eq!(probe["outcome"]["state"], "completed");
    probe["phases"].as_array().expect("phases").clone()
}

fn names(phases: &[Value]) -> Vec<&str> {
    phases.iter().filter_map(|phase| phase["name"].as_str()).collect()
}

pub(crate) fn marked_and_a_run() {
    let folder = TempDir::new().expect("a folder");
    let mut program = Stepper::start();
    let pid = program.pid();
    let watcher = watch(&pid, "1h", folder.path());
    let said = output(&["mark", &pid, "filled"]);
    assert!(stdout(&said).starts_with("filled: "), "{said:?}");
    program.go_on();
    let said = output(&["mark", &pid, "drained"]);
    assert!(stdout(&said).contains("container"), "{said:?}");
    let twice = refused(&["mark", &pid, "drained"]);
    assert!(twice.contains("marked already"), "{twice}");
    let spaced = refused(&["mark", &pid, "after the peak"]);
    assert!(spaced.contains("white space"), "{spaced}");

    let number = watcher.id().to_string();
    let told = Command::new("kill").args(["-INT", &number]).status();
    assert!(told.expect("kill").success());
    assert!(stderr(&ended(watcher)).contains("4 looks, stored in"));
    let unheard = refused(&["mark", &pid, "late"]);
    assert!(unheard.contains("nobody watches"), "{unheard}");

    let phases = phases(folder.path());
    assert_eq!(names(&phases), ["look-1", "begun", "filled", "drained"]);
    let row = |at: usize, name: &str| phases[at]["ledger"][name].as_u64();
    assert!(row(2, "payload") > Some(6 << 20), "{:#}", phases[2]);
    assert_eq!(row(3, "payload"), Some(0));
    assert!(row(3, "slack") > row(2, "slack"), "{:#}", phases[3]);
    assert!(phases[3]["elapsed_ns"].as_u64() > Some(0));
    assert_eq!(phases[3]["containers"][0]["name"], "sessions");
    for phase in &phases {
        assert_eq!(phase["ledger"]["residual"], 0, "{phase:#}");
    }
    let run = folder.path().to_str().expect("a plain path");
    for args in [
        &["report", run][..],
        &["doctor", run],
        &["diff", run, run],
        &["report", run, "--format", "html"],
    ] {
        let shown = output(args);
        assert!(shown.status.success(), "{args:?}: {}", stderr(&shown));
    }
    let occupied = refused(&["watch", &pid, "-o", run]);
    assert!(occupied.contains("--force"), "{occupied}");
}

pub(crate) fn the_end_is_told() {
    let folder = TempDir::new().expect("a folder");
    let program = Stepper::start();
    let watcher = watch(&program.pid(), "1h", folder.path());
    drop(program);
    assert!(stderr(&ended(watcher)).contains("has ended"));
    assert_eq!(names(&phases(folder.path())), ["look-1", "begun"]);
    let gone = refused(&["watch", "4194303", "-o", "nowhere"]);
    assert!(gone.contains("4194303"), "{gone}");
}

/// What each container holds is served as it is in the run.
pub(crate) fn containers_are_served() {
    let folder = TempDir::new().expect("a folder");
    let to = folder.path().to_str().expect("a plain path");
    let program = Stepper::start();
    let args = ["watch", &program.pid(), "--every", "1h", "-o", to];
    let mut watcher = residue(&[&args[..], &SERVED].concat())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut line = String::new();
    let said = watcher.stderr.as_mut().expect("its errors");
    BufReader::new(said).read_line(&mut line).expect("text");
    let url = line.trim().rsplit('/').nth(1).expect("an address");
    mark_begun(&program.pid());
    let mut stream = TcpStream::connect(url).expect("it listens");
    let request = format!("GET /metrics HTTP/1.0\r\nHost: {url}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("text");
    drop(program);
    ended(watcher);
    let phases = phases(folder.path());
    let container = &phases[1]["containers"][0];
    assert_eq!(container["name"], "sessions");
    for (field, name) in [
        ("live", "live_bytes"),
        ("payload", "payload_bytes"),
        ("slack", "slack_bytes"),
        ("elements", "elements"),
        ("capacity", "capacity"),
    ] {
        let value = container[field].as_u64().expect(field);
        let labels = "{container=\"sessions\"}";
        let line = format!("\nresidue_container_{name}{labels} {value}\n");
        assert!(text.contains(&line), "{line} in {text}");
    }
}

/// A phase that the program marks by itself is looked at, by its name.
pub(crate) fn its_own_marks_are_seen() {
    let folder = TempDir::new().expect("a folder");
    let mut program = Stepper::of("marks");
    let watcher = watch(&program.pid(), "1h", folder.path());
    program.go_on();
    // Its own is looked at before this one, or next.
    for after in ["after", "and-after"] {
        let said = output(&["mark", &program.pid(), after]);
        assert!(said.status.success(), "{said:?}");
    }
    drop(program);
    ended(watcher);
    let phases = phases(folder.path());
    let own = phases.iter().find(|of| of["name"] == "marked-by-itself");
    let own = own.unwrap_or_else(|| panic!("{:?}", names(&phases)));
    assert_eq!(phases.len(), 5, "{:?}", names(&phases));
    assert_eq!(own["ledger"]["payload"], 0, "{own:#}");
}

/// The OOM killer comes at the next tenth.
pub(crate) fn its_limit_is_near() {
    let Some(group) = Group::new(256 << 20) else {
        return skip("no control group can be made here");
    };
    let folder = TempDir::new().expect("a folder");
    let fills = command("fills", "system");
    let mut grouped = group.command(fills.get_program());
    grouped.args(fills.get_args()).env("RESIDUE_BACKEND", "system");
    let mut program = Stepper::start_as(&mut grouped);
    let watcher = watch(&program.pid(), "1h", folder.path());
    program.go_on();
    let until = Instant::now() + PATIENCE;
    let held = loop {
        let phases = phases(folder.path());
        let mut looks = phases.iter().filter(|of| of["name"] == "limit");
        if let Some(look) = looks.next() {
            break look["containers"][0]["live"].as_u64();
        }
        assert!(Instant::now() < until, "no look comes: {phases:#?}");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(held, Some(FILLED as u64));
    drop(program);
    ended(watcher);
}

/// Looks come by themselves, too.
pub(crate) fn untracked() {
    let folder = TempDir::new().expect("a folder");
    let mut sleeper = Command::new("sleep").arg("1000").spawn().expect("it");
    let watcher = watch(&sleeper.id().to_string(), "10ms", folder.path());
    let until = Instant::now() + PATIENCE;
    while phases(folder.path()).len() < 4 {
        assert!(Instant::now() < until, "no look comes");
        std::thread::sleep(Duration::from_millis(20));
    }
    sleeper.kill().expect("it goes on");
    sleeper.wait().expect("it ends");
    ended(watcher);
    let phases = phases(folder.path());
    assert!(phases[0]["ledger"]["payload"].is_null());
    assert!(phases[0]["ledger"]["program"].as_u64() > Some(0));
}
