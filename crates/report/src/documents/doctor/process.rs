//! Who is to blame in a live process.

use residue_ledger::{Cgroup, RESIDUAL};
use residue_present::{
    Block, Bytes, Cell, Column, Count, Nanoseconds, Row, SignedBytes, Table,
    counted,
};

use super::{Statement, held, said};
use crate::doctor::{Diagnosis, Examination, LiveObjects, SizeClass};
use crate::findings::Certainty;

/// How many rows a table of many has: of sizes, of objects, of mappings.
const SHOWN: usize = 8;

/// What the doctor says of each live process.
pub(crate) fn processes(all: &[Examination]) -> Vec<Statement> {
    all.iter().map(process).collect()
}

fn process(process: &Examination) -> Statement {
    let Examination { pid, command, diagnosis: of, .. } = process;
    let (verdict, resident) = (of.verdict().name(), Bytes(of.resident));
    let ended = process.ended.as_ref().map(|of| format!(", {}", of.brief()));
    let how = ended.unwrap_or_default();
    let mut title = format!("{pid} {command}{how}: {verdict}");
    let mut blocks = opening(process);
    if !of.findings.is_empty() || process.ended.is_none() {
        let what = sum(process);
        title.push_str(&format!(", {resident} {what}"));
        blocks.push(Block::Table(ledger(of, what)));
    }
    blocks.extend(held::tables(process));
    if !of.findings.is_empty() {
        blocks.extend(said(of));
    }
    if let Some(live) = &process.live {
        let types = (!live.by_type.is_empty()).then(|| types(live));
        let is_usable = process.ended.is_none();
        let objects = objects(live, is_usable);
        let tables = [Some(objects), types, Some(largest(live))];
        blocks.extend(tables.into_iter().flatten().map(Block::Table));
    }
    // Of one that has ended only the sum is kept.
    blocks.extend(
        process.ended.is_none().then(|| Block::Table(not_heap(process))),
    );
    let group = process.cgroup.iter().map(cgroup);
    let absent = absent(of);
    let notes = process.notes.iter().cloned().chain(beside(process));
    blocks.extend(group.chain(notes).chain(absent).map(Block::note));
    Statement { ledger: of.ledger, heading: Block::part(title), blocks }
}

/// What the process is, and of when the figures are.
fn opening(process: &Examination) -> Vec<Block<'static>> {
    match &process.ended {
        None => vec![Block::text(allocator(process))],
        Some(ended) => ended.sentences().into_iter().map(Block::text).collect(),
    }
}

fn allocator(process: &Examination) -> String {
    let Examination { allocator, diagnosis: of, .. } = process;
    let tracked = match process.counted {
        Some(_) => ", under the tracker",
        None => "",
    };
    let known = match allocator.name.as_str() {
        "" => format!("no allocator was found that can be read{tracked}"),
        name if allocator.found_by.is_empty() => {
            format!("{name}, which could not be walked{tracked}")
        }
        name => {
            let (version, by) = (&allocator.version, &allocator.found_by);
            let space = if version.is_empty() { "" } else { " " };
            format!("{name}{space}{version}, found by {by}{tracked}")
        }
    };
    match of.stopped_ns {
        _ if !process.is_of_one_moment => format!(
            "{known}; it was not stopped: figures are of different moments"
        ),
        0 => format!("{known}; it did not run while it was read"),
        stopped => {
            format!("{known}; it stood still for {}", Nanoseconds(stopped))
        }
    }
}

/// What the rows add up to: what is resident, or live where nobody looked.
fn sum(process: &Examination) -> &'static str {
    let ended = process.ended.as_ref();
    match ended.is_some_and(|of| of.look.is_none()) {
        true => "live",
        false => "resident",
    }
}

/// The known rows, as everywhere; what is not known is said below.
fn ledger(of: &Diagnosis, sum: &'static str) -> Table {
    let row = |title: &'static str, bytes: String| {
        Row::of([Cell::text(title), Cell::figure(bytes)])
    };
    let known = of.ledger.known();
    let known =
        known.map(|(at, bytes)| row(at.title(), Bytes(bytes).to_string()));
    let residual = of.ledger.residual.map(SignedBytes);
    let residual = residual.map(|bytes| row(RESIDUAL, bytes.to_string()));
    let resident = row(sum, Bytes(of.resident).to_string());
    let resident = Row { is_sum: true, ..resident };
    Table {
        columns: vec![Column::text("row"), Column::number("bytes")],
        rows: known.chain(residual).chain([resident]).collect(),
        thing: "row",
        ..Table::default()
    }
}

fn objects(live: &LiveObjects, is_usable: bool) -> Table {
    let sizes = live.by_size.iter().take(SHOWN).map(|class| {
        Row::of([
            Cell::figure(Bytes(class.size).to_string()),
            Cell::figure(Count(class.objects).to_string()),
            Cell::figure(Bytes(class.bytes).to_string()),
            Cell::text(contents(class)),
        ])
    });
    let (objects, bytes) = (counted(live.objects, "object"), Bytes(live.bytes));
    let kind = if is_usable { "usable" } else { "requested" };
    Table {
        caption: format!("{objects} live, {bytes} {kind}; by size"),
        columns: vec![
            Column::number("size"),
            Column::number("objects"),
            Column::number("bytes"),
            Column::text("what they hold"),
        ],
        rows: sizes.collect(),
        thing: "size",
        ..Table::default()
    }
}

