//! Containers among the largest objects that only their owners show. Where
//! owners may stand is copied while the process stands still, as much as is
//! bounded, and looked through when it goes on.

use super::Looker;
use crate::TableSeen;
use crate::linux::Span;
use crate::linux::outside::live::{Live, LiveObject};
use residue_walk::{
    Heap, Mapping, Object, Owned, Place, Table, TableKind, owned,
};
use std::collections::{BTreeMap, BTreeSet};

/// Smaller objects have owners too, but their room matters to nobody.
const LARGE: u64 = 1 << 10;

/// What large objects must have resident together to be worth the time.
const WORTH: u64 = 1 << 20;

/// Containers with less room than this are not told, except where those of
/// one size have much together: the buffer of a stream matters to nobody, and
/// those of ten thousand connections do.
const ROOM: u64 = 16 << 10;
const TOGETHER: u64 = 256 << 10;

/// Bytes that are copied at most: of variables, and of stacks.
const VARIABLES: u64 = 1 << 20;
const STACKS: u64 = 1 << 20;

/// Bytes of one stack, from where it has grown to.
const STACK: u64 = 128 << 10;

/// Objects that may be owned, and memory in which their owners may stand.
#[derive(Debug, Default)]
pub(super) struct Owners {
    candidates: Vec<Candidates>,
    /// What is there as long as the program is.
    variables: Vec<u64>,
    /// Where objects are; those of one heap may own those of another.
    heap: Vec<u64>,
    stacks: Vec<u64>,
}

/// Objects of one heap.
#[derive(Debug)]
struct Candidates {
    /// Each, and by how many bytes it may be larger than what was asked for.
    large: Vec<(LiveObject, u64)>,
    kinds: Vec<TableKind>,
}

impl Owners {
    /// Adds the large objects of a heap that are not in `known` already, and
    /// copies what of its `regions` may hold owners.
    pub(super) fn add(
        &mut self,
        looker: &Looker<'_>,
        heap: &dyn Heap,
        live: &Live,
        regions: &[Span],
        known: &[TableSeen],
    ) {
        let known: BTreeSet<u64> =
            known.iter().map(|seen| seen.table.address).collect();
        let large = live.largest.iter().filter(|object| {
            object.size >= LARGE
                && object.resident > 0
                && !object.is_declared
                && !known.contains(&object.address)
        });
        let by_size: Vec<LiveObject> = large.copied().rev().collect();
        let mut large = by_size.clone();
        large.sort_unstable_by_key(|object| object.address);
        // Owners are small: what lies around the large objects comes first,
        // and then these, from the smallest on.
        let objects = by_size.iter().map(|of| of.address..of.address + of.size);
        let spans = around(regions, &large).chain(objects);
        copy(looker, spans, looker.owners, &mut self.heap);
        let resident: u64 = large.iter().map(|of| of.resident).sum();
        if resident < WORTH {
            return;
        }
        let kinds = heap.tables().iter().copied();
        let kinds =
            kinds.filter(|kind| *kind != TableKind::Deque || looker.has_deques);
        let large = large.into_iter().map(|of| (of, heap.spare(of.size)));
        let (large, kinds) = (large.collect(), kinds.collect());
        self.candidates.push(Candidates { large, kinds });
    }

    /// Copies where owners may stand beside the heaps.
    pub(super) fn copy_rest(&mut self, looker: &Looker<'_>) {
        if self.candidates.is_empty() {
            return;
        }
        let mappings = looker.target.mappings;
        let Owners { variables: into, stacks: stack_words, .. } = self;
        copy(looker, variables(mappings), VARIABLES, into);
        copy(looker, stacks(looker), STACKS, stack_words);
    }

    /// The containers. The process may go on.
    pub(super) fn finish(self) -> Vec<TableSeen> {
        let places = [
            (&self.variables, Place::Kept),
            (&self.heap, Place::Kept),
            (&self.stacks, Place::Stack),
        ];
        let mut seen = Vec::new();
        for candidates in &self.candidates {
            let mut left = candidates.objects();
            for (words, place) in places {
                let tables = owned(words, &left, place);
                let key = |of: &Table| of.address;
                left.retain(|of| {
                    let address = of.object.address;
                    tables.binary_search_by_key(&address, key).is_err()
                });
                seen.extend(tables.iter().map(|of| candidates.seen(of)));
            }
        }
        seen.retain(|of| of.table.elements < of.table.capacity);
        let mut together = BTreeMap::<u64, u64>::new();
        for of in &seen {
            *together.entry(of.table.usable).or_default() += of.slack();
        }
        seen.retain(|of| {
            of.slack() >= ROOM || together[&of.table.usable] >= TOGETHER
        });
        seen
    }
}

