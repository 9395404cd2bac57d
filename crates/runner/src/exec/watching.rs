//! One process under observation, from its start to its end.

use super::clock::{ByClock, Clock};
use super::looks::{ATTACHED, Look, Looks, PEAK, Recent, START};
use super::peaks::{Height, Peaks};
use super::sight::{BRIEFLY, LONG, Sight};
use crate::brink::{Brink, LIMIT};
use crate::metrics::{Feed, Figures};
use crate::phase::{self, Level};
use crate::sampler::{Glance, Sampler};
use residue_observer::{
    Counters, Error, Held, NearestLimit, Observer, OutsideSnapshot,
};
use residue_report::{Bytes, Probe};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::time::{Duration, Instant};

/// One process under observation. Nothing that goes wrong here concerns the
/// process: it is noted, and the process goes on.
pub(super) struct Watching {
    pub(super) pid: u32,
    observer: Observer,
    sight: Sight,
    looks: Looks,
    peaks: Peaks,
    by_clock: Option<ByClock>,
    brink: Brink,
    /// What is kept of it in a file.
    pub(super) recent: Recent,
    /// The program's file, as it was when this was attached.
    file: Option<(u64, u64)>,
    feed: Feed,
    sampler: Sampler,
    notes: Vec<String>,
}

impl Watching {
    /// Attaches to a process that has begun.
    pub(super) fn of(
        pid: u32,
        clock: Option<Clock>,
    ) -> Result<Watching, Error> {
        let observer = match Observer::attach(pid) {
            Err(Error::NoSegment { .. } | Error::Detached { .. }) => {
                Observer::attach_untracked(pid)?
            }
            observer => observer?,
        };
        let now = Instant::now();
        let by_clock = clock.map(|clock| ByClock::starting(clock, now));
        let group = observer.control_group().ok().flatten();
        Ok(Watching {
            pid,
            observer,
            sight: Sight::of(pid),
            looks: Looks::default(),
            peaks: Peaks::new(now),
            by_clock,
            brink: Brink::of(group, now),
            recent: Recent::default(),
            file: file_of(pid),
            feed: Feed::default(),
            sampler: Sampler::starting(now),
            notes: Vec::new(),
        })
    }

    /// The same, of one of many.
    pub(super) fn of_many(mut self) -> Watching {
        self.sight.is_of_many = true;
        self
    }

    /// Whether its objects are tracked.
    pub(super) fn is_tracked(&self) -> bool {
        self.observer.sample().is_ok_and(|sample| sample.live.is_some())
    }

    /// Whether a look of this name is kept.
    pub(super) fn has(&self, name: &str) -> bool {
        self.looks.has(name)
    }

    /// Takes a look that is kept as the phase `name`; returns a sentence of
    /// it, or of why there is none, which is noted, too.
    pub(super) fn look(&mut self, name: &str) -> Result<String, String> {
        let look = self.take(name);
        if [START, ATTACHED].contains(&name) {
            // The program is yet to set its allocators up.
            self.sight.forget();
            self.warn_of_limit();
        }
        look.map(|look| self.looks.keep(look))
    }

    /// Does what is due, and answers how long to wait for the next.
    pub(super) fn idle(&mut self) -> Duration {
        let now = Instant::now();
        let mut seen = None;
        let observer = &self.observer;
        let wait = self.sampler.wait(now, || {
            seen = observer.sample().ok();
            seen.map(Glance::from)
        });
        if let Some(seen) = seen {
            self.recent.sample = Some((now, seen));
        }
        if let Some(near) = self.brink.reached(now) {
            self.look_at_limit(&near);
        }
        if let Some(seen) = seen
            && self.peaks.is_new(seen.into(), now)
            && let Ok(look) = self.take(PEAK)
        {
            // The highest is all that is kept of these.
            let stood = Duration::from_nanos(look.phase.standing_ns);
            self.peaks.stood(stood, look.phase.net_resident());
        }
        if self.by_clock.as_ref().is_some_and(|clock| clock.is_due(now)) {
            self.look_by_clock();
        }
        let now = Instant::now();
        let wait = wait.min(self.brink.wait(now));
        let clock = self.by_clock.as_ref();
        clock.map_or(wait, |clock| clock.wait(now).min(wait))
    }

    /// The limit of its control group is near: the next look may come too
    /// late.
    fn look_at_limit(&mut self, near: &NearestLimit) {
        // What went wrong is noted.
        let _ = self.look(LIMIT);
        let seen = self.recent.looks.last().filter(|_| self.is_tracked());
        let maps = seen.map_or(0, |(_, phase)| phase.observer);
        self.note(format!(
            "{LIMIT}: {} of the {} that control group {} may use were charged, \
             {} of it by Residue itself",
            Bytes(near.charged),
            Bytes(near.limit),
            near.path,
            Bytes(maps),
        ));
    }

    /// What the tracker keeps is charged to the program's control group.
    fn warn_of_limit(&mut self) {
        let Some(near) = self.brink.nearest() else { return };
        let is_short = near.headroom() < SHORT || near.percent() >= SHORT_PART;
        if is_short && self.is_tracked() {
            self.note(format!(
                "control group {} has room for {} more of {}: the tracker's \
                 map of objects takes a sixteenth of the heap from it, and up \
                 to an eighth where objects are tiny; raise its limit by as \
                 much",
                near.path,
                Bytes(near.headroom()),
                Bytes(near.limit),
            ));
        }
    }

