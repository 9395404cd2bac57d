//! For how long a phase holds a process still, beside the kernel's own reading
//! of the same process: in turn, so that a machine that is busy makes all
//! longer.

use super::holder::Load;
use super::kernel;
use super::subject::Subject;
use residue_backends::Backend;
use residue_benches::Point;
use std::error::Error;
use std::fmt::Write;
use std::time::Duration;

const ROUNDS: usize = 11;

/// Each is of so many objects, and so many bytes of them.
const LOADS: [(u64, u64); 3] =
    [(1_000_000, 160), (1_200_000, 880), (10_000, 1 << 14)];

/// The middle one of several, load by load.
pub(crate) fn table() -> Result<String, Box<dyn Error>> {
    let mut table = "\
Milliseconds for which a phase holds a process still, beside the kernel's own
reading of the same process; the middle of several, in turn:

| backend | objects | MiB | stood | smaps | pagemap | stood, times the kernel's |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
"
    .to_owned();
    for backend in [Backend::System, Backend::Jemalloc] {
        for (objects, each) in LOADS {
            row(&mut table, backend, objects, each)?;
        }
    }
    Ok(table)
}

fn row(
    table: &mut String,
    backend: Backend,
    objects: u64,
    each: u64,
) -> Result<(), Box<dyn Error>> {
    let load = Load { objects, each, reserved: 0, touched: 0 };
    let mut subject = Subject::start(backend, load)?;
    let resident = subject.snapshot()?.resident >> 20;
    let (mut stood, mut smaps, mut pagemap, mut times) =
        (vec![], vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        let phase = milliseconds(subject.phase()?);
        let kernel = kernel::read(subject.pid())?;
        stood.push(phase);
        smaps.push(milliseconds(kernel.smaps));
        pagemap.push(milliseconds(kernel.pagemap));
        times.push(phase / milliseconds(kernel.smaps + kernel.pagemap));
    }
    let middle = |samples| {
        let point = Point { size: objects, samples };
        point.median().ok_or("no phase was measured")
    };
    let (stood, smaps) = (middle(stood)?, middle(smaps)?);
    let (pagemap, times) = (middle(pagemap)?, middle(times)?);
    writeln!(
        table,
        "| {} | {objects} | {resident} | {stood:.1} | {smaps:.1} | \
         {pagemap:.1} | {times:.2} |",
        backend.name()
    )?;
    Ok(())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