impl Candidates {
    fn objects(&self) -> Vec<Owned<'_>> {
        let each = self.large.iter().map(|(of, spare)| Owned {
            object: Object { address: of.address, usable: of.size },
            spare: *spare,
            kinds: &self.kinds,
        });
        each.collect()
    }

    fn seen(&self, table: &Table) -> TableSeen {
        let key = |(of, _): &(LiveObject, u64)| of.address;
        let of = self.large.binary_search_by_key(&table.address, key);
        let resident = of.map_or(0, |at| self.large[at].0.resident);
        TableSeen { table: *table, resident }
    }
}

/// The variables of the binary and its libraries.
fn variables(mappings: &[Mapping]) -> impl Iterator<Item = Span> + '_ {
    let before = [None].into_iter().chain(mappings.iter().map(Some));
    let is_variables = |map: &Mapping| {
        map.inode != 0 && map.private && map.writable && map.readable
    };
    let of = mappings.iter().zip(before).filter(move |(map, before)| {
        // Those that begin as zeros follow those that do not.
        let follows = before.is_some_and(|before| {
            is_variables(before) && before.span.end == map.span.start
        });
        is_variables(map) || map.is_anonymous() && map.writable && follows
    });
    of.map(|(map, _)| map.span.clone())
}

/// The stacks, each from where it has grown to.
fn stacks<'a>(looker: &'a Looker<'_>) -> impl Iterator<Item = Span> + 'a {
    let target = looker.target;
    looker.stacks.iter().filter_map(move |thread| {
        let start = thread.pointer & !7;
        let end = target.mapping_at(start)?.span.end;
        Some(start..end.min(start.saturating_add(STACK)))
    })
}

/// The regions without the large objects, which are sorted: those are rarely
/// owners themselves.
fn around<'a>(
    regions: &'a [Span],
    large: &'a [LiveObject],
) -> impl Iterator<Item = Span> + 'a {
    regions.iter().flat_map(move |region| {
        let end = |of: &LiveObject| of.address + of.size;
        let first = large.partition_point(|of| end(of) <= region.start);
        let inside = large[first..].iter();
        let inside = inside.take_while(|of| of.address < region.end);
        let starts = [region.start].into_iter().chain(inside.clone().map(end));
        let ends = inside.map(|of| of.address).chain([region.end]);
        starts.zip(ends).map(|(start, end)| start..end)
    })
}

/// What of `spans` is resident, up to so many bytes. Between two stretches is
/// a word that points nowhere.
fn copy(
    looker: &Looker<'_>,
    spans: impl Iterator<Item = Span>,
    most: u64,
    words: &mut Vec<u64>,
) {
    let mut left = most;
    for span in spans {
        let first = looker.resident.partition_point(|r| r.end <= span.start);
        let parts = looker.resident[first..].iter();
        for part in parts.take_while(|part| part.start < span.end) {
            let start = part.start.max(span.start).next_multiple_of(8);
            let end = part.end.min(span.end).min(start.saturating_add(left));
            let count = end.saturating_sub(start) / 8;
            if count == 0 {
                continue;
            }
            left -= count * 8;
            let memory = looker.target.memory;
            if let Ok(read) = memory.words(start, count as usize) {
                words.extend(read);
                words.push(0);
            }
        }
        if left < 8 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_walk::parse_maps;

    #[test]
    fn large_objects_are_left_out() {
        let object = |address, size| LiveObject {
            address,
            size,
            resident: size,
            is_declared: false,
        };
        let large = [object(0x1100, 0x100), object(0x5000, 0x1000)];
        let regions = [0x1000..0x2000, 0x3000..0x4000, 0x5000..0x7000];
        let around: Vec<Span> = around(&regions, &large).collect();
        let expected = [
            0x1000..0x1100,
            0x1200..0x2000,
            0x3000..0x4000,
            0x5000..0x5000,
            0x6000..0x7000,
        ];
        assert_eq!(around, expected);
    }

    #[test]
    fn variables_are_what_is_written_of_files_and_what_follows() {
        let maps = "\
1000-2000 r-xp 00000000 fe:01 7 /app
2000-3000 rw-p 00001000 fe:01 7 /app
3000-4000 rw-p 00000000 00:00 0 
4000-5000 rw-p 00000000 00:00 0 [heap]
6000-7000 rw-s 00000000 fe:01 8 /shared
7000-8000 rw-p 00000000 00:00 0 
";
        let mappings = parse_maps(maps).unwrap();
        let spans: Vec<Span> = variables(&mappings).collect();
        assert_eq!(spans, [0x2000..0x3000, 0x3000..0x4000]);
    }
}
