//! RecordAreas of records of groups: one page each, in a list.

use super::context::MallocContext;
use super::group;
use crate::{Check, Mapping, Memory, Refusal, Span, Target};

/// Bytes of an area.
pub(super) const SIZE: u64 = 4096;
/// Bytes in front of its records.
const HEADER: u64 = 24;
const RECORDS: u64 = (SIZE - HEADER) / group::RECORD;

/// All areas.
#[derive(Clone, Debug)]
pub(super) struct RecordAreas {
    starts: Vec<u64>,
    /// Records of the last that were never used.
    unused: u64,
}

impl RecordAreas {
    pub(super) fn read(
        target: &Target<'_>,
        context: &MallocContext,
    ) -> Result<RecordAreas, Refusal> {
        let most = target.mapped() / SIZE;
        let [mut at, last] = context.areas;
        let mut starts = Vec::new();
        while at != 0 {
            let mapping = target.mapping_at(at);
            let fits = at.is_multiple_of(SIZE)
                && (starts.len() as u64) < most
                && mapping.is_some_and(Mapping::is_heap_like)
                && target.memory.word(at)? == context.secret
                && u64::from(target.memory.half(at + 16)?) == RECORDS;
            if !fits {
                return Err(Refusal::inconsistent(format!(
                    "its records lead to {at:#x}, where are none"
                )));
            }
            starts.push(at);
            at = target.memory.word(at + 8)?;
        }
        let ends = starts.last().is_none_or(|end| *end == last);
        let unused = context.unused_records;
        if !ends || unused > RECORDS || starts.is_empty() != (last == 0) {
            let what = "its list of records does not end as it says";
            return Err(Refusal::inconsistent(what));
        }
        Ok(RecordAreas { starts, unused })
    }

    /// Where areas are.
    pub(super) fn spans(&self) -> impl Iterator<Item = Span> {
        self.starts.iter().map(|start| *start..start + SIZE)
    }

    /// Records that were ever used.
    pub(super) fn records(&self) -> impl Iterator<Item = u64> {
        let of = |start: &u64| {
            let first = start + HEADER;
            (0..RECORDS).map(move |index| first + index * group::RECORD)
        };
        self.starts.iter().flat_map(of).take(self.used() as usize)
    }

    fn used(&self) -> u64 {
        let all = self.starts.len() as u64 * RECORDS;
        all.saturating_sub(self.unused)
    }

    /// Those of `groups`, and those in the list of free ones, are all that
    /// were ever used.
    pub(super) fn check_records(
        &self,
        memory: &dyn Memory,
        context: &MallocContext,
        groups: u64,
    ) -> Result<Check, Refusal> {
        let (told, mut walked) = (self.used(), groups);
        let first = context.free_records;
        let mut at = first;
        while at != 0 && walked <= told {
            walked += 1;
            at = memory.word(at.saturating_add(8))?;
            if at == first {
                break;
            }
        }
        let what = "records of groups".to_owned();
        match walked == told {
            true => Ok(Check { what, walked, told }),
            false => Err(Refusal::Disagrees { what, walked, told }),
        }
    }
}
