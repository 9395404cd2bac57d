//! A look at a process that goes on meanwhile: nothing of it waits.

use super::process::Process;
use super::segment::Segment;
use crate::{Counters, Error, Sample};
use residue_segment::ThreadBlock;
use std::iter::once;
use std::sync::atomic::Ordering::{Acquire, Relaxed};
use std::sync::atomic::fence;

/// Looks at a block while its thread goes on, at most.
const LOOKS: usize = 64;

/// What `process` holds now. `status` has sums that the kernel keeps anyway:
/// unlike `smaps` it takes no lock that the process could wait for.
pub(crate) fn sample(
    process: &Process,
    segment: Option<&Segment>,
) -> Result<Sample, Error> {
    let text = process.read("status")?;
    let Some(resident) = resident(&text) else {
        // A process that has ended has no memory.
        process.verify()?;
        return Err(Error::Malformed { what: "status".into() });
    };
    let live = segment.map(live).transpose()?;
    Ok(Sample { resident, live })
}

/// What the kernel may take back of `process` at any time.
pub(crate) fn lazy_free(process: &Process) -> Result<u64, Error> {
    let text = process.read("smaps_rollup")?;
    field(&text, "LazyFree:").map_or_else(
        || {
            // A process that has ended has no memory.
            process.verify()?;
            Err(Error::Malformed { what: "smaps_rollup".into() })
        },
        Ok,
    )
}

/// Resident memory that is not shared.
fn resident(status: &str) -> Option<u64> {
    field(status, "RssAnon:")?.checked_add(field(status, "RssFile:")?)
}

/// The bytes of the line of `text` that begins with `key`.
fn field(text: &str, key: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(key))?;
    let kibibytes = line.trim().strip_suffix(" kB")?;
    kibibytes.parse::<u64>().ok()?.checked_mul(1024)
}

/// Live bytes.
pub(super) fn live(segment: &Segment) -> Result<u64, Error> {
    Ok(bytes(segment)?.1)
}

/// Bytes ever requested, and live ones. What was allocated is read before what
/// was freed, so that the difference is never above the truth.
fn bytes(segment: &Segment) -> Result<(u64, u64), Error> {
    let total = sum(segment, total)?;
    fence(Acquire);
    let freed = sum(segment, |block| block.freed.load(Relaxed))?;
    let live = total.wrapping_sub(freed);
    Ok((total, live.cast_signed().max(0).cast_unsigned()))
}

/// What is counted of `segment`'s process. Frees are read before allocations,
/// so that they never pass them.
pub(crate) fn counters(segment: &Segment) -> Result<Counters, Error> {
    let frees = sum(segment, |block| block.frees.load(Relaxed))?;
    fence(Acquire);
    let allocations = sum(segment, |block| block.allocations.load(Relaxed))?;
    let (total, live) = bytes(segment)?;
    let seen = segment.header()?.peak_live.load(Relaxed);
    let peak_live = seen.max(live);
    Ok(Counters { allocations, frees, live, total, peak_live })
}

/// A figure of all threads, past ones too.
fn sum(
    segment: &Segment,
    figure: impl Fn(&ThreadBlock) -> u64,
) -> Result<u64, Error> {
    let all = once(&segment.header()?.shared).chain(segment.blocks()?);
    Ok(all.map(figure).fold(0, u64::wrapping_add))
}

/// What `ThreadBlock::total` is while the thread goes on: it changes the grant
/// before it takes a budget back, so that a look at the old grant and the new
/// budget is noticed, and made again.
fn total(block: &ThreadBlock) -> u64 {
    let look = || {
        let granted = block.granted.load(Relaxed);
        let total = block.total();
        fence(Acquire);
        (total, block.granted.load(Relaxed) == granted)
    };
    let mut looks = (0..LOOKS).map(|_| look());
    let steady = looks.find(|&(_, steady)| steady);
    // A thread that outruns every look is one that allocates: what it had is
    // off by a grant.
    steady.map_or_else(|| block.total(), |(total, _)| total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_memory_is_left_out() {
        let text = "VmHWM:\t  90 kB\nVmRSS:\t  70 kB\nRssAnon:\t      40 kB\n\
                    RssFile:\t      20 kB\nRssShmem:\t      10 kB\n";
        assert_eq!(resident(text), Some(60 << 10));
    }

    #[test]
    fn a_process_without_memory_holds_nothing_that_is_known() {
        assert_eq!(resident("Pid:\t7\nState:\tZ (zombie)\n"), None);
    }
}
