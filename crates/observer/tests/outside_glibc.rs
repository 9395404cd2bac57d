//! The ledger from outside is what malloc says of itself, and what it gives
//! back when it is told to.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

use residue_ledger::Row;
use residue_observer::{Outside, OutsideSnapshot, Stop};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

/// The program of the walker's tests: it tells what malloc says, and then
/// stands still.
fn program() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let source = Path::new(env!("CARGO_MANIFEST_DIR"));
        let source = source.join("../walk/tests/programs/heap.c");
        let built = Path::new(env!("CARGO_TARGET_TMPDIR")).join("heap");
        let mut compiler = Command::new("cc");
        compiler.args(["-O1", "-pthread"]).arg(source).arg("-o").arg(&built);
        assert!(compiler.status().expect("a C compiler").success());
        built
    })
}

struct Subject {
    child: Child,
    output: BufReader<ChildStdout>,
    figures: BTreeMap<String, u64>,
}

impl Subject {
    fn start(arguments: &[&str]) -> Subject {
        let mut command = Command::new(program());
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let figures = BTreeMap::new();
        let mut subject = Subject { child, output, figures };
        subject.hear("ready\n");
        subject
    }

    fn hear(&mut self, last: &str) {
        let mut line = String::new();
        while line != last {
            line.clear();
            assert!(self.output.read_line(&mut line).unwrap() > 0);
            if let Some((name, bytes)) = line.trim_end().split_once(' ')
                && let Ok(bytes) = bytes.parse()
            {
                self.figures.insert(name.to_owned(), bytes);
            }
        }
    }

    fn trim(&mut self) {
        let input = self.child.stdin.as_mut().unwrap();
        input.write_all(b"trim\n").unwrap();
        self.hear("trimmed\n");
    }

    /// The process that told, which may be a child of what was started.
    fn pid(&self) -> u32 {
        u32::try_from(self.figures["pid"]).unwrap()
    }

    fn look(&self) -> OutsideSnapshot {
        let mut outside = Outside::attach(self.pid()).unwrap();
        outside.look(Stop::Yes).unwrap()
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What is in thread caches is in use to malloc, and held to us: with the
/// headers, all of it adds up to malloc's own figure.
#[test]
fn what_is_live_and_what_is_held_is_what_malloc_says_is_in_use() {
    for arguments in [
        &["objects=20000", "keep=10"][..],
        &["threads=3", "objects=8000", "keep=7", "huge=2:300000"],
    ] {
        let subject = Subject::start(arguments);
        let seen = subject.look();
        assert!(seen.refused.is_empty(), "{:?}", seen.refused);
        let ledger = &seen.snapshot.ledger;
        assert_eq!(ledger.residual, Some(0));
        assert_eq!(ledger.sum(), i128::from(seen.snapshot.resident));
        let [heap] = &seen.heaps[..] else { panic!("{:?}", seen.heaps) };
        let held: u64 = heap.held.iter().map(|(_, bytes)| bytes).sum();
        let figure = |name: &str| subject.figures[name];
        // All but the tails of mapped objects is touched here, so that what
        // is resident is what there is.
        let held = held - figure("fast");
        let in_use = figure("in-use") + figure("mapped");
        let walked = heap.allocated + held + heap.metadata;
        let slack = in_use.abs_diff(walked);
        assert!(slack <= 4096 * 6, "{in_use} in use, {walked} walked");
        assert!(held > 0, "nothing is in the threads' caches");
    }
}

/// As exact as the page tables: what was foretold is what goes.
#[test]
fn a_trim_gives_back_what_was_foretold() {
    let arguments = ["threads=2", "objects=30000", "keep=900", "size=16:700"];
    let mut subject = Subject::start(&arguments);
    let before = subject.look();
    let told = before.heaps[0].returns.iter().map(|(_, bytes)| bytes);
    let told: u64 = told.sum();
    assert!(told > 1 << 20);
    subject.trim();
    let after = subject.look();
    let went = before.snapshot.resident - after.snapshot.resident;
    // The call itself may touch a page of the stack.
    assert!(went.abs_diff(told) <= 2 * 4096, "{told} told, {went} went");
    let cached =
        |seen: &OutsideSnapshot| seen.snapshot.ledger.get(Row::Cached).unwrap();
    assert!(cached(&before) - cached(&after) <= told);
    let left = after.heaps[0].returns.iter().map(|(_, bytes)| bytes);
    assert_eq!(left.sum::<u64>(), 0);
}

/// What the machine has of both processes.
fn of_both(subject: &Subject) -> u64 {
    let look = |pid| Outside::attach(pid).unwrap().look(Stop::Yes).unwrap();
    let both = [subject.child.id(), subject.pid()].map(look);
    both.iter().map(|seen| seen.snapshot.proportional).sum()
}

#[test]
fn what_a_fork_shares_comes_back_to_the_process_and_not_to_the_machine() {
    let arguments = ["objects=30000", "keep=900", "size=16:700", "fork=1"];
    let mut subject = Subject::start(&arguments);
    let (before, machine) = (subject.look(), of_both(&subject));
    assert!(machine < before.snapshot.resident * 4 / 3, "a look made copies");
    let heap = &before.heaps[0];
    let told: u64 = heap.returns.iter().map(|(_, bytes)| bytes).sum();
    let shared = heap.shared.unwrap();
    assert!(shared > 1 << 20 && shared <= told, "{shared} of {told}");
    subject.trim();
    let after = subject.look();
    let went = before.snapshot.resident - after.snapshot.resident;
    // A child maps the code that it runs as it comes to it, in 64 KiB.
    assert!(told - went <= 4 << 16, "{told} told, {went} went");
    // The call writes to the head of each chunk that it cuts, of which the
    // child then has a page of its own.
    let machine = machine.abs_diff(of_both(&subject));
    assert!(machine < shared / 4, "{machine} of {shared} went");
}

/// The control.
#[test]
fn without_a_fork_nothing_is_shared() {
    let subject = Subject::start(&["objects=30000", "keep=900"]);
    assert_eq!(subject.look().heaps[0].shared, Some(0));
}
