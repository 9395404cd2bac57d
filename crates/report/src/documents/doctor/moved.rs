//! What moved in live processes since the look before.

use residue_ledger::Row;
use residue_present::{Block, Bytes, Document, SignedBytes};

use crate::doctor::Examination;
use crate::run::Phase;

/// Less than this is no move worth a word, in bytes: a page.
const LEAST: u64 = 4096;

/// A sentence for each process, with all looks at it so far.
pub(crate) fn moved(all: &[(&Examination, &[Phase])]) -> Document<'static> {
    Document::of(all.iter().map(|(of, looks)| Block::text(sentence(of, looks))))
}

fn sentence(of: &Examination, looks: &[Phase]) -> String {
    let verdict = of.diagnosis.verdict().name();
    let (pid, resident) = (of.pid, Bytes(of.diagnosis.resident));
    let opening = format!("{pid}: {verdict}, {resident} resident");
    let [.., before, now] = looks else { return format!("{opening}.") };
    let moves: Vec<_> = Row::ALL
        .into_iter()
        .filter_map(|row| {
            let now = i128::from(now.ledger.get(row)?);
            let moved = now - i128::from(before.ledger.get(row)?);
            let moved = i64::try_from(moved).ok()?;
            let (title, bytes) = (row.title(), SignedBytes(moved));
            (moved.unsigned_abs() >= LEAST).then(|| format!("{title} {bytes}"))
        })
        .collect();
    match moves.is_empty() {
        true => format!("{opening}; nothing moved."),
        false => format!("{opening}; {}.", moves.join(", ")),
    }
}
