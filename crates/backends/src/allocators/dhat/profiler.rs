//! The profiler's life and its counts.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use ::dhat::{HeapStats, Profiler, ProfilerBuilder};

use super::nesting::Inside;
use crate::backend::Backend;
use crate::current::current;

// dhat panics if it is started twice or asked for counts while it does not
// run.
static RUNNING: AtomicBool = AtomicBool::new(false);

/// A profiler that runs until this is dropped.
#[derive(Debug)]
#[must_use = "the profiler stops when this is dropped"]
pub struct RunningProfiler {
    profiler: Option<Profiler>,
}

/// Starts dhat's heap profiler, which then counts every allocation with its
/// call stack and writes nothing when it stops.
///
/// `None` if [`Backend::Dhat`] is not the backend of this process, or the
/// profiler runs already. Objects that were allocated before are not counted,
/// also when they are freed.
pub fn start_profiler() -> Option<RunningProfiler> {
    // In testing mode it saves no file.
    start(ProfilerBuilder::testing)
}

/// As [`start_profiler`], but writes the profile to `file` when it stops, and
/// to standard error what it came to, or why it could not be written.
///
/// Of each call stack it keeps `frames` frames, from the innermost on and at
/// least 4, without its own and those below `main`; with `None`, all of them.
pub fn start_profiler_into(
    file: &Path,
    frames: Option<usize>,
) -> Option<RunningProfiler> {
    start(|builder| builder.file_name(file).trim_backtraces(frames))
}

fn start(
    set_up: impl FnOnce(ProfilerBuilder) -> ProfilerBuilder,
) -> Option<RunningProfiler> {
    if current() != Backend::Dhat || RUNNING.swap(true, Ordering::Relaxed) {
        return None;
    }
    let _inside = Inside::enter();
    let profiler = set_up(Profiler::builder()).build();
    Some(RunningProfiler { profiler: Some(profiler) })
}

impl Drop for RunningProfiler {
    fn drop(&mut self) {
        let _inside = Inside::enter();
        drop(self.profiler.take());
        RUNNING.store(false, Ordering::Relaxed);
    }
}

/// What dhat counted since it was started; `None` if it does not run.
///
/// To be called by the thread that holds the [`RunningProfiler`], or while
/// that cannot be dropped.
pub fn dhat_heap_stats() -> Option<HeapStats> {
    if !RUNNING.load(Ordering::Relaxed) {
        return None;
    }
    let _inside = Inside::enter();
    Some(HeapStats::get())
}
