//! The live objects that were seen: by size, the largest, and what they hold.

use residue_observer::{ClassSeen, LiveSeen, TableSeen};
use residue_report::doctor::{LargeObject, LiveObjects, SizeClass};
use residue_report::findings::Outside;

pub(super) fn objects(live: &LiveSeen, outside: &Outside) -> LiveObjects {
    let largest = live.largest.iter().map(|object| {
        let tables = &outside.tables;
        let table = tables.iter().find(|of| of.address == object.address);
        let table = table.map(|table| table.kind);
        LargeObject {
            address: object.address,
            size: object.size,
            resident: Some(object.resident),
            contents: table.or(object.contents.map(|kind| kind.name())),
            container: None,
        }
    });
    let classes = live.by_size.iter();
    let classes = classes.map(|class| size_class(class, &live.tables));
    LiveObjects {
        objects: live.objects,
        bytes: live.bytes,
        by_size: SizeClass::sorted(classes),
        largest: largest.collect(),
        tables: outside.tables.clone(),
        by_type: outside.types.clone(),
    }
}

fn size_class(seen: &ClassSeen, tables: &[TableSeen]) -> SizeClass {
    let class = SizeClass::of(seen.size, seen.objects);
    let mut of_size = tables.iter().filter(|of| of.table.usable == seen.size);
    if let Some(first) = of_size.next()
        && of_size.clone().all(|of| of.table.kind == first.table.kind)
        && of_size.count() as u64 + 1 == seen.objects
    {
        return SizeClass {
            contents: Some(first.table.kind.name()),
            alike: seen.objects,
            looked_into: seen.objects,
            ..class
        };
    }
    match seen.contents {
        None => class,
        Some(contents) => SizeClass {
            contents: Some(contents.kind.name()),
            alike: contents.alike,
            looked_into: contents.sampled,
            ..class
        },
    }
}
