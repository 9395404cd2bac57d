//! A process that holds something, as its observer has it.

use super::holder::{Asked, HOLDS, Load, PHASE};
use residue_backends::{Backend, VARIABLE};
use residue_observer::{Observer, Snapshot};
use std::env;
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// It ends with this, since its input does.
pub(crate) struct Subject {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    observer: Observer,
    stands: bool,
}

impl Subject {
    /// Starts one, which then stands still.
    pub(crate) fn start(
        backend: Backend,
        load: Load,
    ) -> Result<Subject, Box<dyn Error>> {
        let mut child = Command::new(env::current_exe()?)
            .env(HOLDS, load.text())
            .env(VARIABLE, backend.name())
            .env(residue::SWITCH_VARIABLE, "on")
            .env(residue::OBSERVED_VARIABLE, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take().ok_or("no input")?;
        let output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut lines = output;
        expect_phase(&mut lines)?;
        let observer = Observer::attach(child.id())?;
        Ok(Subject { child, input, output: lines, observer, stands: true })
    }

    /// The ledger, read from outside.
    pub(crate) fn snapshot(&mut self) -> Result<Snapshot, Box<dyn Error>> {
        Ok(self.observer.snapshot()?)
    }

    /// Has it reach its phase again, and reads it there as `residue run` does:
    /// its first reading. Returns for how long it stood.
    pub(crate) fn phase(&mut self) -> Result<Duration, Box<dyn Error>> {
        self.observer = Observer::attach(self.child.id())?;
        self.go_on()?;
        writeln!(self.input, "{PHASE}")?;
        expect_phase(&mut self.output)?;
        let arrived = Instant::now();
        let held = self.observer.hold()?;
        let captured = self.observer.capture()?;
        let stood = arrived.elapsed();
        drop(held);
        self.stands = true;
        let (snapshot, _) = captured.seen();
        let prepared = snapshot.phase.map_or(0, |phase| phase.prepare_ns);
        Ok(stood + Duration::from_nanos(prepared))
    }

    /// The number of the process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    fn go_on(&mut self) -> Result<(), Box<dyn Error>> {
        if std::mem::take(&mut self.stands) {
            writeln!(self.input)?;
        }
        Ok(())
    }

    /// How long `count` readings of the kernel's own sum take.
    pub(crate) fn rollup(
        &self,
        count: u64,
    ) -> Result<Duration, Box<dyn Error>> {
        let file = format!("/proc/{}/smaps_rollup", self.child.id());
        let start = Instant::now();
        for _ in 0..count {
            let text = fs::read_to_string(&file)?;
            if !text.contains("Rss:") {
                return Err(format!("{file} has no Rss").into());
            }
        }
        Ok(start.elapsed())
    }

    /// How long `count` ledgers take.
    pub(crate) fn ledgers(
        &mut self,
        count: u64,
    ) -> Result<Duration, Box<dyn Error>> {
        let start = Instant::now();
        for _ in 0..count {
            self.snapshot()?;
        }
        Ok(start.elapsed())
    }

    /// How long the process itself takes to do `asked` `count` times. From
    /// then on it stands still no more.
    pub(crate) fn ask(
        &mut self,
        asked: Asked,
        count: u64,
    ) -> Result<Duration, Box<dyn Error>> {
        self.go_on()?;
        writeln!(self.input, "{} {count}", asked.name())?;
        Ok(Duration::from_nanos(line(&mut self.output)?.parse()?))
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        // Both fail where it has ended already, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn expect_phase(output: &mut impl BufRead) -> Result<(), Box<dyn Error>> {
    let line = line(output)?;
    match line == format!("residue phase {PHASE}") {
        true => Ok(()),
        false => Err(format!("the subject said `{line}`").into()),
    }
}

fn line(output: &mut impl BufRead) -> Result<String, Box<dyn Error>> {
    let mut line = String::new();
    output.read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}
