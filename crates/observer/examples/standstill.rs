//! How long a process stands still for a look, beside a look for which it
//! stands still throughout, and beside how long it takes only to read what is
//! resident of it. All are the middle one of several, in turn: a machine that
//! is busy makes all longer.
//!
//! ```console
//! $ cargo run --release -p residue-observer --example standstill PID
//! ```

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use residue_observer::{Outside, OutsideSnapshot, Stop};
    use std::io::Write;

    const ROUNDS: usize = 9;
    let pid = std::env::args().nth(1).ok_or("which process? Pass its PID")?;
    let pid: u32 = pid.parse()?;
    // Each look is the first, as that of a command is.
    let look = |stop| Outside::attach(pid)?.look(stop);
    let stood = |seen: &OutsideSnapshot| {
        let stopped = seen.stopped.unwrap_or_default();
        (stopped.as_secs_f64() * 1e3, seen.copied_stopped)
    };
    let (mut briefly, mut throughout, mut read) = (vec![], vec![], vec![]);
    let mut last = OutsideSnapshot::default();
    for _ in 0..ROUNDS {
        briefly.push(stood(&look(Stop::Yes)?));
        last = look(Stop::Throughout)?;
        throughout.push(stood(&last));
        read.push(plain::read(pid)?.as_secs_f64() * 1e3);
    }
    let (briefly, throughout) = (middle(briefly), middle(throughout));
    let read = middle(read);
    let (resident, objects) = (last.snapshot.resident, last.live.objects);
    let gib = resident as f64 / f64::from(1 << 30);
    let bytes = |copied: u64| copied >> 10;
    writeln!(
        std::io::stdout(),
        "{gib:.2} GiB resident, {objects} objects: stopped for {:.1} ms, \
         {} KiB copied meanwhile; throughout {:.1} ms, {} KiB; a plain read \
         takes {read:.1} ms",
        briefly.0,
        bytes(briefly.1),
        throughout.0,
        bytes(throughout.1),
    )?;
    Ok(())
}

/// The one that as many are above as below.
#[cfg(target_os = "linux")]
fn middle<T: Copy + PartialOrd>(mut all: Vec<T>) -> T {
    all.sort_by(|one, other| one.partial_cmp(other).expect("figures"));
    all[all.len() / 2]
}

/// The reading that any tool would do.
#[cfg(target_os = "linux")]
mod plain {
    use residue_walk::{Mapping, parse_maps};
    use std::error::Error;
    use std::fs::{self, File};
    use std::os::unix::fs::FileExt;
    use std::time::{Duration, Instant};

    const BLOCK: u64 = 1 << 20;

    /// How long it takes to read the anonymous memory of a process.
    pub(super) fn read(pid: u32) -> Result<Duration, Box<dyn Error>> {
        let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
        let maps = parse_maps(&maps)?;
        let memory = File::open(format!("/proc/{pid}/mem"))?;
        let mut block = vec![1; BLOCK as usize];
        let begun = Instant::now();
        let anonymous = |of: &&Mapping| of.writable && of.is_anonymous();
        for Mapping { span, .. } in maps.iter().filter(anonymous) {
            for at in span.clone().step_by(BLOCK as usize) {
                let len = (span.end - at).min(BLOCK) as usize;
                // What cannot be read takes no time.
                let _ = memory.read_at(&mut block[..len], at);
            }
        }
        Ok(begun.elapsed())
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {}