    /// What it counted, read while it goes on.
    pub(super) fn counters(&self) -> Option<Counters> {
        self.observer.counters().ok().flatten()
    }

    /// The allocator that the last look with one found, and its version.
    pub(super) fn allocator(&self) -> Option<(String, String)> {
        self.looks.allocator()
    }

    /// What the reader of the looks should know.
    pub(super) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// What it holds by its segment, and held when it ended; `None` where it
    /// has none, or goes on as another program that writes none.
    pub(super) fn held(&mut self) -> Result<Option<Held>, Error> {
        let now = file_of(self.pid);
        if now.is_some() && now != self.file {
            return Ok(None);
        }
        if now.is_none() {
            // It is looked at no more, and its maps are in the way.
            self.sight.forget();
        }
        self.observer.held()
    }

    /// What it holds about now; nothing where that cannot be read.
    fn height(&self) -> Height {
        self.observer.sample().map_or(Height::default(), Height::from)
    }

    /// What was resident when it was last read; 0 before that.
    fn recent_resident(&self) -> u64 {
        self.recent.sample.map_or(0, |(_, seen)| seen.resident)
    }

    fn look_by_clock(&mut self) {
        let Some(clock) = &mut self.by_clock else { return };
        if let Some(name) = clock.next_name() {
            // What went wrong is noted.
            let _ = self.look(&name);
        } else if self.peaks.may_look(self.recent_resident(), Instant::now()) {
            // It may be the highest.
            drop(self.take(PEAK));
        }
        if let Some(clock) = &mut self.by_clock {
            clock.taken(Instant::now());
        }
    }

    /// What is served of it, which is the program `name`.
    pub(super) fn figures<'a>(&'a self, name: &'a str) -> Figures<'a> {
        Figures::read(name, &self.observer, &self.feed)
    }

    /// Looks; why it could not is noted, too.
    fn take(&mut self, name: &str) -> Result<Look, String> {
        let began = Instant::now();
        let before = self.height();
        self.sampler.reached(None, began);
        let seen = self.see(name);
        let ended = Instant::now();
        self.sampler.goes_on(ended);
        let around = before.min(self.height());
        let seen = match seen {
            Ok(seen) => seen,
            Err(error) => {
                let why = match file_of(self.pid) {
                    Some(_) => {
                        let error = anyhow::Error::from(error);
                        format!("it was not looked at: {error:#}")
                    }
                    None => "it ended before it was looked at".to_owned(),
                };
                self.note(format!("{name}: {why}"));
                return Err(why);
            }
        };
        let stood = seen.stopped.unwrap_or_default();
        self.peaks.saw(&seen.snapshot, around);
        let look = Look {
            at: self.sampler.own_time(),
            phase: phase::phase(
                name,
                &seen.snapshot,
                stood,
                &mut Level::default(),
            ),
            allocator: allocator(&seen),
        };
        self.feed.looked(&look.phase, look.allocator.clone(), stood);
        for warning in seen.snapshot.warnings {
            self.note(format!("{name}: {warning}"));
        }
        self.recent.looked(&look.phase);
        self.looks.raise(&look);
        Ok(look)
    }

    fn see(&mut self, name: &str) -> Result<OutsideSnapshot, Error> {
        // Where the limit is near there may be no time to find anything.
        let lasts = match (self.brink.is_soon(), name) {
            (true, _) => None,
            // It goes on until it is found; at a phase it waits.
            (_, PEAK) => Some(LONG),
            _ => Some(BRIEFLY),
        };
        self.sight.look(lasts)
    }

    /// Notes something once.
    pub(super) fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// All of it as a probe, `probe` being what is known of the program.
    pub(super) fn finish(mut self, probe: Probe) -> Probe {
        if let Some(missed) = self.peaks.missed() {
            self.note(format!(
                "peak: {missed} at a moment that was not looked at: looks at \
                 peaks may take a fiftieth of the time; --every takes more"
            ));
        }
        let allocator = self.looks.allocator();
        let (backend, backend_version) = match allocator {
            Some((name, version)) if probe.backend.is_empty() => {
                (name, version)
            }
            Some((_, version)) => (probe.backend, version),
            None => (probe.backend, String::new()),
        };
        let mut warnings = probe.warnings;
        warnings.append(&mut self.notes);
        Probe {
            backend,
            backend_version,
            warnings,
            samples: self.sampler.samples(),
            phases: self.looks.phases(),
            ..probe
        }
    }
}

/// Room in a control group that is short, in bytes; and how much of the limit
/// is charged then, in percent.
const SHORT: u64 = 64 << 20;
const SHORT_PART: u64 = 75;

/// What tells the program's file from any other; `None` once it has ended.
fn file_of(pid: u32) -> Option<(u64, u64)> {
    let file = fs::metadata(format!("/proc/{pid}/exe")).ok()?;
    Some((file.dev(), file.ino()))
}

/// The allocator that holds most, and its version.
fn allocator(seen: &OutsideSnapshot) -> Option<(String, String)> {
    let most = &seen.heaps.first()?.allocator;
    Some((most.name.to_owned(), most.version.clone().unwrap_or_default()))
}
