//! What a ledger reads, counted: it must grow with what is resident, and not
//! with address space. Counts vary by a tenth or so where times vary by half.

use super::holder::Load;
use super::subject::Subject;
use residue_backends::Backend;
use residue_benches::Proportion;
use std::error::Error;
use std::fs;

const EACH: u64 = 64 << 10;
const SOME: u64 = 64 << 20;
const TIMES: [u64; 2] = [2, 4];
/// More address space than most machines have memory.
const RESERVED: u64 = 64 << 30;
/// Of those, what the control touches every second page of: four times what
/// is resident without.
const TOUCHED: u64 = 8 * SOME;
const PAGE: u64 = 4096;

/// Bytes of files, and pages of maps.
#[derive(Clone, Copy, Debug)]
struct Reading {
    bytes: u64,
    pages: u64,
}

/// Refuses an observer that reads more than in proportion, and a check that
/// would not see it.
pub(crate) fn check() -> Result<String, Box<dyn Error>> {
    // What any process costs.
    let base = cost(EACH, 0, 0)?;
    let above = |bytes, reserved, touched| -> Result<u64, Box<dyn Error>> {
        Ok(cost(bytes, reserved, touched)?.saturating_sub(base))
    };
    let some = above(SOME, 0, 0)?;
    let amid = above(SOME, RESERVED, 0)?;
    let mut seen = Vec::new();
    for times in TIMES {
        let more = above(SOME * times, 0, 0)?;
        let proportion = Proportion { some, more, times, amid };
        seen.push(proportion.check()?);
        let amid = above(SOME, RESERVED, TOUCHED)?;
        if let Ok(seen) = (Proportion { amid, ..proportion }).check() {
            let why = "pages that are touched go unseen";
            return Err(format!("{why}: {seen}").into());
        }
    }
    Ok(format!("reading a ledger: {}", seen.join("; ")))
}

/// What it costs to read the ledger of such a process, in bytes.
fn cost(
    bytes: u64,
    reserved: u64,
    touched: u64,
) -> Result<u64, Box<dyn Error>> {
    let objects = bytes / EACH;
    let load = Load { objects, each: EACH, reserved, touched };
    let Reading { bytes, pages } = reading(load)?;
    Ok(bytes + pages * PAGE)
}

fn reading(load: Load) -> Result<Reading, Box<dyn Error>> {
    let mut subject = Subject::start(Backend::System, load)?;
    // What is kept of the reading before would not be asked for again, and
    // would not count.
    residue_backends::purge();
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
