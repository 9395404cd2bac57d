//! The hooks that count and keep the live map.
#![expect(unsafe_code, reason = "the caller says where objects are")]

use super::moving::Moving;
use super::owned_or_large;
use super::slow::{self, Records::CountersAndMap};
use super::start::Activation;
use super::usual;
use crate::{process, thread};
use residue_segment::LiveCell;

/// Counts what happens to objects, and keeps the map of those that live.
///
/// This is what [`Tracking`](crate::Tracking) is made of, for allocators that
/// are called in another way than by
/// [`GlobalAlloc`](std::alloc::GlobalAlloc). C's `free`, for one, comes
/// without a size: [`Hooks::freeing_unsized`] reads it back from the map.
/// None of the hooks allocates, locks or panics. The counters are those of
/// the process, whichever hooks are called.
///
/// An object is noted after it was allocated, and before it is freed:
/// afterwards its place may be another thread's already.
///
/// ```
/// use residue::Hooks;
///
/// static HOOKS: Hooks = Hooks::new();
///
/// unsafe fn malloc(size: usize) -> *mut u8 {
///     let object = unsafe { libc::malloc(size) };
///     // As large as it is when it is read back.
///     let size = Hooks::kept_size(size);
///     unsafe { HOOKS.allocated(object.cast(), size) }
/// }
///
/// unsafe fn free(object: *mut u8) {
///     unsafe { HOOKS.freeing_unsized(object) };
///     unsafe { libc::free(object.cast()) };
/// }
///
/// let object = unsafe { malloc(13) };
/// let before = residue::counters().expect("counted since").live;
/// unsafe { free(object) };
/// assert_eq!(before - residue::counters().expect("still").live, 16);
/// ```
#[derive(Debug)]
pub struct Hooks {
    activation: Activation,
}

impl Hooks {
    /// Tracks, unless the environment variable `RESIDUE` is `off`.
    pub const fn new() -> Hooks {
        Hooks { activation: Activation::Automatic }
    }

    /// Does not track, unless the environment variable `RESIDUE` is `on`.
    pub const fn opt_in() -> Hooks {
        Hooks { activation: Activation::OnRequest }
    }

    /// Bytes that the map can tell of an object of `size` bytes: `size` itself
    /// if it is more than 976, else the next multiple of 8, at least 8.
    ///
    /// Where objects are freed without a size, this is the size to allocate
    /// them with, so that `live` falls by as much as it rose.
    pub const fn kept_size(size: usize) -> usize {
        LiveCell::kept_size(size as u64) as usize
    }

    /// Notes that `ptr`, which may be null, was allocated; returns it.
    ///
    /// # Safety
    ///
    /// `ptr` is null, or where an object of `size` bytes begins that was not
    /// freed yet, and of which the hooks do not know.
    #[inline(always)]
    pub unsafe fn allocated(&self, ptr: *mut u8, size: usize) -> *mut u8 {
        // A check of its own, and first: so it is merged with the caller's.
        if ptr.is_null() {
            return ptr;
        }
        // One call for all that is not usual: LLVM weighs this function by
        // its calls, and would not inline it with another.
        if !usual::allocated(ptr, size) {
            return owned_or_large::allocated(ptr, size, self.activation);
        }
        ptr
    }

    /// Notes that the object of `size` bytes at `ptr` is about to be freed.
    ///
    /// # Safety
    ///
    /// An object lives at `ptr` that [`allocated`](Hooks::allocated) or
    /// [`moved`](Hooks::moved) was told of, with the same size. The caller
    /// frees it next.
    #[inline]
    pub unsafe fn freeing(&self, ptr: *mut u8, size: usize) {
        if !self.try_freeing(ptr, size) {
            self.freeing_slowly(ptr, size);
        }
    }

    /// Notes that the object at `ptr` is about to be freed; answers its size.
    ///
    /// `None` means that the map shows no object there, and that nothing was
    /// counted: it was allocated before tracking began or by an allocator
    /// without hooks, or there is no map ([`status`](crate::status) says
    /// why). Null is no object either.
    ///
    /// # Safety
    ///
    /// If an object lives at `ptr` that [`allocated`](Hooks::allocated) or
    /// [`moved`](Hooks::moved) was told of, the caller frees it next.
    #[inline]
    pub unsafe fn freeing_unsized(&self, ptr: *mut u8) -> Option<usize> {
        if ptr.is_null() {
            return None;
        }
        let size = match usual::freeing_unsized(ptr) {
            None => owned_or_large::freed_unsized(ptr, self.activation),
            size => size,
        };
        size.map(|size| size as usize)
    }

    /// Notes that the object at `ptr` is about to be reallocated. Nothing is
    /// counted yet.
    ///
    /// # Safety
    ///
    /// As of [`freeing`](Hooks::freeing); the caller reallocates it next, and
    /// says how that went by [`moved`](Hooks::moved) or
    /// [`not_moved`](Hooks::not_moved).
    #[inline(always)]
    pub unsafe fn moving(&self, ptr: *mut u8) -> Moving {
        match self.try_moving(ptr, 0) {
            true => Moving::UNOWNED,
            false => owned_or_large::moving(ptr, self.activation),
        }
    }

