//! What `residue diff --format json` says, as far as it is looked at.

use residue_report::diff::Metric;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct Comparison {
    pub(crate) alarms: Vec<Alarm>,
    pub(crate) pairs: Vec<Pair>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Alarm {
    /// Index of the pair.
    pub(crate) pair: usize,
    pub(crate) metric: String,
    pub(crate) text: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Pair {
    pub(crate) place: Place,
    phases: Vec<Phase>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) struct Place {
    pub(crate) scenario: String,
    pub(crate) backend: String,
}

#[derive(Debug, Deserialize)]
struct Phase {
    changes: Vec<Change>,
}

#[derive(Debug, Deserialize)]
struct Change {
    metric: String,
    difference: Option<i64>,
    floor: u64,
}

impl Comparison {
    /// The alarms in the pair at this index.
    pub(crate) fn alarms_in(
        &self,
        pair: usize,
    ) -> impl Iterator<Item = &Alarm> {
        self.alarms.iter().filter(move |alarm| alarm.pair == pair)
    }
}

impl Pair {
    /// How much of its floor the figure of memory took that came nearest to
    /// it, in hundredths.
    pub(crate) fn nearest(&self) -> u64 {
        let changes = self.phases.iter().flat_map(|phase| &phase.changes);
        let shares = changes.filter(|of| of.is_memory()).filter_map(|of| {
            let apart = of.difference?.unsigned_abs();
            Some(apart.saturating_mul(100) / of.floor.max(1))
        });
        shares.max().unwrap_or(0)
    }
}

impl Change {
    fn is_memory(&self) -> bool {
        let mut metrics = Metric::ALL.into_iter();
        let found = metrics.find(|metric| metric.name() == self.metric);
        found.is_some_and(Metric::is_memory)
    }
}

impl Place {
    pub(crate) fn title(&self) -> String {
        format!("{} on {}", self.scenario, self.backend)
    }
}
