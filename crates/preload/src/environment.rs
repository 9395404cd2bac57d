//! The variables that this library is loaded by: taken out for the program,
//! so that its children are as they would be without, and put back where the
//! process itself goes on as another program.
//!
//! `residue exec` sets `RESIDUE_EXEC=FOLLOW,LENGTH,NAME`: whether children
//! are tracked too (`0` or `1`), how much of `LD_PRELOAD` is ours, and the
//! observer's socket. The variables are edited where they stand, and not by
//! `unsetenv`: a program may have one of its own, or read what `main` is
//! given.
#![expect(unsafe_code, reason = "edits the environment where it stands")]

use std::cell::UnsafeCell;
use std::ffi::{CStr, c_char};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// What `residue exec` says to this library.
const ORDER: &CStr = c"RESIDUE_EXEC=";
/// What the loader loads it by.
const PRELOAD: &CStr = c"LD_PRELOAD=";

unsafe extern "C" {
    // The C library's, which libc does not declare.
    static mut environ: *mut *mut c_char;
}

/// Text that is written once, while the library is loaded.
struct Kept<const N: usize> {
    text: UnsafeCell<[u8; N]>,
    len: AtomicUsize,
}

// SAFETY: `keep` is called by the loader alone, and whoever sees the length
// sees the text.
unsafe impl<const N: usize> Sync for Kept<N> {}

impl<const N: usize> Kept<N> {
    const fn empty() -> Kept<N> {
        Kept { text: UnsafeCell::new([0; N]), len: AtomicUsize::new(0) }
    }

    /// Keeps `text`; `false` where it does not fit.
    fn keep(&self, text: &[u8]) -> bool {
        // SAFETY: nobody reads before the length is stored, and the loader
        // calls constructors one after the other.
        let room = unsafe { &mut *self.text.get() };
        let Some(room) = room.get_mut(..text.len()) else { return false };
        room.copy_from_slice(text);
        self.len.store(text.len(), Release);
        true
    }

    fn text(&self) -> &[u8] {
        let len = self.len.load(Acquire);
        // SAFETY: `keep` wrote so much before it stored the length, and
        // writes no more.
        let text = unsafe { &*self.text.get() };
        text.get(..len).unwrap_or_default()
    }
}

/// The observer's socket.
static OBSERVER: Kept<108> = Kept::empty();
/// Our part of `LD_PRELOAD`, and the whole of our own variable with the zero
/// at its end, for a program that this process executes.
static PART: Kept<4096> = Kept::empty();
static WHOLE: Kept<256> = Kept::empty();

/// The observer's socket, if an observer started this process.
pub(crate) fn observer() -> Option<&'static [u8]> {
    Some(OBSERVER.text()).filter(|name| !name.is_empty())
}

/// What a program needs that this process executes: our part of
/// `LD_PRELOAD`, and our own variable.
pub(crate) fn ours() -> Option<(&'static [u8], &'static [u8])> {
    let (part, whole) = (PART.text(), WHOLE.text());
    (!part.is_empty() && !whole.is_empty()).then_some((part, whole))
}

/// Reads our variable, and takes it and our part of `LD_PRELOAD` out.
pub(crate) fn restore() {
    let Some((at, whole)) = entry(ORDER) else { return };
    let Some(order) = Order::parse(&whole[ORDER.count_bytes()..]) else {
        return;
    };
    if !OBSERVER.keep(order.name) || order.follows {
        return;
    }
    let Some((_, preload)) = entry(PRELOAD) else { return };
    let value = &preload[PRELOAD.count_bytes()..];
    let Some(part) = value.get(..order.len) else { return };
    let part = part.strip_suffix(b":").unwrap_or(part);
    let kept = PART.keep(part) && WHOLE.keep(with_end(whole));
    if !kept {
        return;
    }
    take_out(at);
    if let Some((at, _)) = entry(PRELOAD) {
        shorten(at, order.len);
    }
}

