//! What looks in a row cost the program that is looked at, beside the time for
//! which it stands still: how many pairs of `malloc` and `free` it does in a
//! second of its own, in turn with and without looks.
//!
//! ```console
//! $ cargo run --release -p residue-observer --example looks [LOOKS [EVERY_MS]]
//! ```

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let first = words.next().unwrap_or_else(|| "10000".to_owned());
    if first == program::WORD {
        return program::run();
    }
    let looks: u32 = first.parse()?;
    let every = words.next().unwrap_or_else(|| "10".to_owned());
    let every = std::time::Duration::from_millis(every.parse()?);
    looks::measure(looks, every)
}

#[cfg(target_os = "linux")]
mod looks {
    use super::program::{Done, Program};
    use residue_observer::{Outside, Stop};
    use std::error::Error;
    use std::io::{Write, stdout};
    use std::thread::sleep;
    use std::time::{Duration, Instant};

    /// Turns of looks, and of none.
    const TURNS: u32 = 10;
    const PAUSE: Duration = Duration::from_secs(2);

    pub(super) fn measure(
        looks: u32,
        every: Duration,
    ) -> Result<(), Box<dyn Error>> {
        let mut program = Program::start()?;
        let mut outside = Outside::attach(program.pid())?;
        let (mut alone, mut seen) = (Done::default(), Done::default());
        let mut stood = Duration::ZERO;
        for _ in 0..TURNS {
            let begin = program.done()?;
            sleep(PAUSE);
            let middle = program.done()?;
            for _ in 0..looks / TURNS {
                let began = Instant::now();
                stood += outside.look(Stop::Yes)?.stopped.unwrap_or_default();
                sleep(every.saturating_sub(began.elapsed()));
            }
            alone = alone + (middle - begin);
            seen = seen + (program.done()? - middle);
        }
        let going = seen.without(stood);
        let lost = |rate: fn(&Done) -> f64, seen: &Done| {
            (1.0 - rate(seen) / rate(&alone)) * 1e2
        };
        writeln!(
            stdout(),
            "{looks} looks in {:.0} s, one every {:.1} ms, each of which it \
             stood still for {:.2} ms: {:.1} % of the time. Beside that it \
             did {:.1} % fewer pairs a second, and {:.1} % fewer a second of \
             its processor time",
            seen.time.as_secs_f64(),
            seen.time.as_secs_f64() * 1e3 / f64::from(looks),
            stood.as_secs_f64() * 1e3 / f64::from(looks),
            stood.as_secs_f64() / seen.time.as_secs_f64() * 1e2,
            lost(Done::rate, &going),
            lost(Done::own_rate, &seen),
        )?;
        Ok(())
    }
}

/// A program that allocates and frees without a pause.
#[cfg(target_os = "linux")]
mod program {
    use std::error::Error;
    use std::hint::black_box;
    use std::io::{BufRead, BufReader, Write, stdin, stdout};
    use std::ops::{Add, Sub};
    use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    use std::thread;
    use std::time::{Duration, Instant};

    /// What has this program be that.
    pub(super) const WORD: &str = "allocate";

    const OBJECTS: usize = 100_000;

    /// What it did in some time.
    #[derive(Clone, Copy, Debug, Default)]
    pub(super) struct Done {
        pub(super) time: Duration,
        /// Of the processor.
        own_time: Duration,
        pairs: u64,
    }

    impl Done {
        pub(super) fn rate(&self) -> f64 {
            self.pairs as f64 / self.time.as_secs_f64()
        }

        /// The same, in so much less time.
        pub(super) fn without(self, time: Duration) -> Done {
            Done { time: self.time - time, ..self }
        }

        pub(super) fn own_rate(&self) -> f64 {
            self.pairs as f64 / self.own_time.as_secs_f64()
        }
    }

    impl Add for Done {
        type Output = Done;

        fn add(self, more: Done) -> Done {
            Done {
                time: self.time + more.time,
                own_time: self.own_time + more.own_time,
                pairs: self.pairs + more.pairs,
            }
        }
    }

    impl Sub for Done {
        type Output = Done;

        fn sub(self, before: Done) -> Done {
            Done {
                time: self.time - before.time,
                own_time: self.own_time - before.own_time,
                pairs: self.pairs - before.pairs,
            }
        }
    }

    /// Ends with this, since its input does.
    pub(super) struct Program {
        child: Child,
        input: ChildStdin,
        output: BufReader<ChildStdout>,
        began: Instant,
    }

    impl Program {
        pub(super) fn start() -> Result<Program, Box<dyn Error>> {
            let mut child = Command::new(std::env::current_exe()?)
                .arg(WORD)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()?;
            let input = child.stdin.take().ok_or("no input")?;
            let output = child.stdout.take().ok_or("no output")?;
            let output = BufReader::new(output);
            let began = Instant::now();
            let mut program = Program { child, input, output, began };
            program.done()?;
            Ok(program)
        }

        pub(super) fn pid(&self) -> u32 {
            self.child.id()
        }

        /// What it did so far.
        pub(super) fn done(&mut self) -> Result<Done, Box<dyn Error>> {
            writeln!(self.input)?;
            let mut line = String::new();
            self.output.read_line(&mut line)?;
            let time = self.began.elapsed();
            let pairs = line.trim().parse()?;
            let file = format!("/proc/{}/schedstat", self.child.id());
            let spent = std::fs::read_to_string(file)?;
            let spent = spent.split(' ').next().ok_or("no time")?;
            let own_time = Duration::from_nanos(spent.parse()?);
            Ok(Done { time, own_time, pairs })
        }
    }

    static PAIRS: AtomicU64 = AtomicU64::new(0);

    pub(super) fn run() -> Result<(), Box<dyn Error>> {
        let mut objects: Vec<Vec<u8>> = Vec::new();
        let mut state = 88_172_645_463_325_252_u64;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as usize
        };
        objects.resize_with(OBJECTS, || vec![1; 24 + next() % 400]);
        // The main thread is at work: its time is the process's.
        thread::spawn(|| {
            for line in stdin().lock().lines() {
                let pairs = PAIRS.load(Relaxed);
                let told =
                    line.is_ok() && writeln!(stdout(), "{pairs}").is_ok();
                if !told {
                    break;
                }
            }
            std::process::exit(0);
        });
        loop {
            let at = next() % OBJECTS;
            objects[at] = black_box(vec![1; 24 + next() % 400]);
            PAIRS.fetch_add(1, Relaxed);
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {}
