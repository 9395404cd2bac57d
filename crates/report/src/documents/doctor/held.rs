//! What containers say of themselves, and what each allocator holds.

use residue_ledger::ContainerRow;
use residue_present::{Block, Bytes, Cell, Column, Count, Row, Table};

use crate::doctor::{Examination, Walked};

/// How many containers are shown, those with most live bytes first.
const SHOWN: usize = 12;

/// The tables of a process of which there is more to tell than a ledger: it
/// names containers, or has several allocators.
pub(super) fn tables(
    process: &Examination,
) -> impl Iterator<Item = Block<'static>> {
    let named = !process.containers.is_empty();
    let named = named.then(|| containers(&process.containers));
    let several = process.allocators.len() > 1;
    let several = several.then(|| allocators(&process.allocators));
    named.into_iter().chain(several).map(Block::Table)
}

fn containers(all: &[ContainerRow]) -> Table {
    let mut all: Vec<_> = all.iter().collect();
    all.sort_by_key(|of| std::cmp::Reverse(of.live));
    let rows = all.into_iter().take(SHOWN).map(|of| {
        Row::of([
            Cell::text(of.name.clone()),
            Cell::figure(Bytes(of.live).to_string()),
            Cell::figure(Bytes(of.payload).to_string()),
            Cell::figure(Bytes(of.slack).to_string()),
            Cell::figure(Count(of.elements).to_string()),
            Cell::figure(Count(of.capacity).to_string()),
        ])
    });
    Table {
        caption: "Containers that the program names, resident or not".into(),
        columns: vec![
            Column::text("container"),
            Column::number("live"),
            Column::number("payload"),
            Column::number("slack"),
            Column::number("elements"),
            Column::number("room for"),
        ],
        rows: rows.collect(),
        thing: "container",
        ..Table::default()
    }
}

fn allocators(all: &[Walked]) -> Table {
    let has_tracker = all.iter().any(|of| of.foreign.is_some());
    let rows = all.iter().map(|of| {
        let mut cells = vec![
            Cell::text(of.identity.name.clone()),
            Cell::figure(Bytes(of.live).to_string()),
        ];
        let foreign = of.foreign.map(|bytes| Bytes(bytes).to_string());
        cells.extend(foreign.map(Cell::figure));
        let rest = [of.fragmentation, of.cached, of.metadata];
        cells.extend(rest.map(|bytes| Cell::figure(Bytes(bytes).to_string())));
        Row::of(cells)
    });
    let mut columns = vec![Column::text("allocator"), Column::number("live")];
    columns.extend(has_tracker.then(|| Column::number("not tracked")));
    let rest = ["fragmentation", "cached", "metadata"];
    columns.extend(rest.map(Column::number));
    Table {
        caption: "Allocators, in resident bytes".into(),
        columns,
        rows: rows.collect(),
        thing: "allocator",
        ..Table::default()
    }
}
