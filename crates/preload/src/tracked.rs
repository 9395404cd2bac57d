//! Whether this process is tracked: from the first operation that finds the
//! next allocator, and not in its children.
#![expect(unsafe_code, reason = "a page that children find empty")]

use crate::next;
use residue::{Hooks, Status};
use std::sync::atomic::AtomicU8;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

/// What every operation is told to.
pub(crate) static HOOKS: Hooks = Hooks::new();

/// How far this process is.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Stage {
    /// Nothing was allocated yet.
    Fresh,
    /// The next allocator is being found: the arena serves.
    Finding,
    /// The next allocator is known. Operations are passed on, and tracked too
    /// where the flag says so.
    Known,
}

static STAGE: AtomicU8 = AtomicU8::new(Stage::Fresh as u8);

/// A page of its own, that the kernel empties in a child, whichever way it
/// was made: a child must not write what its parent's observer reads.
#[cfg_attr(target_arch = "aarch64", repr(align(65536)))]
#[cfg_attr(not(target_arch = "aarch64"), repr(align(4096)))]
struct Page {
    /// 1 where operations are tracked.
    is_on: AtomicU8,
}

static PAGE: Page = Page { is_on: AtomicU8::new(0) };

/// Whether operations are tracked.
#[inline(always)]
pub(crate) fn is_on() -> bool {
    PAGE.is_on.load(Relaxed) != 0
}

/// Who serves an operation.
pub(crate) enum Server {
    /// The next allocator, and the operation is tracked.
    Tracked,
    /// The next allocator.
    Next,
    /// The arena.
    Arena,
}

/// Who serves an operation that found nothing tracked; the first caller finds
/// the next allocator, and starts tracking with its own operation.
#[cold]
pub(crate) fn server() -> Server {
    if let Some(finding) = Finding::begin() {
        next::find();
        finding.end(true);
    }
    match STAGE.load(Acquire) == Stage::Known as u8 {
        true if is_on() => Server::Tracked,
        true => Server::Next,
        false => Server::Arena,
    }
}

/// Starts tracking while the library is loaded, unless somebody has allocated
/// already. A program whose own file has a `malloc` does not come to this one,
/// and of what it allocates nothing would be counted.
pub(crate) fn load() {
    if let Some(finding) = Finding::begin() {
        next::find();
        let is_called = next::is_programs();
        finding.end(is_called);
    }
}

/// One caller of the process finds the next allocator.
struct Finding;

impl Finding {
    fn begin() -> Option<Finding> {
        let (fresh, finding) = (Stage::Fresh as u8, Stage::Finding as u8);
        let first = STAGE.compare_exchange(fresh, finding, AcqRel, Acquire);
        first.is_ok().then_some(Finding)
    }

    fn end(self, is_called: bool) {
        STAGE.store(Stage::Known as u8, Release);
        // What this allocates is passed on.
        if is_called && start() {
            PAGE.is_on.store(1, Release);
        }
    }
}

/// Starts tracking; `false` where there is no map to read sizes back from, and
/// so no way to count what is freed.
fn start() -> bool {
    // SAFETY: the next allocator was found.
    let object = unsafe { next::malloc(1) };
    // SAFETY: it was just allocated, or is null.
    unsafe { HOOKS.allocated(object.cast(), Hooks::kept_size(1)) };
    let is_tracked = residue::status() == Status::Tracked;
    // SAFETY: it is freed next.
    unsafe { HOOKS.freeing_unsized(object.cast()) };
    // SAFETY: the next allocator allocated it, or it is null.
    unsafe { next::free(object) };
    if !(is_tracked && empty_in_children()) {
        HOOKS.give_up();
        return false;
    }
    true
}

fn empty_in_children() -> bool {
    let page = (&raw const PAGE).cast_mut().cast();
    // SAFETY: `in_child` stores to an atomic and nothing else.
    let told = unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    // Without it, as on kernels before 4.14, a child of a raw `clone` is not
    // told from its parent; that of `fork` is.
    // SAFETY: the page holds nothing but the flag, and the advice changes
    // nothing in this process.
    unsafe { libc::madvise(page, size_of::<Page>(), libc::MADV_WIPEONFORK) };
    told == 0
}

/// Called by the C library in every child that `fork` makes.
unsafe extern "C" fn in_child() {
    PAGE.is_on.store(0, Relaxed);
}
