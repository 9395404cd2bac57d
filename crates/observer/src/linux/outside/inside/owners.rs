//! Containers among the largest objects that only their owners show. Where
//! owners may stand is copied while the process stands still, as much as is
//! bounded, and looked through when it goes on.

use super::Looker;
use crate::TableSeen;
use crate::linux::Span;
use crate::linux::outside::live::{Live, LiveObject};
use residue_walk::{Heap, Mapping, Object, Owned, owned};

/// Smaller objects have owners too, but their room matters to nobody.
const LARGE: u64 = 16 << 10;

/// What large objects must have resident together to be worth the time.
const WORTH: u64 = 1 << 20;

/// Bytes that are copied at most: of variables, of stacks, of the heap.
const VARIABLES: u64 = 1 << 20;
const STACKS: u64 = 1 << 20;
const HEAP: u64 = 2 << 20;

/// Bytes of one stack, from where it has grown to.
const STACK: u64 = 128 << 10;

/// Containers with less room than this are not told.
const LEAST: u64 = 16 << 10;

/// Objects, and memory in which their owners may stand.
#[derive(Debug, Default)]
pub(super) struct Owners {
    copied: Vec<Copied>,
}

#[derive(Debug)]
struct Copied {
    /// Sorted by address.
    large: Vec<LiveObject>,
    objects: Vec<Owned>,
    /// What is there as long as the program is.
    variables: Vec<u64>,
    /// What may be left from before.
    others: Vec<u64>,
}

impl Owners {
    /// Copies memory in which the owners of large objects may stand: of those
    /// that are not in `known` already.
    pub(super) fn add(
        &mut self,
        looker: &Looker<'_>,
        heap: &dyn Heap,
        live: &Live,
        regions: &[Span],
        known: &[TableSeen],
    ) {
        let is_known =
            |at: u64| known.iter().any(|seen| seen.table.address == at);
        let large = live.largest.iter().filter(|object| {
            object.size >= LARGE
                && object.resident >= LEAST
                && !object.is_declared
                && !is_known(object.address)
        });
        let mut large: Vec<LiveObject> = large.copied().collect();
        let resident: u64 = large.iter().map(|object| object.resident).sum();
        if resident < WORTH {
            return;
        }
        large.sort_by_key(|object| object.address);
        let objects = large.iter().map(|of| Owned {
            object: Object { address: of.address, usable: of.size },
            spare: heap.spare(of.size),
            kinds: heap.tables(),
        });
        let objects: Vec<Owned> = objects.collect();
        let (mut always, mut others) = (Vec::new(), Vec::new());
        let mappings = looker.target.mappings;
        copy(looker, variables(mappings), VARIABLES, &mut always);
        copy(looker, stacks(looker), STACKS, &mut others);
        copy(looker, around(regions, &large), HEAP, &mut others);
        let variables = always;
        self.copied.push(Copied { large, objects, variables, others });
    }

    /// The containers. The process may go on.
    pub(super) fn finish(self) -> Vec<TableSeen> {
        let mut seen = Vec::new();
        for Copied { large, objects, variables, others } in self.copied {
            let mut tables = owned(&variables, &objects);
            let left = objects.iter().filter(|of| {
                let address = of.object.address;
                tables.binary_search_by_key(&address, |of| of.address).is_err()
            });
            let left: Vec<Owned> = left.copied().collect();
            tables.extend(owned(&others, &left));
            for table in tables {
                let key = |of: &LiveObject| of.address;
                let of = large.binary_search_by_key(&table.address, key);
                let resident = of.map_or(0, |at| large[at].resident);
                seen.push(TableSeen { table, resident });
            }
        }
        seen.retain(|of| {
            of.table.elements < of.table.capacity && of.slack() >= LEAST
        });
        seen
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
