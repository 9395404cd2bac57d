//! The table of policies, and which one to take.

use residue_present::{
    Block, Cell, Column, Count, Item, Level, List, Nanoseconds, Row, Table,
    Unit,
};

use crate::policies::{PolicyLine, advice};
use crate::section::Section;

/// A table of those of `sections` that counted a policy, if any did.
pub(super) fn blocks<'a>(sections: &[Section<'_>]) -> Vec<Block<'a>> {
    let lines = PolicyLine::all(sections);
    if lines.is_empty() {
        return Vec::new();
    }
    let heading = "When to shrink: what each policy keeps, and what it moves";
    let advice = advice(&lines).into_iter().map(Item::plain);
    vec![
        Block::Heading(Level::Document, heading.to_owned()),
        Block::Table(table(&lines)),
        Block::List(List::of("recommendation", advice)),
        Block::Gap,
        Block::note(LEGEND.to_owned()),
    ]
}

/// How to read it.
pub(crate) const LEGEND: &str = "Kept: bytes of the table beyond its elements, \
    an hour of the trace each. It, rehashes and what they move are counted, and \
    the same on every machine; processor time is of the whole trace, and noisy.";

fn table(lines: &[PolicyLine<'_>]) -> Table {
    let most = |of: fn(&PolicyLine<'_>) -> u64| {
        Unit::fitting(lines.iter().map(of).max().unwrap_or(0))
    };
    let kept = most(|line| line.kept_byte_hours);
    let moved = most(|line| line.moved_bytes);
    let largest = most(|line| line.most_bytes);
    let rows = lines.iter().map(|line| {
        let time = line.processor_ns.map(|ns| Nanoseconds(ns).to_string());
        Row::of([
            Cell::text(line.trace.to_owned()),
            Cell::text(line.policy.to_owned()),
            Cell::text(line.backend.clone()),
            Cell::figure(kept.figure(line.kept_byte_hours)),
            Cell::figure(Count(line.rehashes).to_string()),
            Cell::figure(moved.figure(line.moved_bytes)),
            Cell::figure(time.unwrap_or_else(|| "-".to_owned())),
            Cell::figure(largest.figure(line.most_bytes)),
        ])
    });
    Table {
        rows: rows.collect(),
        columns: vec![
            Column::text("trace"),
            Column::text("policy"),
            Column::text("backend"),
            Column::number(format!("kept, {} h", kept.name())),
            Column::number("rehashes"),
            Column::number(format!("moved, {}", moved.name())),
            Column::number("processor time"),
            Column::number(format!("largest table, {}", largest.name())),
        ],
        thing: "policy",
        without: vec![vec![7]],
        ..Table::default()
    }
}
