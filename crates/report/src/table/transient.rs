//! How far memory rose for a while within a remedy.

use super::LedgerLine;
use super::series::Series;
use crate::reading::Course;
use crate::run::Probe;
use residue_present::Unit;

/// A rise below this is not worth a line.
const NOTABLE: u64 = 1 << 20;

/// How far memory rose within each step after the peak, above what it was at
/// the phase before. Up to the peak, rising is what a scenario is for.
pub(super) struct Transient {
    series: Series,
    /// The index of the first phase that counts.
    from: usize,
}

impl Transient {
    /// The rise of live bytes, or of resident ones if that is all there is;
    /// nothing if it never was notable.
    pub(super) fn of(probe: &Probe) -> Option<Transient> {
        let from = Course::of(&probe.phases)?.read() + 1;
        let live = Series::new(probe, "transient_live", "transient", |phase| {
            phase.transient_live
        });
        let resident =
            Series::new(probe, "transient_resident", "transient", |phase| {
                phase.transient_resident
            });
        [live, resident]
            .into_iter()
            .map(|series| Transient { series, from })
            .find(|transient| transient.is_notable())
    }

    pub(super) fn line(&self, unit: Unit) -> LedgerLine {
        let mut line = self.series.bytes(unit);
        line.cells[..self.from].fill(String::new());
        line
    }

    pub(super) fn note(&self) -> String {
        let what = self.series.field.trim_start_matches("transient_");
        format!("transient: how far {what} rose for a while within the step")
    }

    fn is_notable(&self) -> bool {
        let steps = self.series.values.iter().skip(self.from).flatten();
        steps.max().is_some_and(|&bytes| bytes >= NOTABLE)
    }
}
