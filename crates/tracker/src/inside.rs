//! What a process can say of itself, where nobody watches it.

use crate::mapped::{self, Control};
use crate::resident::own_resident;
use crate::status::{Status, status};
use crate::{counters, process};
use residue_segment::{CELL_SPAN, ContainerEntry, Lane, LiveCell, heads_of};
use std::fmt;
use std::sync::atomic::Ordering::Relaxed;

/// What a process says of itself. All figures are bytes unless said otherwise.
/// It is less than what `residue doctor PID` says from outside:
/// [`UNCERTAIN`](InsideLedger::UNCERTAIN) tells why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InsideLedger {
    /// Resident memory without shared memory, as the kernel counts it: the
    /// tracker's own is not in it. `None` where the kernel does not say.
    pub resident: Option<u64>,
    /// Requested bytes of every allocation not yet freed, resident or not.
    pub live: u64,
    /// Highest `live` ever. Only grows.
    pub peak_live: u64,
    /// The named containers, those of one name apart, in the order in which
    /// they were named.
    pub containers: Vec<InsideContainer>,
}

/// A named container, as the process knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InsideContainer {
    /// The container's name.
    pub name: String,
    /// Requested bytes of its allocations that are not yet freed; `None` where
    /// there is no map of objects, or it cannot be read through any more.
    pub live: Option<u64>,
    /// The part of `live` that is elements and what they own.
    pub payload: Option<u64>,
    /// The part of `live` beyond that: room.
    pub slack: Option<u64>,
    /// Elements held, a count.
    pub elements: u64,
    /// Elements it has room for, a count.
    pub capacity: u64,
}

impl InsideLedger {
    /// What is uncertain of it, in sentences.
    pub const UNCERTAIN: &'static [&'static str] = &[
        "other threads went on while it was taken: figures are of different \
         moments",
        "what is resident and not live is the allocator's, files and stacks \
         together: only who looks from outside can tell them apart",
        "live bytes that were never touched are not resident",
        "taking it allocated a little, which it shows",
    ];

    /// Resident bytes beyond live ones; `None` where that is not known, or a
    /// part of what lives is not resident, so that it is less.
    pub fn beyond_live(&self) -> Option<u64> {
        self.resident?.checked_sub(self.live)
    }
}

impl fmt::Display for InsideLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let InsideLedger { resident, live, peak_live, containers } = self;
        match resident {
            Some(bytes) => writeln!(f, "resident {bytes}")?,
            None => writeln!(f, "resident unknown")?,
        }
        writeln!(f, "live {live}, at most {peak_live}")?;
        for of in containers {
            let InsideContainer { name, elements, capacity, .. } = of;
            write!(f, "{name}: {elements} elements, room for {capacity}")?;
            match (of.live, of.slack) {
                (Some(live), Some(slack)) => {
                    writeln!(f, ", live {live}, slack {slack}")?;
                }
                _ => writeln!(f, ", live unknown")?,
            }
        }
        InsideLedger::UNCERTAIN
            .iter()
            .try_for_each(|sentence| writeln!(f, "uncertain: {sentence}"))
    }
}

/// What this process says of itself. It stops nobody; where there are named
/// containers it reads the whole map of objects, which takes some milliseconds
/// for a million of them.
///
/// ```
/// # use residue::Tracking;
/// # use std::alloc::System;
/// # #[global_allocator]
/// # static ALLOCATOR: Tracking<System> = Tracking::new(System);
/// let ledger = residue::ledger().expect("Tracking is installed");
/// assert!(ledger.peak_live >= ledger.live);
/// println!("{ledger}");
/// ```
///
/// # Errors
///
/// Where nothing is counted, the status that says why.
pub fn ledger() -> Result<InsideLedger, Status> {
    let Some(control) = process::control() else { return Err(status()) };
    let containers = containers(control);
    let counted = counters()?;
    Ok(InsideLedger {
        resident: own_resident(),
        live: counted.live,
        peak_live: counted.peak_live,
        containers,
    })
}

fn containers(control: Control) -> Vec<InsideContainer> {
    let named = control.header().containers.load(Relaxed) as usize;
    let entries = control.containers();
    let entries = &entries[..named.min(entries.len())];
    let mut live = vec![0_u64; entries.len()];
    let is_known = !entries.is_empty() && sum_live(control, &mut live);
    let with_live = entries.iter().zip(live);
    with_live
        .map(|(of, live)| container(of, is_known.then_some(live)))
        .collect()
}

fn container(entry: &ContainerEntry, live: Option<u64>) -> InsideContainer {
    let split = live.map(|live| entry.split(live));
    InsideContainer {
        name: entry.name.read(),
        live,
        payload: split.map(|(payload, _)| payload),
        slack: split.map(|(_, slack)| slack),
        elements: entry.elements.load(Relaxed),
        capacity: entry.capacity.load(Relaxed),
    }
}

/// Adds the live bytes of each container; `false` where there is no map.
pub(crate) fn sum_live(control: Control, sums: &mut [u64]) -> bool {
    let Some((file, geometry)) = process::mapped_file(control.header()) else {
        return false;
    };
    for stretch in mapped::stretches(file, geometry) {
        for lane in Lane::ALL {
            let begin = stretch.addresses.start + lane.begin();
            let starts = (begin..).step_by(8 * CELL_SPAN as usize);
            for (word, start) in stretch.words(lane).iter().zip(starts) {
                add_word(start, word.load(Relaxed), sums);
            }
        }
    }
    true
}

/// The objects whose heads are in one word of the map; the first cell is of
/// `start`.
fn add_word(start: u64, word: u64, sums: &mut [u64]) {
    let mut heads = heads_of(word);
    while heads != 0 {
        let byte = u64::from(heads.trailing_zeros() / 8);
        let head = LiveCell::from_bits((heads >> (byte * 8)) as u8);
        heads &= !(0xff << (byte * 8));
        let Some(cells) = mapped::cells(start + byte * CELL_SPAN) else {
            continue;
        };
        let Some(owner) = cells.owner(head) else { continue };
        let index = owner.owner().container().map(usize::from);
        if let Some(sum) = index.and_then(|index| sums.get_mut(index)) {
            *sum += cells.size(head);
        }
    }
}
