//! glibc's malloc, 2.26 to 2.43, of 64 bits.
//!
//! An arena is a `malloc_state`: a lock, lists of free chunks by size (fast
//! bins, bins), and a top. The main arena is a variable of libc's, and the
//! others hang on it in a ring. Their memory is chunks side by side, each with
//! its size in front of it, and a flag that says whether the one before is in
//! use; so from the first chunk all others are found. What a thread has just
//! freed stays in its cache, and small chunks in fast bins, both as if in use.
//! Large chunks have mappings of their own.
//!
//! `find` finds the main arena; `state` reads an arena; `main_heap` and
//! `heaps` know where its memory is, `mapped` the large chunks; `chain` walks
//! chunks; `tcache` and `held` know which of those in use are not; `trim`
//! says what `malloc_trim(0)` would give back; `show` puts it together.
//! `unknown` says what a version must show that is not known.

mod find;
mod layout;
mod unknown;
mod version;

mod parameters;
mod state;

mod heaps;
mod main_heap;
mod mapped;
mod stretch;

mod chain;
mod held;
mod steps;
mod tcache;

mod show;
mod total;
mod trim;

use crate::{Allocator, Check, Heap, Refusal, Sink, Target, Walked, Walker};
use layout::Layout;
use main_heap::Ends;
use mapped::{FoundMapped, Sought};
use parameters::{Parameters, ParametersAddress};
use show::WalkedArenas;
use state::Arena;
use steps::Steps;
use stretch::Stretch;

/// Finds glibc's malloc, shared or linked into the binary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glibc;

impl Walker for Glibc {
    fn name(&self) -> &'static str {
        "glibc"
    }

    fn find(&self, target: &Target<'_>) -> Result<Vec<Box<dyn Heap>>, Refusal> {
        find::find(target)
    }
}

/// glibc's malloc in a process.
#[derive(Clone, Debug)]
struct GlibcHeap {
    allocator: Allocator,
    /// The address of the main arena.
    main: u64,
    layout: Layout,
    /// `None` where it was not found.
    parameters: Option<ParametersAddress>,
}

/// Everything but the chunks.
#[derive(Debug)]
struct Frame {
    arenas: Vec<Arena>,
    stretches: Vec<Stretch>,
    mapped: FoundMapped,
    checks: Vec<Check>,
    notes: Vec<String>,
}

impl Heap for GlibcHeap {
    fn allocator(&self) -> &Allocator {
        &self.allocator
    }

    fn is_estimate(&self) -> bool {
        self.unknown().is_some()
    }

    /// A chunk's size is a multiple of 16, and what would be left of a free
    /// one is given along if it is less than the smallest. A mapped chunk
    /// fills its last page.
    fn spare(&self, usable: u64) -> u64 {
        const PAGE: u64 = 4096;
        let beside = layout::HEADER + self.layout.mapped_tail();
        let is_mapped = (usable + beside).is_multiple_of(PAGE);
        let smallest = layout::CHUNK_MIN;
        if is_mapped { PAGE + smallest } else { smallest - 1 }
    }

    fn walk(
        &self,
        target: &Target<'_>,
        sink: &mut dyn Sink,
    ) -> Result<Walked, Refusal> {
        let mut steps = Steps::of(target);
        let arenas = self.arenas(target)?;
        let at_work = at_work(&arenas);
        let mut walked = self
            .walk_arenas(target, arenas, &mut steps, sink)
            .map_err(|refusal| match &at_work {
                // A retry may find it at rest.
                Some(names) => Refusal::Busy {
                    what: format!("locked: {names}; and {refusal}"),
                },
                None => refusal,
            })?;
        walked.notes.extend(at_work.map(|names| {
            format!(
                "at work when the process stopped: {names}; what a thread \
                 was about to take or give back may stand in the wrong row"
            )
        }));
        Ok(walked)
    }

    fn in_use_at_most(&self, target: &Target<'_>) -> Option<u64> {
        self.total(target)
    }
}

