//! C's `malloc` and its family: each is passed on, and told to the hooks once
//! it has succeeded, or before an object is given back.
#![expect(unsafe_code, reason = "functions that take the place of C's")]

use crate::arena;
use crate::next;
use crate::tracked::{self, HOOKS, Server};
use residue::Hooks;
use std::ffi::{c_int, c_void};
use std::ptr;

/// Notes a new object of `size` bytes; returns it.
///
/// # Safety
///
/// The next allocator has just allocated `object`, or it is null; operations
/// are tracked.
#[inline(always)]
unsafe fn noted(object: *mut c_void, size: usize) -> *mut c_void {
    // As large as it is when it is read back.
    let size = Hooks::kept_size(size);
    // SAFETY: the caller's object is new.
    unsafe { HOOKS.allocated(object.cast(), size) }.cast()
}

/// # Safety
///
/// As of C's `malloc`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn malloc(size: usize) -> *mut c_void {
    if tracked::is_on() {
        // SAFETY: the caller's contract is that of `malloc`.
        let object = unsafe { next::malloc(size) };
        // SAFETY: it was just allocated.
        return unsafe { noted(object, size) };
    }
    match tracked::server() {
        // SAFETY: the same call, which is tracked now.
        Server::Tracked => unsafe { malloc(size) },
        // SAFETY: the caller's contract is that of `malloc`.
        Server::Next => unsafe { next::malloc(size) },
        Server::Arena => arena::allocate(size, 1),
    }
}

/// # Safety
///
/// As of C's `calloc`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn calloc(
    count: usize,
    size: usize,
) -> *mut c_void {
    if tracked::is_on() {
        // SAFETY: the caller's contract is that of `calloc`.
        let object = unsafe { next::calloc(count, size) };
        // Where the product does not fit there is no object.
        // SAFETY: it was just allocated.
        return unsafe { noted(object, count.wrapping_mul(size)) };
    }
    match tracked::server() {
        // SAFETY: the same call, which is tracked now.
        Server::Tracked => unsafe { calloc(count, size) },
        // SAFETY: the caller's contract is that of `calloc`.
        Server::Next => unsafe { next::calloc(count, size) },
        Server::Arena => match count.checked_mul(size) {
            Some(size) => arena::allocate(size, 1),
            None => next::out_of_memory(),
        },
    }
}

/// # Safety
///
/// As of C's `free`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn free(object: *mut c_void) {
    if object.is_null() {
        return;
    }
    if tracked::is_on() {
        // SAFETY: the caller's object is freed next.
        let known = unsafe { HOOKS.freeing_unsized(object.cast()) };
        if known.is_some() {
            // SAFETY: the next allocator allocated all that are known.
            return unsafe { next::free(object) };
        }
    }
    // SAFETY: the caller's contract is that of `free`.
    unsafe { free_unknown(object) }
}

/// Frees an object that the hooks do not know.
#[cold]
unsafe fn free_unknown(object: *mut c_void) {
    if arena::has(object) {
        return;
    }
    match tracked::server() {
        // While nothing but the arena serves, there is no other object.
        Server::Arena => {}
        // SAFETY: it is not of the arena, and so the next allocator's.
        Server::Tracked | Server::Next => unsafe { next::free(object) },
    }
}

/// # Safety
///
/// As of C's `realloc`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn realloc(
    object: *mut c_void,
    size: usize,
) -> *mut c_void {
    if arena::has(object) {
        // SAFETY: any size may be asked for.
        let new = unsafe { malloc(size) };
        // SAFETY: `new` has room for `size` bytes, or is null.
        unsafe { next::move_out(object, new, size) };
        return new;
    }
    if tracked::is_on() {
        // SAFETY: the caller's contract is that of `realloc`.
        return unsafe { realloc_tracked(object, size) };
    }
    match tracked::server() {
        // SAFETY: the same call, which is tracked now.
        Server::Tracked => unsafe { realloc(object, size) },
        // SAFETY: the caller's contract is that of `realloc`.
        Server::Next => unsafe { next::realloc(object, size) },
        // While nothing but the arena serves, there is no other object.
        Server::Arena => arena::allocate(size, 1),
    }
}

