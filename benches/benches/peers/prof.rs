//! jemalloc's own profiler. It is on for a whole process from its start, so
//! that it is measured in a process of its own: this program again, asked to
//! time cases over a pipe.
#![expect(unsafe_code, reason = "jemalloc is asked by names of settings")]

use super::switch;
use super::timed::{Direct, Timed};
use residue_benches::Case;
use std::env;
use std::error::Error;
use std::ffi::CString;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;
use tikv_jemalloc_ctl::raw;
use tikv_jemallocator::Jemalloc;

/// Set in the process that is asked.
const SERVE: &str = "RESIDUE_BENCH_SERVE";
/// One sample every 512 KiB, jemalloc's default.
const SETTINGS: (&str, &str) =
    ("_RJEM_MALLOC_CONF", "prof:true,lg_prof_sample:19");

static JEMALLOC: Direct<Jemalloc> =
    Direct { allocator: &Jemalloc, enter: switch::nothing };

/// A process with the profiler on.
pub(crate) struct Served {
    pipes: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
}

impl Served {
    /// Starts the process.
    pub(crate) fn start() -> io::Result<Served> {
        let (name, value) = SETTINGS;
        let mut child = Command::new(env::current_exe()?)
            .env(SERVE, "1")
            .env(name, value)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let output = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let pipes = Mutex::new((input, BufReader::new(output)));
        // It ends when its input does, with this process.
        Ok(Served { pipes })
    }

    /// Bytes that the profiler holds for live after `bytes` were allocated.
    pub(crate) fn sampled(&self, bytes: u64) -> io::Result<u64> {
        self.ask(&format!("sampled {bytes}"))
    }

    fn ask(&self, question: &str) -> io::Result<u64> {
        let mut pipes = self.pipes.lock().expect("no holder panics");
        writeln!(pipes.0, "{question}")?;
        let mut answer = String::new();
        pipes.1.read_line(&mut answer)?;
        let answer = answer.trim();
        answer.parse().map_err(|_| io::Error::other(answer.to_owned()))
    }
}

impl Timed for Served {
    fn time(&self, case: Case, count: u64) -> Duration {
        let answer = self.ask(&format!("{count} {case}"));
        Duration::from_nanos(answer.expect("the process was checked"))
    }

    fn fill(&self, _: usize, _: &mut [*mut u8]) {
        unreachable!("its objects are in its own process")
    }

    unsafe fn empty(&self, _: usize, _: &[*mut u8]) {
        unreachable!("its objects are in its own process")
    }
}

/// Answers and ends, where this process was started by [`Served::start`].
pub(crate) fn serve_if_asked() {
    if env::var_os(SERVE).is_none() {
        return;
    }
    let mut out = io::stdout();
    for line in io::stdin().lines().map_while(Result::ok) {
        let written = match answer(&line) {
            Ok(number) => writeln!(out, "{number}"),
            Err(error) => writeln!(out, "{error}"),
        };
        if written.and_then(|()| out.flush()).is_err() {
            break;
        }
    }
    std::process::exit(0);
}

fn answer(line: &str) -> Result<u64, Box<dyn Error>> {
    let (first, rest) = line.split_once(' ').ok_or("no question")?;
    if first == "sampled" {
        return sampled(rest.parse()?);
    }
    let case: Case = rest.parse()?;
    Ok(JEMALLOC.time(case, first.parse()?).as_nanos() as u64)
}

/// Has the profiler say what is live while `bytes` more are.
fn sampled(bytes: usize) -> Result<u64, Box<dyn Error>> {
    const SIZE: usize = 64 << 10;
    let mut objects = vec![std::ptr::null_mut(); bytes / SIZE];
    JEMALLOC.fill(SIZE, &mut objects);
    let profile = dump();
    // SAFETY: filled just now for this size.
    unsafe { JEMALLOC.empty(SIZE, &objects) };
    // `  t*: OBJECTS: BYTES [ALLOCATED: BYTES]`, of all threads.
    let profile = profile?;
    let total =
        profile.lines().find_map(|line| line.trim().strip_prefix("t*:"));
    let bytes = total.and_then(|line| line.split([':', '[']).nth(1));
    Ok(bytes.ok_or("the profile has no total")?.trim().parse()?)
}

fn dump() -> Result<String, Box<dyn Error>> {
    let file = tempfile::NamedTempFile::new()?;
    let path = file.path().to_str().ok_or("a path that is not UTF-8")?;
    let path = CString::new(path)?;
    // SAFETY: `prof.dump` takes a pointer to a string that ends in 0, which
    // lives until it returns.
    unsafe { raw::write(b"prof.dump\0", path.as_ptr()) }
        .map_err(|error| format!("the profiler is not on: {error}"))?;
    Ok(fs::read_to_string(file.path())?)
}
