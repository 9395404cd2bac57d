//! The allocator that comes next, which does the work.
#![expect(unsafe_code, reason = "calls functions that are found by name")]

use crate::arena;
use std::ffi::{CStr, c_int, c_void};
use std::mem::transmute;
use std::ptr;
use std::sync::atomic::AtomicPtr;
use std::sync::atomic::Ordering::Relaxed;

/// A function of an allocator.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Function {
    Malloc,
    Calloc,
    Realloc,
    Free,
    Memalign,
    PosixMemalign,
    UsableSize,
}

impl Function {
    const ALL: [Function; 7] = [
        Function::Malloc,
        Function::Calloc,
        Function::Realloc,
        Function::Free,
        Function::Memalign,
        Function::PosixMemalign,
        Function::UsableSize,
    ];

    const fn name(self) -> &'static CStr {
        match self {
            Function::Malloc => c"malloc",
            Function::Calloc => c"calloc",
            Function::Realloc => c"realloc",
            Function::Free => c"free",
            Function::Memalign => c"memalign",
            Function::PosixMemalign => c"posix_memalign",
            Function::UsableSize => c"malloc_usable_size",
        }
    }

    /// The C library's, by a name that nobody takes the place of.
    fn of_libc(self) -> *mut c_void {
        match self {
            Function::Malloc => __libc_malloc as *mut c_void,
            Function::Calloc => __libc_calloc as *mut c_void,
            Function::Realloc => __libc_realloc as *mut c_void,
            Function::Free => __libc_free as *mut c_void,
            Function::Memalign => __libc_memalign as *mut c_void,
            Function::PosixMemalign | Function::UsableSize => ptr::null_mut(),
        }
    }
}

unsafe extern "C" {
    fn __libc_malloc(size: usize) -> *mut c_void;
    fn __libc_calloc(count: usize, size: usize) -> *mut c_void;
    fn __libc_realloc(object: *mut c_void, size: usize) -> *mut c_void;
    fn __libc_free(object: *mut c_void);
    fn __libc_memalign(alignment: usize, size: usize) -> *mut c_void;
}

static FOUND: [AtomicPtr<c_void>; Function::ALL.len()] =
    [const { AtomicPtr::new(ptr::null_mut()) }; Function::ALL.len()];

/// Finds the next allocator's functions. This may allocate.
pub(crate) fn find() {
    let malloc = by_name(Function::Malloc);
    // An answer that is our own would never end.
    let found = match module(malloc) {
        Some(of) if Some(of) != module(find as *mut c_void) => Some(of),
        _ => None,
    };
    for function in Function::ALL {
        let mut address = ptr::null_mut();
        if let Some(of) = found {
            // One that comes from another allocator would hand out memory
            // that this one cannot free.
            let by_name = by_name(function);
            if module(by_name) == Some(of) {
                address = by_name;
            }
        } else {
            address = function.of_libc();
        }
        FOUND[function as usize].store(address, Relaxed);
    }
}

/// Whether the `malloc` that the program calls leads here: one of its own file
/// comes before any that is preloaded. To be asked while the arena serves. It
/// is called, and not compared: the address that a program has for a function
/// may be a step on the way to it.
pub(crate) fn is_programs() -> bool {
    let of_program = |name: &CStr| {
        // SAFETY: `name` is a C string by its type.
        unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) }
    };
    type Malloc = unsafe extern "C" fn(usize) -> *mut c_void;
    type Free = unsafe extern "C" fn(*mut c_void);
    // SAFETY: what a program calls by this name is such a function, or null.
    let malloc: Option<Malloc> =
        unsafe { transmute(of_program(Function::Malloc.name())) };
    // SAFETY: the same.
    let free: Option<Free> =
        unsafe { transmute(of_program(Function::Free.name())) };
    let (Some(malloc), Some(free)) = (malloc, free) else { return false };
    // SAFETY: any size may be asked for.
    let object = unsafe { malloc(1) };
    let is_ours = arena::has(object);
    // SAFETY: the program's `malloc` made it, and this is its `free`.
    unsafe { free(object) };
    is_ours
}

