//! A probe that records a heap profile: it stands still nowhere, and ends
//! with the phase that it was asked for.

use super::host::ProbeHost;
use super::start::{self, Running};
use super::{RECORDED_LINE, Recorded, Recording};
use anyhow::{Context, Result, anyhow};
use residue::{Counters, PeakWatch, counters};
use residue_backends::{RunningProfiler, dhat_heap_stats, start_profiler_into};
use residue_profile::{Harness, PhaseMark};
use residue_scenarios::{Holding, Host};
use std::time::{Duration, Instant};

/// Phases for which there is room before the profiler starts.
const PHASES: usize = 64;

/// Runs the scenario until `recording` ends. Where that is at a phase, this
/// process ends there and then, with all that the scenario holds.
pub(super) fn record(
    running: &Running,
    inner: ProbeHost,
    recording: &Recording,
) -> Result<()> {
    let mut recorder = Recorder {
        inner,
        notes: Vec::with_capacity(PHASES),
        until: recording.until.clone(),
        running: None,
    };
    recorder.running = Some(SideBySide::begin(recording)?);
    running.run(&mut recorder);
    recorder.end()
}

/// The host of a scenario that is recorded. It allocates nothing.
struct Recorder {
    inner: ProbeHost,
    notes: Vec<Note>,
    until: Option<String>,
    running: Option<SideBySide>,
}

/// What the profiler had counted at a phase.
struct Note {
    phase: &'static str,
    elapsed: Duration,
    /// Bytes and blocks live, and bytes and blocks in all.
    heap: Option<[u64; 4]>,
}

/// The profiler and the tracker side by side, from one moment on.
struct SideBySide {
    profiler: RunningProfiler,
    watch: PeakWatch,
    before: Counters,
    start: Instant,
}

impl SideBySide {
    fn begin(recording: &Recording) -> Result<SideBySide> {
        let (file, frames) = (&recording.file, recording.frames);
        let profiler = start_profiler_into(file, frames);
        let profiler = profiler.context("dhat does not run")?;
        Ok(SideBySide {
            watch: PeakWatch::begin()?,
            before: counters().map_err(|status| anyhow!("{status}"))?,
            start: Instant::now(),
            profiler,
        })
    }

    /// What the tracker counted since; the profiler writes its file.
    fn end(self) -> Result<Harness> {
        let now = counters().map_err(|status| anyhow!("{status}"))?;
        let peak = self.watch.above_start();
        drop(self.watch);
        drop(self.profiler);
        let before = self.before;
        let blocks = |of: Counters| of.allocations - of.frees;
        Ok(Harness {
            total: Some(now.total - before.total),
            total_blocks: Some(now.allocations - before.allocations),
            peak: Some(peak),
            end: now.live.checked_sub(before.live),
            end_blocks: blocks(now).checked_sub(blocks(before)),
        })
    }
}

impl Recorder {
    /// Ends the profile, and says what was counted.
    fn end(&mut self) -> Result<()> {
        let running = self.running.take().context("it has ended already")?;
        let counted = running.end()?;
        let phases = self.notes.iter().map(Note::mark).collect();
        let recorded = Recorded { phases, counted };
        start::say(RECORDED_LINE, &serde_json::to_string(&recorded)?)?;
        Ok(())
    }
}

impl Host for Recorder {
    fn within(&mut self, container: &'static str, work: &mut dyn FnMut()) {
        self.inner.within(container, work);
    }

    fn declare(&mut self, holding: Holding) {
        self.inner.declare(holding);
    }

    fn mark(&mut self, phase: &'static str) {
        self.inner.mark(phase);
        // More than there is room for would be the profile's.
        if self.notes.len() < self.notes.capacity() {
            let elapsed = self.running.as_ref().map(|of| of.start.elapsed());
            let elapsed = elapsed.unwrap_or_default();
            let heap = heap();
            self.notes.push(Note { phase, elapsed, heap });
        }
        if self.until.as_deref() == Some(phase) {
            let ended = self.end();
            if let Err(error) = &ended {
                // The exit code says it to whoever does not listen.
                let _ = start::say(super::ERROR_LINE, &format!("{error:#}"));
            }
            std::process::exit(if ended.is_ok() { 0 } else { 2 });
        }
    }

    fn settle(&mut self) {
        self.inner.settle();
    }

    fn work(&mut self, step: &mut dyn FnMut()) {
        self.inner.work(step);
    }

    fn collect(&mut self) {
        self.inner.collect();
    }

    fn purge(&mut self) {
        self.inner.purge();
    }
}

fn heap() -> Option<[u64; 4]> {
    let heap = dhat_heap_stats()?;
    let (bytes, blocks) = (heap.curr_bytes, heap.curr_blocks);
    Some([bytes as u64, blocks as u64, heap.total_bytes, heap.total_blocks])
}

impl Note {
    fn mark(&self) -> PhaseMark {
        let figure = |at: usize| self.heap.map(|heap| heap[at]);
        PhaseMark {
            name: self.phase.to_owned(),
            time_us: Some(self.elapsed.as_micros() as u64),
            live: figure(0),
            live_blocks: figure(1),
            total: figure(2),
            total_blocks: figure(3),
        }
    }
}
