//! A line for each live process.

use residue_present::{Block, Bytes, Cell, Column, Document, Row, Table};

use crate::doctor::Examination;
use crate::findings::Finding;

/// A table of live processes, in the order in which they are given.
pub(crate) fn briefly(all: &[Examination]) -> Document<'static> {
    Document::of([Block::Table(Table {
        columns: vec![
            Column::number("pid"),
            Column::number("resident"),
            Column::text("verdict"),
            Column::number("blamed"),
            Column::number("gives back"),
            Column::text("command"),
        ],
        rows: all.iter().map(row).collect(),
        thing: "process",
        ..Table::default()
    })])
}

fn row(process: &Examination) -> Row {
    let of = &process.diagnosis;
    let culprits = || of.findings.iter().filter(|of| of.verdict.is_culprit());
    let sum = |figure: fn(&Finding) -> u64| {
        Bytes(culprits().map(figure).fold(0, u64::saturating_add)).to_string()
    };
    Row::of([
        Cell::figure(process.pid.to_string()),
        Cell::figure(Bytes(of.resident).to_string()),
        Cell::text(of.verdict().name()),
        Cell::figure(sum(|finding| finding.blamed)),
        Cell::figure(sum(|finding| finding.gives_back.unwrap_or(0))),
        Cell::text(process.command.clone()),
    ])
}