fn by_name(function: Function) -> *mut c_void {
    let name = function.name();
    // SAFETY: `name` is a C string by its type.
    unsafe { libc::dlsym(libc::RTLD_NEXT, name.as_ptr()) }
}

/// What tells the library that `address` lies in from all others. `dladdr`
/// would tell it too, and look through all its symbols for the nearest one:
/// of the C library's, that takes a short program most of its start.
fn module(address: *mut c_void) -> Option<usize> {
    let mut search = Search { address: address.addr(), found: None };
    let told = (&raw mut search).cast();
    // SAFETY: `holds` keeps nothing, and gets `search`, which outlives this.
    unsafe { libc::dl_iterate_phdr(Some(holds), told) };
    search.found
}

struct Search {
    address: usize,
    found: Option<usize>,
}

/// Called by the C library for each library that is loaded, until it answers
/// other than 0.
unsafe extern "C" fn holds(
    info: *mut libc::dl_phdr_info,
    _: usize,
    search: *mut c_void,
) -> c_int {
    // SAFETY: the C library's own, which it shows for this call.
    let info = unsafe { &*info };
    // SAFETY: `module` passes it, and does not touch it meanwhile.
    let search = unsafe { &mut *search.cast::<Search>() };
    let count = usize::from(info.dlpi_phnum);
    let is_here = (0..count).any(|at| {
        // SAFETY: there are so many, and they stay as long as the library.
        let part = unsafe { &*info.dlpi_phdr.wrapping_add(at) };
        let start = info.dlpi_addr.wrapping_add(part.p_vaddr);
        let offset = (search.address as u64).wrapping_sub(start);
        part.p_type == libc::PT_LOAD && offset < part.p_memsz
    });
    if is_here {
        search.found = Some(info.dlpi_phdr.addr());
    }
    c_int::from(is_here)
}

#[inline(always)]
fn found(function: Function) -> *mut c_void {
    FOUND[function as usize].load(Relaxed)
}

/// # Safety
///
/// As of C's `malloc`; [`find`] was called.
#[inline(always)]
pub(crate) unsafe fn malloc(size: usize) -> *mut c_void {
    type Malloc = unsafe extern "C" fn(usize) -> *mut c_void;
    // SAFETY: `find` put the function of this name there.
    let function: Malloc = unsafe { transmute(found(Function::Malloc)) };
    // SAFETY: the caller's contract is that of `malloc`.
    unsafe { function(size) }
}

/// # Safety
///
/// As of C's `calloc`; [`find`] was called.
#[inline(always)]
pub(crate) unsafe fn calloc(count: usize, size: usize) -> *mut c_void {
    type Calloc = unsafe extern "C" fn(usize, usize) -> *mut c_void;
    // SAFETY: `find` put the function of this name there.
    let function: Calloc = unsafe { transmute(found(Function::Calloc)) };
    // SAFETY: the caller's contract is that of `calloc`.
    unsafe { function(count, size) }
}

/// # Safety
///
/// As of C's `realloc`, `object` not of our arena; [`find`] was called.
#[inline(always)]
pub(crate) unsafe fn realloc(object: *mut c_void, size: usize) -> *mut c_void {
    type Realloc = unsafe extern "C" fn(*mut c_void, usize) -> *mut c_void;
    // SAFETY: `find` put the function of this name there.
    let function: Realloc = unsafe { transmute(found(Function::Realloc)) };
    // SAFETY: the caller's contract is that of `realloc`.
    unsafe { function(object, size) }
}