/// The arenas that are locked, by name.
fn at_work(arenas: &[Arena]) -> Option<String> {
    let locked = arenas.iter().filter(|arena| arena.locked);
    let names: Vec<_> = locked.map(Arena::name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

impl GlibcHeap {
    fn walk_arenas(
        &self,
        target: &Target<'_>,
        arenas: Vec<Arena>,
        steps: &mut Steps,
        sink: &mut dyn Sink,
    ) -> Result<Walked, Refusal> {
        let assumed = self.frame(target, arenas.clone(), Ends::Assumed, steps);
        if let Ok(frame) = assumed
            && let Ok(caches) = self.show(target, &frame, steps, sink)
        {
            return self.certified(frame, caches);
        }
        sink.restart();
        let frame = self
            .frame(target, arenas, Ends::Walked, steps)
            .map_err(|refusal| self.named(refusal))?;
        let caches = self
            .show(target, &frame, steps, sink)
            .map_err(|refusal| self.named(refusal))?;
        self.certified(frame, caches)
    }

    /// Shows everything; returns how many caches of threads there are.
    fn show(
        &self,
        target: &Target<'_>,
        frame: &Frame,
        steps: &mut Steps,
        sink: &mut dyn Sink,
    ) -> Result<usize, Refusal> {
        let arenas = WalkedArenas {
            target,
            arenas: &frame.arenas,
            stretches: &frame.stretches,
            merges: self.layout.fast_bins().is_some(),
        };
        let caches = arenas.show(steps, sink)?;
        for chunk in &frame.mapped.chunks {
            show::mapped(chunk, self.layout.mapped_tail(), sink);
        }
        Ok(caches)
    }

    fn frame(
        &self,
        target: &Target<'_>,
        arenas: Vec<Arena>,
        ends: Ends,
        steps: &mut Steps,
    ) -> Result<Frame, Refusal> {
        let memory = target.memory;
        let parameters =
            self.parameters.map(|at| at.read(memory)).transpose()?;
        let mut frame = Frame {
            stretches: Vec::new(),
            mapped: FoundMapped::default(),
            checks: Vec::new(),
            notes: Vec::new(),
            arenas,
        };
        let Some((main, others)) = frame.arenas.split_first() else {
            return Ok(frame);
        };
        for arena in others {
            let stretches = heaps::stretches(target, arena, self.layout)?;
            let walked = stretches.iter().map(Stretch::len).sum();
            frame.checks.push(check(arena, walked)?);
            frame.stretches.extend(stretches);
        }
        let by_brk = if main.is_unused(self.layout) {
            main_heap::ByBrk::default()
        } else {
            main_heap::by_brk(target, main, parameters, ends, steps)?
        };
        let walked: u64 = by_brk.stretches.iter().map(Stretch::len).sum();
        let walked = walked + by_brk.foreign;
        frame.stretches.extend(by_brk.stretches);
        let known: Vec<_> =
            frame.stretches.iter().map(|s| s.span.clone()).collect();
        let missing = if main.contiguous && walked > 0 {
            0
        } else {
            main.system.saturating_sub(walked)
        };
        let sought = Sought {
            target,
            layout: self.layout,
            parameters,
            main,
            missing,
            known: &known,
        };
        frame.mapped = mapped::find(&sought, steps)?;
        let stretches = frame.mapped.stretches.iter();
        let walked = walked + stretches.map(Stretch::len).sum::<u64>();
        frame.checks.push(check(main, walked)?);
        frame.stretches.append(&mut frame.mapped.stretches);
        frame.count_mapped(parameters)?;
        frame.stretches.sort_unstable_by_key(|s| s.span.start);
        frame.is_apart()?;
        Ok(frame)
    }

    fn arenas(&self, target: &Target<'_>) -> Result<Vec<Arena>, Refusal> {
        let ring = find::ring(target.memory, self.main, self.layout);
        let ring = ring.ok_or_else(|| Refusal::Inconsistent {
            what: "its arenas do not lead back to the main one".to_owned(),
        })?;
        let read = |(number, address): (usize, &u64)| {
            Arena::read(target.memory, *address, number, self.layout)
        };
        ring.iter().enumerate().map(read).collect()
    }
}

impl Frame {
    fn walked(self) -> Walked {
        Walked { checks: self.checks, notes: self.notes }
    }

    /// Memory is of one arena, or of one chunk.
    fn is_apart(&self) -> Result<(), Refusal> {
        let stretches = self.stretches.iter().map(|s| &s.span);
        let chunks = self.mapped.chunks.iter().map(|chunk| &chunk.span);
        let mut all: Vec<_> = stretches.chain(chunks).collect();
        all.sort_unstable_by_key(|span| span.start);
        match all.windows(2).find(|two| two[0].end > two[1].start) {
            None => Ok(()),
            Some(two) => {
                let at = two[1].start;
                let what = format!("two arenas have the memory at {at:#x}");
                Err(Refusal::Inconsistent { what })
            }
        }
    }

    /// Compares the mapped chunks with what malloc counts.
    fn count_mapped(
        &mut self,
        parameters: Option<Parameters>,
    ) -> Result<(), Refusal> {
        let walked = self.mapped.bytes();
        let Some(parameters) = parameters else {
            self.notes.push(
                "malloc's own count of mapped chunks was not found: they are \
                 told by their headers alone"
                    .to_owned(),
            );
            return Ok(());
        };
        let what = "mapped chunks";
        self.checks.push(same(what, walked, parameters.mapped)?);
        Ok(())
    }
}

/// Compares an arena's memory with its own count of it.
fn check(arena: &Arena, walked: u64) -> Result<Check, Refusal> {
    same(&arena.name(), walked, arena.system)
}

fn same(what: &str, walked: u64, told: u64) -> Result<Check, Refusal> {
    let what = what.to_owned();
    if walked == told {
        Ok(Check { what, walked, told })
    } else {
        Err(Refusal::Disagrees { what, walked, told })
    }
}