/// # Safety
///
/// As of C's `realloc`, `object` not of the arena; operations are tracked.
unsafe fn realloc_tracked(object: *mut c_void, size: usize) -> *mut c_void {
    let known = match object.is_null() {
        true => None,
        // SAFETY: the caller's object is reallocated next.
        false => unsafe { HOOKS.moving_unsized(object.cast()) },
    };
    // SAFETY: the caller's contract is that of `realloc`.
    let new = unsafe { next::realloc(object, size) };
    let Some((moving, old)) = known else {
        // SAFETY: what the hooks do not know is new to them.
        return unsafe { noted(new, size) };
    };
    if !new.is_null() {
        let size = Hooks::kept_size(size);
        // SAFETY: the object has just moved there.
        unsafe { HOOKS.moved(new.cast(), old, size, moving) };
    } else if size == 0 {
        // It was freed: nothing can fail for want of no memory.
        HOOKS.not_kept(old, moving);
    } else {
        // SAFETY: the object stayed where it was.
        unsafe { HOOKS.not_moved(object.cast(), old, moving) };
    }
    new
}

/// # Safety
///
/// As of C's `reallocarray`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn reallocarray(
    object: *mut c_void,
    count: usize,
    size: usize,
) -> *mut c_void {
    match count.checked_mul(size) {
        // SAFETY: the caller's contract is that of `realloc`.
        Some(size) => unsafe { realloc(object, size) },
        None => next::out_of_memory(),
    }
}

/// An object of `size` bytes at a multiple of `alignment`.
///
/// # Safety
///
/// As of C's `memalign`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn memalign(
    alignment: usize,
    size: usize,
) -> *mut c_void {
    if tracked::is_on() {
        // SAFETY: the caller's contract is that of `memalign`.
        let object = unsafe { next::memalign(alignment, size) };
        // SAFETY: it was just allocated.
        return unsafe { noted(object, size) };
    }
    match tracked::server() {
        // SAFETY: the same call, which is tracked now.
        Server::Tracked => unsafe { memalign(alignment, size) },
        // SAFETY: the caller's contract is that of `memalign`.
        Server::Next => unsafe { next::memalign(alignment, size) },
        Server::Arena => arena::allocate(size, alignment.next_power_of_two()),
    }
}

/// # Safety
///
/// As of C's `aligned_alloc`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn aligned_alloc(
    alignment: usize,
    size: usize,
) -> *mut c_void {
    // SAFETY: the caller's contract is at least that of `memalign`.
    unsafe { memalign(alignment, size) }
}

/// # Safety
///
/// As of C's `posix_memalign`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn posix_memalign(
    place: *mut *mut c_void,
    alignment: usize,
    size: usize,
) -> c_int {
    if !tracked::is_on()
        && let Server::Arena = tracked::server()
    {
        let object = arena::allocate(size, alignment);
        if object.is_null() {
            return libc::ENOMEM;
        }
        // SAFETY: the caller's `place` is writable.
        unsafe { place.write(object) };
        return 0;
    }
    let mut object = ptr::null_mut();
    // SAFETY: `object` is writable; the rest is the caller's.
    let error =
        unsafe { next::posix_memalign(&raw mut object, alignment, size) };
    if error != 0 {
        return error;
    }
    if tracked::is_on() {
        // SAFETY: it was just allocated.
        object = unsafe { noted(object, size) };
    }
    // SAFETY: the caller's `place` is writable.
    unsafe { place.write(object) };
    0
}

/// # Safety
///
/// As of C's `valloc`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn valloc(size: usize) -> *mut c_void {
    // SAFETY: the alignment is a power of two.
    unsafe { memalign(page(), size) }
}

/// # Safety
///
/// As of C's `pvalloc`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn pvalloc(size: usize) -> *mut c_void {
    match size.max(1).checked_next_multiple_of(page()) {
        // SAFETY: the alignment is a power of two.
        Some(size) => unsafe { memalign(page(), size) },
        None => next::out_of_memory(),
    }
}

/// # Safety
///
/// As of the C library's `malloc_usable_size`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn malloc_usable_size(
    object: *mut c_void,
) -> usize {
    if object.is_null() {
        return 0;
    }
    if arena::has(object) {
        // SAFETY: it is of the arena.
        return unsafe { arena::size(object) };
    }
    // SAFETY: it is not of the arena, and so the next allocator's.
    unsafe { next::usable_size(object) }
}

/// # Safety
///
/// As of the C library's `cfree`, which old programs call.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn cfree(object: *mut c_void) {
    // SAFETY: the caller's contract is that of `free`.
    unsafe { free(object) }
}

/// # Safety
///
/// As of C's `free_sized`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn free_sized(object: *mut c_void, _: usize) {
    // SAFETY: the caller's contract is at least that of `free`.
    unsafe { free(object) }
}

/// # Safety
///
/// As of C's `free_aligned_sized`.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn free_aligned_sized(
    object: *mut c_void,
    _: usize,
    _: usize,
) {
    // SAFETY: the caller's contract is at least that of `free`.
    unsafe { free(object) }
}

fn page() -> usize {
    // SAFETY: takes an integer only.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(page).unwrap_or(4096)
}
