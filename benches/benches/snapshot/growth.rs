//! What a ledger reads, counted: it must grow with what is resident, and not
//! with address space. Unlike times, counts are the same every time.

use super::holder::Load;
use super::subject::Subject;
use residue_backends::Backend;
use residue_benches::Proportion;
use std::error::Error;
use std::fs;

const EACH: u64 = 64 << 10;
const SOME: u64 = 64 << 20;
const TIMES: u64 = 4;
/// More address space than most machines have memory.
const RESERVED: u64 = 64 << 30;
const PAGE: u64 = 4096;

/// Bytes of files, and pages of maps.
#[derive(Clone, Copy, Debug)]
struct Reading {
    bytes: u64,
    pages: u64,
}

/// Refuses an observer that reads more than in proportion.
pub(crate) fn check() -> Result<String, Box<dyn Error>> {
    let of = |bytes: u64, reserved| -> Result<u64, Box<dyn Error>> {
        let objects = bytes / EACH;
        let Reading { bytes, pages } =
            reading(Load { objects, each: EACH, reserved })?;
        Ok(bytes + pages * PAGE)
    };
    // What any process costs.
    let base = of(EACH, 0)?;
    let above = |cost: u64| cost.saturating_sub(base);
    let proportion = Proportion {
        some: above(of(SOME, 0)?),
        more: above(of(SOME * TIMES, 0)?),
        times: TIMES,
        amid: above(of(SOME, RESERVED)?),
    };
    Ok(format!("reading a ledger: {}", proportion.check()?))
}

fn reading(load: Load) -> Result<Reading, Box<dyn Error>> {
    let mut subject = Subject::start(Backend::System, load)?;
    let before = read_by_this_process()?;
    subject.snapshot()?;
    let after = read_by_this_process()?;
    Ok(Reading {
        bytes: after.bytes - before.bytes,
        pages: after.pages - before.pages,
    })
}

fn read_by_this_process() -> Result<Reading, Box<dyn Error>> {
    let io = fs::read_to_string("/proc/self/io")?;
    let read = io.lines().find_map(|line| line.strip_prefix("rchar: "));
    let stat = fs::read_to_string("/proc/self/stat")?;
    // Behind the name, which may hold anything.
    let (_, fields) = stat.rsplit_once(')').ok_or("no stat")?;
    let faults = fields.split_whitespace().nth(7).ok_or("no faults")?;
    Ok(Reading {
        bytes: read.ok_or("no rchar")?.parse()?,
        pages: faults.parse()?,
    })
}
