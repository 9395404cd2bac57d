//! `mp_`: what glibc counts for all arenas together.

use super::layout::Layout;
use crate::{Mapping, Memory, Module, Refusal, Target};

/// Where `mp_` is: the address of `sbrk_base`, and how its fields lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ParametersAddress {
    base: u64,
    fields: CountsOffset,
}

/// The offset of the counts of mapped chunks, before `sbrk_base`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CountsOffset {
    /// Up to 2.34.
    Old,
    /// With huge pages, since 2.35.
    New,
}

/// What `mp_` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parameters {
    /// Mapped chunks, a count.
    pub(super) maps: u32,
    /// Bytes of all mapped chunks.
    pub(super) mapped: u64,
    /// Where the main arena began; 0 where it has nothing by `brk`.
    pub(super) start: u64,
}

/// Words before and after `sbrk_base` that are looked at.
const BEFORE: usize = 9;
const AFTER: usize = 4;

/// Finds `mp_` among the variables of `module`; `None` where nothing, or more
/// than one place, looks like it.
pub(super) fn find(
    target: &Target<'_>,
    module: &Module<'_>,
    main: u64,
    layout: Layout,
) -> Option<ParametersAddress> {
    let top_end = top_end(target.memory, main, layout);
    let mut found = Vec::new();
    for map in module.mappings().filter(|map| map.writable) {
        for page in map.span.clone().step_by(target.page as usize) {
            // A structure that crosses the end of a page is whole in here.
            let start = page.saturating_sub(BEFORE as u64 * 8);
            let start = start.max(map.span.start);
            let end =
                (page + target.page + AFTER as u64 * 8 + 8).min(map.span.end);
            let count = ((end - start) / 8) as usize;
            let Ok(words) = target.memory.words(start, count) else {
                continue;
            };
            for (at, around) in words.windows(BEFORE + 1 + AFTER).enumerate() {
                let base = start + (at + BEFORE) as u64 * 8;
                let fields = looks_like(target, around);
                found.extend(
                    fields.map(|fields| ParametersAddress { base, fields }),
                );
            }
        }
    }
    found.dedup();
    // Where the main arena is one piece, it begins at `sbrk_base` exactly.
    let exact = |address: &ParametersAddress| {
        let base = target.memory.word(address.base).ok();
        base.zip(top_end).is_some_and(|(base, (end, system))| {
            base != 0 && base.checked_add(system) == Some(end)
        })
    };
    if let [address] =
        found.iter().copied().filter(exact).collect::<Vec<_>>()[..]
    {
        return Some(address);
    }
    match found[..] {
        [address] => Some(address),
        _ => None,
    }
}

/// Where the main arena's top ends, and what the arena has from the system.
fn top_end(
    memory: &dyn Memory,
    main: u64,
    layout: Layout,
) -> Option<(u64, u64)> {
    let top = memory.word(main + layout.top()).ok()?;
    let size = memory.word(top.checked_add(8)?).ok()? & !7;
    let system = memory.word(main + layout.system_memory()).ok()?;
    Some((top.checked_add(size)?, system))
}

fn looks_like(target: &Target<'_>, around: &[u64]) -> Option<CountsOffset> {
    let page = target.page;
    let (before, rest) = around.split_at(BEFORE);
    let [base, bins, bytes, count, _unsorted] = rest else { return None };
    let [mapped, mapped_max] = before[BEFORE - 2..] else { return None };
    let sound = (1..=64).contains(bins)
        && (1..=8 << 20).contains(bytes)
        && *count <= u64::from(u16::MAX)
        && mapped <= mapped_max
        && mapped % page == 0
        && mapped_max % page == 0
        && (*base == 0
            || target.mapping_at(*base).is_some_and(Mapping::is_heap_like));
    if !sound {
        return None;
    }
    CountsOffset::ALL.into_iter().find(|fields| {
        let counts = fields.counts(before);
        counts.is_some_and(|[now, limit, most]| {
            let any = mapped > 0;
            now <= most
                && (now > 0) == any
                && (most > 0) == (mapped_max > 0)
                && u64::from(now) * page <= mapped
                && (1..=1 << 30).contains(&limit)
        })
    })
}

impl CountsOffset {
    const ALL: [CountsOffset; 2] = [CountsOffset::New, CountsOffset::Old];

    /// Bytes from the first count to `sbrk_base`.
    fn distance(self) -> u64 {
        match self {
            CountsOffset::Old => 32,
            CountsOffset::New => 36,
        }
    }

    /// `n_mmaps`, `n_mmaps_max` and `max_n_mmaps`.
    fn counts(self, before: &[u64]) -> Option<[u32; 3]> {
        let bytes: Vec<u8> =
            before.iter().flat_map(|word| word.to_le_bytes()).collect();
        let start = bytes.len().checked_sub(self.distance() as usize)?;
        let (numbers, _) = bytes.get(start..)?.as_chunks::<4>();
        let numbers = numbers.first_chunk::<3>()?;
        Some(numbers.map(u32::from_le_bytes))
    }
}

impl ParametersAddress {
    pub(super) fn read(
        self,
        memory: &dyn Memory,
    ) -> Result<Parameters, Refusal> {
        let what = "malloc's parameters";
        let failed = |source| Refusal::Memory { what, source };
        let word = |at| memory.word(at).map_err(failed);
        let counts = self.base - self.fields.distance();
        Ok(Parameters {
            maps: memory.half(counts).map_err(failed)?,
            mapped: word(self.base - 16)?,
            start: word(self.base)?,
        })
    }
}
