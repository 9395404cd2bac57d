//! What there is once for the process: the segment, and whether it is used.

use crate::mapped::{self, Control};
use crate::once::Once;
use crate::sys::{self, Errno};
use residue_segment::{FILE_NAME, Geometry, Header, MapState, VERSION};
use std::ffi::{CStr, c_int};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64};

const SEGMENT_NAME: &CStr = c"residue-segment";

/// Address bits of a user process: what an allocator can be given without
/// asking for more.
const PLATFORM_BITS: u32 = if cfg!(target_arch = "x86_64") { 47 } else { 48 };

static STARTED: Once = Once::new();
static MAPS: Once = Once::new();
static DETACHED: AtomicBool = AtomicBool::new(false);
static STARTED_AT: AtomicU64 = AtomicU64::new(0);
static FILE: AtomicI32 = AtomicI32::new(-1);
static FILE_IDENTITY: [AtomicU64; 2] = [const { AtomicU64::new(0) }; 2];

/// The control region, if the process is tracked already.
pub(crate) fn control() -> Option<Control> {
    if cfg!(feature = "off") {
        return None;
    }
    match STARTED.outcome() {
        Some(true) if !is_detached() => Control::mapped(),
        _ => None,
    }
}

/// The control region; the first caller of the process has `start` set it up,
/// which says whether it did.
pub(crate) fn control_or(start: impl FnOnce() -> bool) -> Option<Control> {
    if cfg!(feature = "off") {
        return None;
    }
    if STARTED.get(start) { control() } else { None }
}

/// Makes the segment and maps its control region. The header is filled in
/// but for its magic word, which says that it can be read.
pub(crate) fn make_segment() -> Result<Control, Errno> {
    let len = geometry(PLATFORM_BITS).map_or(0, Geometry::file_len);
    // Without a file the counters still work, inside the process.
    let file = sys::shared_file(SEGMENT_NAME, len);
    let control = Control::map(file.ok())?;
    let header = control.header();
    match file {
        Ok(file) => keep(file),
        Err(error) => header.map_errno.store(error.0 as u64, Relaxed),
    }
    header.version.store(VERSION, Relaxed);
    header.pid.store(sys::process_id(), Relaxed);
    header.address_bits.store(PLATFORM_BITS.into(), Relaxed);
    STARTED_AT.store(sys::monotonic_ns(), Relaxed);
    Ok(control)
}

/// When the segment was made, on the monotonic clock; 0 before.
pub(crate) fn started_at() -> u64 {
    STARTED_AT.load(Relaxed)
}

/// Whether the live map is there; the first caller maps it.
pub(crate) fn ensure_maps(header: &Header) -> bool {
    MAPS.get(|| match map_largest(header) {
        Ok(geometry) => {
            header.address_bits.store(geometry.address_bits().into(), Relaxed);
            header.map_state.store(MapState::Present as u8, Release);
            true
        }
        Err(error) => {
            header.map_errno.store(error.0 as u64, Relaxed);
            header.map_state.store(MapState::Absent as u8, Release);
            false
        }
    })
}

/// The segment's file and geometry, if it has a live map and the program has
/// not closed the file.
pub(crate) fn mapped_file(header: &Header) -> Option<(c_int, Geometry)> {
    if header.map_state() != MapState::Present {
        return None;
    }
    let bits = header.address_bits.load(Relaxed) as u32;
    Some((file()?, Geometry::new(bits)?))
}

/// The segment's file. A daemon may have closed every descriptor it did not
/// know, and then this one's number is another file's.
fn file() -> Option<c_int> {
    let file = FILE.load(Relaxed);
    let known = FILE_IDENTITY.each_ref().map(|part| part.load(Relaxed));
    (sys::identity(file)? == known).then_some(file)
}

fn keep(file: c_int) {
    let identity = sys::identity(file).unwrap_or_default();
    FILE_IDENTITY[0].store(identity[0], Relaxed);
    FILE_IDENTITY[1].store(identity[1], Relaxed);
    FILE.store(file, Relaxed);
}

/// Leaves the segment to the parent for ever.
pub(crate) fn detach() {
    DETACHED.store(true, Release);
}

/// Leaves the segment to nobody: it says that it is no process's.
pub(crate) fn give_up() {
    if let Some(control) = control() {
        control.header().pid.store(0, Release);
    }
    detach();
}

/// Whether this is a forked child, or the process has given up.
pub(crate) fn is_detached() -> bool {
    DETACHED.load(Acquire)
}

fn map_largest(header: &Header) -> Result<Geometry, Errno> {
    let Some(file) = file() else {
        return Err(match header.map_errno.load(Relaxed) as i32 {
            0 => Errno(libc::EBADF),
            errno => Errno(errno),
        });
    };
    let full = geometry(PLATFORM_BITS)?;
    mapped::map_all(file, full).map(|()| full).or_else(|error| {
        let small = geometry(address_bits_in_use())?;
        // A map that leaves part of the address space out would only slow
        // the program down.
        if small.address_bits() >= full.address_bits() {
            return Err(error);
        }
        mapped::map_all(file, small).map(|()| small)
    })
}

fn geometry(bits: u32) -> Result<Geometry, Errno> {
    Geometry::new(bits).ok_or(Errno(libc::EINVAL))
}

/// Address bits that the process was given: its stack stands at the top. It
/// is less than the platform's under valgrind.
fn address_bits_in_use() -> u32 {
    let on_stack = 0_u8;
    let top = std::ptr::from_ref(&on_stack).addr() as u64;
    u64::BITS - top.leading_zeros()
}

const _: () = assert!(is_text(SEGMENT_NAME, FILE_NAME));

/// Whether a name for the C library is that of a string.
pub(crate) const fn is_text(name: &CStr, text: &str) -> bool {
    let (name, text) = (name.to_bytes(), text.as_bytes());
    let mut at = 0;
    while at < name.len() && at < text.len() && name[at] == text[at] {
        at += 1;
    }
    at == name.len() && at == text.len()
}
