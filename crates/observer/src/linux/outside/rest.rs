//! Whether a process ran while it was read: one that did not has shown one
//! moment, as if it had stood still for it.

use super::alone::is_alone;
use crate::linux::process::Process;
use std::thread;
use std::time::{Duration, Instant};

/// For how long a process is given to come to rest: by itself, and when it
/// was disturbed, for which it needs a core.
const PATIENCE: Duration = Duration::from_millis(10);
const PATIENCE_DISTURBED: Duration = Duration::from_millis(100);

/// Who rests for less is at work.
const PAUSE: Duration = Duration::from_millis(1);

/// Looks at a process that does not rest, up to the next that hopes for it.
const LOOKS_MAX: u32 = 64;

/// A process of which every thread was waiting at one moment.
#[derive(Debug)]
pub(super) struct Rest {
    process: Process,
    threads: Vec<Waiting>,
}

/// A thread that waits, and how often it has left its core so far.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Waiting {
    id: u32,
    /// Of its own accord, and for others.
    left: [u64; 2],
}

/// Why a process may not rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disturbed {
    /// Because of what it does.
    No,
    /// Because it was stopped, and went on.
    Yes,
}

/// Whether it is worth while to wait until a process rests: the less, the more
/// looks in a row have found it at work.
#[derive(Debug, Default)]
pub(super) struct Hope {
    pass: u32,
    passed: u32,
}

impl Rest {
    /// Waits until `process` rests; `None` if it does not within a moment, or
    /// if others share its memory, which may write to it as it waits.
    pub(super) fn of(process: &Process, disturbed: Disturbed) -> Option<Rest> {
        let patience = match disturbed {
            Disturbed::No => PATIENCE,
            Disturbed::Yes => PATIENCE_DISTURBED,
        };
        let deadline = Instant::now() + patience;
        loop {
            let threads = waiting(process);
            thread::sleep(PAUSE);
            let process = *process;
            let rest = threads.map(|threads| Rest { process, threads });
            let lasting = rest.filter(Rest::lasts);
            if lasting.is_some() || Instant::now() > deadline {
                return lasting.filter(|_| is_alone(&process));
            }
        }
    }

    /// Whether no thread has run, and none was made, since it began.
    ///
    /// What ran in between must have left its core since, for it waits now;
    /// and the kernel counts that before another gets the core. What the
    /// kernel itself does for the process, or another process does to it
    /// from outside, shows here as little as it is held back by a stop.
    pub(super) fn lasts(&self) -> bool {
        waiting(&self.process).is_some_and(|now| now == self.threads)
    }

    /// Its threads, by number.
    pub(super) fn threads(&self) -> impl ExactSizeIterator<Item = u32> {
        self.threads.iter().map(|thread| thread.id)
    }
}

impl Hope {
    /// Whether to hope for it at this look.
    pub(super) fn is_up(&mut self) -> bool {
        let is_up = self.passed >= self.pass;
        self.passed = if is_up { 0 } else { self.passed + 1 };
        is_up
    }

    /// Learns whether the process did rest.
    pub(super) fn learn(&mut self, rested: bool) {
        let more = (self.pass * 2 + 1).min(LOOKS_MAX);
        self.pass = if rested { 0 } else { more };
    }
}

/// All threads of a process, if all of them wait.
fn waiting(process: &Process) -> Option<Vec<Waiting>> {
    let mut ids = process.threads().ok()?;
    ids.sort_unstable();
    ids.into_iter().map(|id| Waiting::of(process, id)).collect()
}

impl Waiting {
    fn of(process: &Process, id: u32) -> Option<Waiting> {
        // First that it is off its core, then how often it went: a thread
        // that only prepares to wait is running still.
        let read = |name: &str| process.read(&format!("task/{id}/{name}"));
        let is_off = read("syscall").is_ok_and(|text| text != "running\n");
        let status = read("status").ok()?;
        parse(&status, is_off).map(|left| Waiting { id, left })
    }
}

/// How often a thread left its core, if it waits for an event or is stopped.
/// One in an uninterruptible wait may have lent its memory to a child.
fn parse(status: &str, is_off: bool) -> Option<[u64; 2]> {
    let field = |key: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(key));
        line.map(str::trim)
    };
    let left = |key| field(key)?.parse().ok();
    match field("State:")?.bytes().next()? {
        // It has ended, and shows no more of itself.
        b'Z' | b'X' => {}
        b'S' | b'T' | b't' if is_off => {}
        _ => return None,
    }
    let own = left("voluntary_ctxt_switches:")?;
    Some([own, left("nonvoluntary_ctxt_switches:")?])
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::linux::shell::Shell;
    use std::io::Write;

    /// The machine may have more to do than the program.
    pub(in super::super) fn rest_of(shell: &Shell) -> (Process, Rest) {
        let process = shell.process();
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(rest) = Rest::of(&process, Disturbed::Yes) {
                return (process, rest);
            }
            assert!(Instant::now() < deadline, "it does not rest");
        }
    }

    #[test]
    fn who_waits_rests_until_it_runs() {
        let mut shell = Shell::waiting();
        let (process, rest) = rest_of(&shell);
        thread::sleep(Duration::from_millis(20));
        assert!(rest.lasts());
        shell.input().write_all(b"\n").unwrap();
        // It runs for some microseconds, and waits for the next line: that it
        // waits again does not hide that it ran.
        let deadline = Instant::now() + Duration::from_secs(20);
        while rest.lasts() {
            assert!(Instant::now() < deadline, "that it ran is not seen");
        }
        let (_, again) = rest_of(&shell);
        assert!(again.lasts() && !rest.lasts());
        drop(shell);
        assert!(!again.lasts(), "{process:?} is gone");
    }

    #[test]
    fn who_works_does_not_rest() {
        let shell = Shell::busy();
        let process = shell.process();
        assert!(Rest::of(&process, Disturbed::Yes).is_none());
    }

    #[test]
    fn the_longer_a_process_works_the_rarer_it_is_waited_for() {
        let mut hope = Hope::default();
        let waits = (0..1000).filter(|_| {
            let is_up = hope.is_up();
            if is_up {
                hope.learn(false);
            }
            is_up
        });
        let waits: Vec<u32> = waits.collect();
        assert_eq!(waits[..5], [0, 2, 6, 14, 30]);
        assert!(waits.len() < 25 && waits[waits.len() - 1] > 900);
        hope.learn(true);
        assert!(hope.is_up());
        hope.learn(true);
        assert!(hope.is_up());
    }

    #[test]
    fn only_a_wait_that_nothing_hides_behind_is_rest() {
        let status = |state: &str| {
            format!(
                "Name:\tState: R\nState:\t{state}\nThreads:\t1\n\
                 voluntary_ctxt_switches:\t3\nnonvoluntary_ctxt_switches:\t4\n"
            )
        };
        for (state, is_off, is_rest) in [
            ("S (sleeping)", true, true),
            ("S (sleeping)", false, false),
            ("t (tracing stop)", true, true),
            ("D (disk sleep)", true, false),
            ("R (running)", true, false),
            ("Z (zombie)", false, true),
        ] {
            let left = parse(&status(state), is_off);
            assert_eq!(left, is_rest.then_some([3, 4]), "{state}");
        }
        assert_eq!(parse("State:\tS (sleeping)\n", true), None);
    }
}
