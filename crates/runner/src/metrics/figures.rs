//! The figures of processes as text.

use super::feed::{Feed, Last};
use residue_ledger::ContainerRow;
use residue_metrics::{
    Contained, Counted, Family, Label, Metric, TextFormat, write,
};
use residue_observer::{Counters, Observer};
use std::fmt;
use std::time::Instant;

/// What is served of one process.
pub(crate) struct Figures<'a> {
    /// The program.
    program: &'a str,
    /// What tells its samples from those of others.
    labels: Vec<(&'static str, String)>,
    feed: &'a Feed,
    resident: Option<u64>,
    counted: Option<Counted>,
    now: Instant,
}

impl<'a> Figures<'a> {
    /// Of `program`, read now by `observer`. What cannot be read, since it has
    /// ended or lacks a tracker, is left out.
    pub(crate) fn read(
        program: &'a str,
        observer: &Observer,
        feed: &'a Feed,
    ) -> Figures<'a> {
        let sample = observer.sample().ok();
        // Of a process that has ended, the segment is still there.
        let counters = sample.and_then(|_| observer.counters().ok().flatten());
        Figures {
            program,
            labels: Vec::new(),
            feed,
            resident: sample.map(|sample| sample.resident),
            counted: counters.map(|now| counted(feed.raised(now))),
            now: Instant::now(),
        }
    }

    /// The same, of one of several processes.
    pub(crate) fn of_process(self, pid: u32) -> Figures<'a> {
        let pid = ("pid", pid.to_string());
        let labels = vec![pid, ("program", self.program.to_owned())];
        Figures { labels, ..self }
    }

    fn samples(
        &self,
        metric: Metric,
        family: &mut Family<'_, String>,
    ) -> fmt::Result {
        let labels: Vec<_> =
            self.labels.iter().map(|(name, of)| (*name, of as _)).collect();
        let looks = self.feed.looks;
        match metric {
            Metric::Program => self.program(&labels, family),
            Metric::Resident => family.sample_known(&labels, self.resident),
            Metric::Looks => family.sample(&labels, looks),
            Metric::Standing => family.sample(&labels, self.feed.stood),
            Metric::LedgerAge => {
                let last = self.feed.last.as_ref();
                let age = last.map(|of| self.now.duration_since(of.at));
                family.sample_known(&labels, age)
            }
            metric => {
                let counted = self.counted.and_then(|of| of.figure(metric));
                match (counted, &self.feed.last) {
                    (Some(counted), _) => family.sample(&labels, counted),
                    (_, Some(last)) => last.samples(metric, &labels, family),
                    _ => Ok(()),
                }
            }
        }
    }

    fn program(
        &self,
        labels: &[Label<'_>],
        family: &mut Family<'_, String>,
    ) -> fmt::Result {
        let mut labels = labels.to_vec();
        if self.labels.is_empty() {
            labels.push(("program", &self.program));
        }
        let allocator = self.feed.last.as_ref();
        if let Some((name, version)) = allocator.and_then(|of| of.allocator()) {
            labels.push(("allocator", name));
            if !version.is_empty() {
                labels.push(("version", version));
            }
        }
        family.sample(&labels, 1_u64)
    }
}

fn counted(of: Counters) -> Counted {
    let Counters { allocations, frees, live, total, peak_live } = of;
    Counted { live, peak_live, allocations, frees, requested: total }
}

impl Last {
    fn allocator(&self) -> Option<&(String, String)> {
        self.allocator.as_ref()
    }

    fn samples(
        &self,
        metric: Metric,
        labels: &[Label<'_>],
        family: &mut Family<'_, String>,
    ) -> fmt::Result {
        match metric {
            Metric::Ledger => {
                for (row, bytes) in self.phase.ledger.known() {
                    let labels = [&[("row", &row.name() as _)], labels];
                    family.sample(&labels.concat(), bytes)?;
                }
                Ok(())
            }
            Metric::LedgerResidual => {
                family.sample_known(labels, self.phase.ledger.residual)
            }
            metric if metric.is_of_containers() => {
                for row in &self.phase.containers {
                    let labels = [&[("container", &row.name as _)], labels];
                    let figure = contained(row).figure(metric);
                    family.sample_known(&labels.concat(), figure)?;
                }
                Ok(())
            }
            metric => family.sample_known(labels, self.figure(metric)),
        }
    }

    fn figure(&self, metric: Metric) -> Option<u64> {
        let phase = &self.phase;
        match metric {
            Metric::LedgerResident => Some(phase.net_resident()),
            Metric::Observer => Some(phase.observer),
            Metric::PeakResident => phase.peak_resident,
            Metric::Allocated => phase.allocated,
            Metric::Untouched => phase.untouched,
            Metric::Swapped => phase.swapped,
            Metric::LazyFree => phase.lazy_free,
            _ => None,
        }
    }
}

fn contained(of: &ContainerRow) -> Contained {
    Contained {
        live: Some(of.live),
        payload: Some(of.payload),
        slack: Some(of.slack),
        elements: Some(of.elements),
        capacity: Some(of.capacity),
    }
}

/// The text of `all`.
pub(super) fn text(format: TextFormat, all: &[Figures<'_>]) -> String {
    let mut text = String::new();
    let written = write(format, &mut text, |metric, family| {
        all.iter().try_for_each(|of| of.samples(metric, family))
    });
    // A string takes whatever is written to it.
    debug_assert!(written.is_ok());
    text
}