/// What most of those that were looked into hold, and of how many it is so.
fn contents(class: &SizeClass) -> String {
    let SizeClass { contents, alike, looked_into, .. } = *class;
    match contents {
        None => String::new(),
        Some(kind) if alike == looked_into => kind.to_owned(),
        Some(kind) => format!("{kind}, {alike} of {looked_into} looked into"),
    }
}

fn types(live: &LiveObjects) -> Table {
    let rows = live.by_type.iter().take(SHOWN).map(|of| {
        let about = match of.certainty {
            Certainty::Exact => "",
            Certainty::Bound | Certainty::Estimate => "~",
        };
        Row::of([
            Cell::figure(Bytes(of.size).to_string()),
            Cell::figure(format!("{about}{}", Count(of.objects))),
            Cell::figure(format!("{about}{}", Bytes(of.bytes))),
            Cell::text(of.name.clone()),
        ])
    });
    Table {
        caption: "Live objects by what they begin with".into(),
        columns: vec![
            Column::number("size"),
            Column::number("objects"),
            Column::number("bytes"),
            Column::text("begins with"),
        ],
        rows: rows.collect(),
        thing: "type",
        ..Table::default()
    }
}

fn largest(live: &LiveObjects) -> Table {
    let rows = live.largest.iter().take(SHOWN).map(|object| {
        let table = live.tables.iter().find(|t| t.address == object.address);
        let contents = object.contents.unwrap_or_default();
        let held = object.container.as_ref();
        let held = held.map(|name| format!("held by {name}"));
        let known = held.unwrap_or_else(|| contents.to_owned());
        let what = table.map_or(known, |table| {
            if table.element == 1 {
                let (used, room) = (table.elements, table.capacity);
                let (used, room) = (Bytes(used), Bytes(room));
                return format!("{}, {used} of {room} used", table.kind);
            }
            let elements = counted(table.elements, "element");
            let room = Count(table.capacity);
            format!("{}, {elements} in room for {room}", table.kind)
        });
        let resident = object.resident.map(|bytes| Bytes(bytes).to_string());
        Row::of([
            Cell::figure(Bytes(object.size).to_string()),
            Cell::figure(resident.unwrap_or("-".to_owned())),
            Cell::figure(format!("{:#x}", object.address)),
            Cell::text(what),
        ])
    });
    Table {
        caption: "The largest live objects".into(),
        columns: vec![
            Column::number("size"),
            Column::number("resident"),
            Column::number("address"),
            Column::text("what it is"),
        ],
        rows: rows.collect(),
        thing: "object",
        ..Table::default()
    }
}

fn not_heap(process: &Examination) -> Table {
    let resident = process.not_heap.iter().filter(|part| part.resident > 0);
    let rows = resident.take(SHOWN).map(|part| {
        Row::of([
            Cell::figure(Bytes(part.resident).to_string()),
            Cell::text(part.kind.name()),
            Cell::text(part.name.clone()),
        ])
    });
    Table {
        caption: "What is not heap".into(),
        columns: vec![
            Column::number("resident"),
            Column::text("kind"),
            Column::text("name"),
        ],
        rows: rows.collect(),
        thing: "mapping",
        ..Table::default()
    }
}

/// What cannot be known, by the reason: one may stand for many.
fn absent(of: &Diagnosis) -> impl Iterator<Item = String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, why) in of.absent.iter() {
        match reasons.iter_mut().find(|(known, _)| known == why) {
            Some((_, names)) => names.push(name),
            None => reasons.push((why, vec![name])),
        }
    }
    let sentence = |(why, names): (&str, Vec<&str>)| {
        format!("not known: {} ({why})", names.join(", "))
    };
    reasons.into_iter().map(sentence).collect::<Vec<_>>().into_iter()
}

/// What the process costs beside what is resident.
fn beside(process: &Examination) -> impl Iterator<Item = String> {
    let swapped = (process.swapped > 0)
        .then(|| format!("{} are in swap", Bytes(process.swapped)));
    let tables = process.page_tables.map(|bytes| {
        let bytes = Bytes(bytes);
        format!("the kernel keeps {bytes} of page tables for the process")
    });
    let part = process.proportional.map(|bytes| {
        let bytes = Bytes(bytes);
        format!(
            "with pages that other processes have too divided among them, \
             {bytes} are resident (Pss)"
        )
    });
    swapped.into_iter().chain(part).chain(tables)
}

/// From what the control group is charged to what the process holds.
fn cgroup(group: &Cgroup) -> String {
    let part = |name: &str, bytes: Option<u64>| {
        bytes.map(|bytes| format!("{} {name}", Bytes(bytes)))
    };
    let parts = [
        part("anonymous", group.anonymous),
        part("page cache", group.file),
        part("shared", group.shared),
        part("kernel", group.kernel),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    let limit = group
        .limit
        .map_or(String::new(), |limit| format!(" of at most {}", Bytes(limit)));
    let processes = match group.processes {
        1 => "1 process".to_owned(),
        count => format!("{} processes", Count(count)),
    };
    let name = &group.path;
    format!(
        "control group {name}, {processes}: charged for {}{limit} ({})",
        Bytes(group.current),
        parts.join(", ")
    )
}