/// An entry with the zero at its end.
fn with_end(entry: &'static [u8]) -> &'static [u8] {
    // SAFETY: the entry was made of a C string, and its zero follows.
    unsafe { std::slice::from_raw_parts(entry.as_ptr(), entry.len() + 1) }
}

struct Order<'a> {
    follows: bool,
    /// How much of `LD_PRELOAD` is ours, the colon behind it included.
    len: usize,
    name: &'a [u8],
}

impl<'a> Order<'a> {
    fn parse(text: &'a [u8]) -> Option<Order<'a>> {
        let mut parts = text.splitn(3, |&byte| byte == b',');
        let follows = parts.next()? == b"1";
        let len = std::str::from_utf8(parts.next()?).ok()?.parse().ok()?;
        Some(Order { follows, len, name: parts.next()? })
    }
}

/// The entry of the environment that begins with `start`, and its place.
fn entry(start: &CStr) -> Option<(usize, &'static [u8])> {
    // SAFETY: the loader has set the C library up.
    let entries = unsafe { environ };
    if entries.is_null() {
        return None;
    }
    for at in 0.. {
        // SAFETY: the ones before were not the null at the end.
        let text = unsafe { *entries.wrapping_add(at) };
        if text.is_null() {
            return None;
        }
        // SAFETY: an entry is a C string, and stays until the process ends:
        // the program has not run yet.
        let text = unsafe { CStr::from_ptr(text) }.to_bytes();
        if text.starts_with(start.to_bytes()) {
            return Some((at, text));
        }
    }
    None
}

/// Moves all entries behind the one at `at` up by one.
fn take_out(at: usize) {
    // SAFETY: as in `entry`.
    let entries = unsafe { environ };
    for at in at.. {
        // SAFETY: the entry at `at` is not the null at the end, and so there
        // is one behind it.
        let next = unsafe { *entries.wrapping_add(at + 1) };
        // SAFETY: the same entry; the array is the process's own.
        unsafe { *entries.wrapping_add(at) = next };
        if next.is_null() {
            return;
        }
    }
}

/// Takes the first `len` bytes of the value out of the `LD_PRELOAD` at `at`,
/// and the whole of it if nothing is left.
fn shorten(at: usize, len: usize) {
    // SAFETY: as in `entry`.
    let entry = unsafe { environ }.wrapping_add(at);
    // SAFETY: `entry` found that there is one.
    let text = unsafe { *entry };
    let name = PRELOAD.to_bytes();
    // The former value, and its name written over what is taken out.
    let rest = text.wrapping_add(len);
    // SAFETY: `restore` found the value to be at least so long, and it ends
    // in a zero.
    if unsafe { *rest.wrapping_add(name.len()) } == 0 {
        return take_out(at);
    }
    for (index, &byte) in name.iter().enumerate() {
        // SAFETY: these bytes are of the name and of what is taken out, which
        // is not needed any more.
        unsafe { *rest.wrapping_add(index) = byte as c_char };
    }
    // SAFETY: the entry is the process's own.
    unsafe { *entry = rest };
}

/// The environment as it is now.
pub(crate) fn current() -> *const *const c_char {
    // SAFETY: the pointer is read as any C program reads it.
    unsafe { environ.cast_const().cast() }
}

/// The length of `LD_PRELOAD`'s name with its sign, and whether `entry` is
/// it.
pub(crate) fn is_preload(entry: &CStr) -> Option<&[u8]> {
    entry.to_bytes().strip_prefix(PRELOAD.to_bytes())
}

/// The name of `LD_PRELOAD` with its sign.
pub(crate) fn preload_name() -> &'static [u8] {
    PRELOAD.to_bytes()
}

/// How the number of what was kept is known to be ours still.
pub(crate) static PROCESS: AtomicUsize = AtomicUsize::new(0);

/// Whether this is the process that the library was loaded into, and not a
/// child that shares or copied its memory.
pub(crate) fn is_own_process() -> bool {
    PROCESS.load(Relaxed) == own_number()
}

/// Notes which process this is.
pub(crate) fn note_process() {
    PROCESS.store(own_number(), Relaxed);
}

fn own_number() -> usize {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::getpid() as usize }
}
