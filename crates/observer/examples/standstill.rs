//! How long a process stands still for a look, beside how long it takes only
//! to read what is resident of it. Both are the shortest of several, in turn:
//! a machine that is busy makes both longer.
//!
//! ```console
//! $ cargo run --release -p residue-observer --example standstill PID
//! ```

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use residue_observer::{Outside, Stop};
    use std::io::Write;

    const ROUNDS: usize = 7;
    let pid = std::env::args().nth(1).ok_or("which process? Pass its PID")?;
    let pid: u32 = pid.parse()?;
    let mut outside = Outside::attach(pid)?;
    let (mut stood, mut read, mut resident, mut objects) =
        (f64::MAX, f64::MAX, 0, 0);
    for _ in 0..ROUNDS {
        let seen = outside.look(Stop::Yes)?;
        let stopped = seen.stopped.ok_or("it was not stopped")?;
        stood = stood.min(stopped.as_secs_f64());
        (resident, objects) = (seen.snapshot.resident, seen.live.objects);
        read = read.min(plain::read(pid)?.as_secs_f64());
    }
    let gib = resident as f64 / f64::from(1 << 30);
    writeln!(
        std::io::stdout(),
        "{gib:.2} GiB resident, {objects} objects: stood still for {:.1} ms \
         ({:.1} ms per GiB); a plain read takes {:.1} ms, {:.2} of it",
        stood * 1e3,
        stood * 1e3 / gib,
        read * 1e3,
        stood / read,
    )?;
    Ok(())
}

/// The reading that any tool would do.
#[cfg(target_os = "linux")]
mod plain {
    use std::fs::{self, File};
    use std::io;
    use std::os::unix::fs::FileExt;
    use std::time::{Duration, Instant};

    const BLOCK: u64 = 1 << 20;

    /// How long it takes to read the anonymous memory of a process.
    pub(super) fn read(pid: u32) -> io::Result<Duration> {
        let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
        let memory = File::open(format!("/proc/{pid}/mem"))?;
        let mut block = vec![1; BLOCK as usize];
        let begun = Instant::now();
        for (start, end) in maps.lines().filter_map(anonymous) {
            for at in (start..end).step_by(BLOCK as usize) {
                let len = (end - at).min(BLOCK) as usize;
                // What cannot be read takes no time.
                let _ = memory.read_at(&mut block[..len], at);
            }
        }
        Ok(begun.elapsed())
    }

    /// Where a line of `maps` shows memory that is no file's.
    fn anonymous(line: &str) -> Option<(u64, u64)> {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let writable = fields.get(1)?.starts_with("rw-p");
        let inode = *fields.get(4)?;
        let (start, end) = fields.first()?.split_once('-')?;
        let number = |text| u64::from_str_radix(text, 16).ok();
        let span = (number(start)?, number(end)?);
        (writable && inode == "0").then_some(span)
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {}
