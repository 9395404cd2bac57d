//! What is kept of a program in a file while it runs, so that it outlives the
//! program, whatever ends it, and this process too.
//!
//! The program's segment is memory that this process shares: when the program
//! is killed, all that was counted is read from it once more. Where this
//! process is killed with it, the file has what was written last: it is
//! written again whenever it was looked at, and else about once a second, if
//! something moved, for at most a fiftieth of the time. Nothing of it waits
//! for a disk.

use super::looks::Recent;
use super::watching::Watching;
use crate::replaced::swap;
use residue_observer::{ControlGroup, Counters, Held, HeldObjects};
use residue_report::Sample;
use residue_report::doctor::Counted;
use residue_report::kept::{
    End, Kept, KeptClass, KeptHeld, KeptLook, KeptObject,
};
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often it is written, at most, where nobody looked meanwhile.
const OFTEN: Duration = Duration::from_secs(1);

/// It takes one part in so many of the time.
const SHARE: u32 = 50;

/// What is kept of one program.
pub(super) struct Keeper {
    file: PathBuf,
    began: Instant,
    kept: Kept,
    due: Instant,
    /// What tells the file that was written last from any other.
    written: Option<(u64, u64)>,
}

impl Keeper {
    /// Of the program `pid`, which has just been started.
    pub(super) fn of(file: &Path, pid: u32, command: String) -> Keeper {
        let began = jiff::Timestamp::now().to_string();
        let kept = Kept { pid, command, began, ..Kept::default() };
        let now = Instant::now();
        let file = file.to_owned();
        Keeper { file, began: now, kept, due: now, written: None }
    }

    /// Writes what is known of the program that is watched.
    pub(super) fn put(&mut self, of: &mut Watching) -> io::Result<()> {
        let now = Instant::now();
        self.read(of, now);
        self.write(now)
    }

    /// Whether the file is still the one that was written last. It is not
    /// where somebody removed it, or writes another by its name.
    pub(super) fn is_own(&self) -> bool {
        let found = fs::metadata(&self.file).ok();
        found.map(|of| (of.dev(), of.ino())) == self.written
    }

    /// Writes what is known of the program that is watched, if it is due.
    pub(super) fn idle(&mut self, of: &mut Watching) {
        let now = Instant::now();
        let has_news = of.recent.take_news();
        let is_due = now >= self.due && self.has_moved(of);
        if !(has_news || is_due) {
            return;
        }
        self.read(of, now);
        // What went wrong will go wrong at its end, too, and be told then.
        let _ = self.write(now);
        let took = now.elapsed();
        self.due = now + took + (took * SHARE).max(OFTEN);
    }

    /// Writes what is known of a program that has ended; `of` is what was
    /// watched of it.
    pub(super) fn end(
        mut self,
        of: Option<&mut Watching>,
        group: Option<&ControlGroup>,
        end: End,
    ) -> io::Result<()> {
        let now = Instant::now();
        if let Some(of) = of {
            self.read(of, now);
        }
        self.kept.cgroup = group.and_then(ControlGroup::read);
        self.kept.end = Some(end);
        self.write(now)
    }

    /// Whether the program allocated or freed since the last time.
    fn has_moved(&self, of: &Watching) -> bool {
        let counted = |of: &Counters| (of.allocations, of.frees);
        let before = self.kept.counted.map(|of| (of.allocations, of.frees));
        of.counters().is_some_and(|now| Some(counted(&now)) != before)
    }

    fn read(&mut self, of: &mut Watching, now: Instant) {
        let since = |at: Instant| nanoseconds(at, self.began);
        let Recent { looks, sample, .. } = &of.recent;
        let looks = looks.iter().map(|(at, phase)| KeptLook {
            at_ns: since(*at),
            phase: phase.clone(),
        });
        self.kept.looks = looks.collect();
        self.kept.sample = sample.map(|(at, sample)| Sample {
            at_ns: since(at),
            resident: sample.resident,
            live: sample.live,
            lazy_free: None,
        });
        if let Some((name, version)) = of.allocator() {
            self.kept.backend = name;
            self.kept.backend_version = version;
        }
        self.kept.notes = of.notes().to_vec();
        let held_ns = since(now);
        match of.held() {
            Ok(Some(held)) => self.enter(held, held_ns),
            Ok(None) => (self.kept.counted, self.kept.held) = (None, None),
            // What was seen before stands, with its own time.
            Err(error) => self.kept.notes.push(format!(
                "live bytes could not be read once more: {error}"
            )),
        }
    }

    fn enter(&mut self, held: Held, at_ns: u64) {
        let Counters { allocations, frees, live, total, peak_live } =
            held.counters;
        let counted = Counted { allocations, frees, live, total, peak_live };
        self.kept.counted = Some(counted);
        self.kept.held_ns = at_ns;
        self.kept.held = match held.objects {
            Ok(objects) => {
                self.kept.notes.extend(objects.warnings.iter().cloned());
                Some(kept(objects))
            }
            Err(why) => {
                self.kept.notes.push(format!("live objects: {why}"));
                None
            }
        };
    }

    fn write(&mut self, now: Instant) -> io::Result<()> {
        self.kept.written_ns = nanoseconds(now, self.began);
        let text = self.kept.to_json();
        let file = swap(&self.file, |file| file.write_all(text.as_bytes()))?;
        let written = file.metadata()?;
        self.written = Some((written.dev(), written.ino()));
        Ok(())
    }
}

fn nanoseconds(at: Instant, began: Instant) -> u64 {
    at.saturating_duration_since(began).as_nanos() as u64
}

/// Live objects, as they are stored.
pub(crate) fn kept(objects: HeldObjects) -> KeptHeld {
    let classes = objects.by_size.iter().map(|of| KeptClass {
        most: of.most,
        objects: of.objects,
        bytes: of.bytes,
    });
    let largest = objects.largest.into_iter().map(|of| KeptObject {
        address: of.address,
        size: of.size,
        container: of.container,
    });
    KeptHeld {
        objects: objects.objects,
        bytes: objects.bytes,
        containers: objects.containers,
        by_size: classes.collect(),
        largest: largest.collect(),
    }
}