    /// The same for an object whose size is not known; answers the size that
    /// [`moved`](Hooks::moved) or [`not_moved`](Hooks::not_moved) is then to
    /// be told. `None` where the map shows no object at `ptr`: then what is
    /// reallocated is new, and [`allocated`](Hooks::allocated) is to be told.
    ///
    /// # Safety
    ///
    /// As of [`moving`](Hooks::moving), for an object that the hooks know of.
    #[inline]
    pub unsafe fn moving_unsized(
        &self,
        ptr: *mut u8,
    ) -> Option<(Moving, usize)> {
        if let Some(size) = usual::moving_unsized(ptr) {
            return Some((Moving::UNOWNED, size as usize));
        }
        let known = owned_or_large::moving_unsized(ptr, self.activation);
        known.map(|(moving, size)| (moving, size as usize))
    }

    /// Notes that an object of `old_size` bytes was reallocated: `new_size`
    /// bytes at `ptr` now. It counts as one allocation and one free. The
    /// object stays its container's; one that had none becomes that of the
    /// scope it grew in.
    ///
    /// # Safety
    ///
    /// As of [`allocated`](Hooks::allocated), `ptr` not null; `moving` is what
    /// the object's reallocation began with.
    #[inline(always)]
    pub unsafe fn moved(
        &self,
        ptr: *mut u8,
        old_size: usize,
        new_size: usize,
        moving: Moving,
    ) {
        if moving.is_owned()
            || !usual::moved(ptr, old_size as u64, new_size as u64)
        {
            self.moved_slowly(ptr, old_size, new_size, moving);
        }
    }

    /// Notes that the object of `size` bytes at `ptr` could not be
    /// reallocated, and lives on.
    ///
    /// # Safety
    ///
    /// `moving` is what [`moving`](Hooks::moving) answered for `ptr`.
    #[inline(always)]
    pub unsafe fn not_moved(&self, ptr: *mut u8, size: usize, moving: Moving) {
        slow::not_moved(ptr, size, moving, self.activation);
    }

    /// Notes that the object of `size` bytes was freed by its reallocation:
    /// `realloc` to a size of 0 may do that.
    pub fn not_kept(&self, size: usize, moving: Moving) {
        // It is off the map since the reallocation began.
        let _ = moving;
        slow::not_kept(size, self.activation);
    }

    /// Tracks this process no more, and leaves nothing for an observer to
    /// read: for allocators that free without a size, where there is no map
    /// to read it back from, and counters that could only rise.
    pub fn give_up(&self) {
        process::give_up();
        thread::leave();
    }

    /// Notes that the allocator took `size` bytes at `ptr` for its own
    /// tables. They are shown as `metadata`, and stand in no counter of the
    /// program.
    ///
    /// # Safety
    ///
    /// As of [`allocated`](Hooks::allocated).
    pub unsafe fn own_allocated(&self, ptr: *mut u8, size: usize) {
        slow::own_allocated(ptr, size, self.activation);
    }

    /// Notes that memory passed to [`own_allocated`](Hooks::own_allocated) is
    /// about to be freed. Where it was not, nothing happens.
    ///
    /// # Safety
    ///
    /// As of [`freeing_unsized`](Hooks::freeing_unsized).
    pub unsafe fn own_freeing(&self, ptr: *mut u8) {
        slow::own_freed(ptr, self.activation);
    }

    /// Notes that the object of `size` bytes at `ptr` is about to be freed;
    /// `false` where that takes [`freeing_slowly`](Self::freeing_slowly). A
    /// face that frees in a function of its own then keeps nothing over a
    /// call in its fast path.
    #[inline(always)]
    pub(crate) fn try_freeing(&self, ptr: *mut u8, size: usize) -> bool {
        usual::freeing(ptr, size)
    }

    /// What [`try_freeing`](Self::try_freeing) could not do.
    #[inline(always)]
    pub(crate) fn freeing_slowly(&self, ptr: *mut u8, size: usize) {
        slow::freed(ptr, size, self.activation, CountersAndMap);
    }

    /// As [`moving`](Self::moving) for an object that nobody owns, of at least
    /// `size` bytes; `false` where that takes
    /// [`moving_slowly`](Self::moving_slowly). A face that reallocates in a
    /// function of its own then has no owner to keep over a call in its fast
    /// path.
    #[inline(always)]
    pub(crate) fn try_moving(&self, ptr: *mut u8, size: usize) -> bool {
        usual::moving(ptr, size)
    }

    /// What [`try_moving`](Self::try_moving) could not do.
    #[inline(always)]
    pub(crate) fn moving_slowly(&self, ptr: *mut u8) -> Moving {
        owned_or_large::moving_here(ptr, self.activation)
    }

    #[inline(always)]
    fn moved_slowly(
        &self,
        ptr: *mut u8,
        old_size: usize,
        new_size: usize,
        moving: Moving,
    ) {
        let activation = self.activation;
        owned_or_large::moved(ptr, old_size, new_size, moving, activation);
    }
}

impl Default for Hooks {
    fn default() -> Hooks {
        Hooks::new()
    }
}