/// # Safety
///
/// As of C's `free`, `object` not of our arena; [`find`] was called.
#[inline(always)]
pub(crate) unsafe fn free(object: *mut c_void) {
    type Free = unsafe extern "C" fn(*mut c_void);
    // SAFETY: `find` put the function of this name there.
    let function: Free = unsafe { transmute(found(Function::Free)) };
    // SAFETY: the caller's contract is that of `free`.
    unsafe { function(object) }
}

/// # Safety
///
/// As of C's `memalign`; [`find`] was called.
pub(crate) unsafe fn memalign(alignment: usize, size: usize) -> *mut c_void {
    type Memalign = unsafe extern "C" fn(usize, usize) -> *mut c_void;
    // SAFETY: `find` put the function of this name there, or null.
    let function: Option<Memalign> =
        unsafe { transmute(found(Function::Memalign)) };
    if let Some(function) = function {
        // SAFETY: the caller's contract is that of `memalign`.
        return unsafe { function(alignment, size) };
    }
    let Some(function) = posix() else { return out_of_memory() };
    let mut object = ptr::null_mut();
    let alignment = alignment.max(size_of::<usize>());
    // SAFETY: `object` is writable, and the rest may be anything.
    match unsafe { function(&raw mut object, alignment, size) } {
        0 => object,
        _ => out_of_memory(),
    }
}

type PosixMemalign =
    unsafe extern "C" fn(*mut *mut c_void, usize, usize) -> c_int;

fn posix() -> Option<PosixMemalign> {
    // SAFETY: `find` put the function of this name there, or null.
    unsafe { transmute(found(Function::PosixMemalign)) }
}

/// # Safety
///
/// As of C's `posix_memalign`; [`find`] was called.
pub(crate) unsafe fn posix_memalign(
    place: *mut *mut c_void,
    alignment: usize,
    size: usize,
) -> c_int {
    if let Some(function) = posix() {
        // SAFETY: the caller's contract is that of `posix_memalign`.
        return unsafe { function(place, alignment, size) };
    }
    if !alignment.is_power_of_two() || alignment < size_of::<usize>() {
        return libc::EINVAL;
    }
    // An allocator that has neither has nothing that it could free.
    if found(Function::Memalign).is_null() {
        return libc::ENOMEM;
    }
    // SAFETY: any size may be asked for, and the alignment is one.
    let object = unsafe { memalign(alignment, size) };
    if object.is_null() {
        return libc::ENOMEM;
    }
    // SAFETY: the caller's `place` is writable.
    unsafe { place.write(object) };
    0
}

/// # Safety
///
/// As of `malloc_usable_size`; [`find`] was called.
pub(crate) unsafe fn usable_size(object: *mut c_void) -> usize {
    type UsableSize = unsafe extern "C" fn(*mut c_void) -> usize;
    // SAFETY: `find` put the function of this name there, or null.
    let function: Option<UsableSize> =
        unsafe { transmute(found(Function::UsableSize)) };
    // SAFETY: the caller's contract is that of `malloc_usable_size`.
    function.map_or(0, |function| unsafe { function(object) })
}

/// The answer of C's functions to a size that cannot be had.
pub(crate) fn out_of_memory() -> *mut c_void {
    // SAFETY: takes nothing.
    let errno = unsafe { libc::__errno_location() };
    // SAFETY: a thread's `errno` is always writable.
    unsafe { *errno = libc::ENOMEM };
    ptr::null_mut()
}

/// Moves an object out of the arena; the old one is never used again.
///
/// # Safety
///
/// `object` is of the arena; `new` has room for `size` bytes, or is null.
pub(crate) unsafe fn move_out(
    object: *mut c_void,
    new: *mut c_void,
    size: usize,
) {
    if new.is_null() {
        return;
    }
    // SAFETY: the caller's object is of the arena.
    let old = unsafe { arena::size(object) };
    // SAFETY: both are at least as long, and `new` is not in the arena or is
    // another part of it.
    unsafe {
        ptr::copy_nonoverlapping(
            object.cast::<u8>(),
            new.cast(),
            old.min(size),
        );
    }
}
