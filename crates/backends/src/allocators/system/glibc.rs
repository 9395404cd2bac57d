#![expect(unsafe_code, reason = "calls the allocator of the C library")]
//! What glibc offers beyond allocating.

use std::ffi::{CStr, c_int};

use super::parameters::Parameters;
use crate::knob::{Knob, Settings, Values};
use crate::statistics::Statistics;

/// The size of a chunk, in the word in front of it.
pub(super) const HEADER_BYTES: u64 = 8;

/// `mallopt` takes an `int`.
const MOST: i64 = c_int::MAX as i64;

/// The one that `mallopt` does not know: a tunable, read as the program starts.
const HUGETLB: Knob = Knob {
    key: "hugetlb",
    unit: "",
    values: Values::Integer(0, 1),
    default: "0",
    meaning: "1 asks for transparent huge pages, of a kernel that gives them \
              to whoever asks (madvise); as of glibc 2.35, of which 2.36 \
              may not see that: run it again",
    // A sweep is not to fail by chance.
    worth_trying: &[],
    number: NO_MALLOPT,
};

/// No parameter of `mallopt` has this number.
const NO_MALLOPT: c_int = 0;

/// What is set by `mallopt` or as a tunable, and [`Parameters`] can read back.
pub(super) const KNOBS: &[Knob] = &[
    Knob {
        key: "arena_max",
        unit: "arenas",
        values: Values::Integer(0, MOST),
        default: "0",
        meaning: "most arenas; 0 is 8 per core",
        worth_trying: &["1", "2"],
        number: libc::M_ARENA_MAX,
    },
    Knob {
        key: "arena_test",
        unit: "arenas",
        values: Values::Integer(1, MOST),
        default: "8",
        meaning: "arenas to make before the most is worked out",
        worth_trying: &[],
        number: libc::M_ARENA_TEST,
    },
    HUGETLB,
    Knob {
        key: "mmap_max",
        unit: "mappings",
        values: Values::Integer(0, MOST),
        default: "65536",
        meaning: "most objects with a mapping of their own",
        worth_trying: &[],
        number: libc::M_MMAP_MAX,
    },
    Knob {
        key: "mmap_threshold",
        unit: "bytes",
        values: Values::Integer(0, MOST),
        default: "131072",
        meaning: "objects from this size get a mapping of their own; grows \
                  by itself until it, trim_threshold, top_pad or mmap_max \
                  is set",
        worth_trying: &["65536", "33554432"],
        number: libc::M_MMAP_THRESHOLD,
    },
    Knob {
        key: "top_pad",
        unit: "bytes",
        values: Values::Integer(0, MOST),
        default: "131072",
        meaning: "asked of the kernel beyond need, and kept when trimming",
        worth_trying: &[],
        number: libc::M_TOP_PAD,
    },
    Knob {
        key: "trim_threshold",
        unit: "bytes",
        values: Values::Integer(-1, MOST),
        default: "131072",
        meaning: "free bytes at the end of the heap that are given back; \
                  -1 is never",
        worth_trying: &["0", "16777216"],
        number: libc::M_TRIM_THRESHOLD,
    },
];

pub(super) fn version() -> String {
    // SAFETY: takes nothing and returns a C string of the library's own.
    let version = unsafe { libc::gnu_get_libc_version() };
    // SAFETY: glibc returned it; the string is static.
    let version = unsafe { CStr::from_ptr(version) };
    format!("glibc {}", version.to_string_lossy())
}

/// The variables that make those settings which `mallopt` does not know.
pub(super) fn environment(settings: &Settings) -> Vec<(String, String)> {
    let value = settings.get(HUGETLB.key).into_iter();
    let tunable = |value: &String| {
        let tunable = format!("glibc.malloc.{}={value}", HUGETLB.key);
        ("GLIBC_TUNABLES".to_owned(), tunable)
    };
    value.map(tunable).collect()
}

/// Makes the settings, which are canonical, with `mallopt`. Returns the first
/// that glibc refuses.
pub(super) fn set(settings: &Settings) -> Result<(), &'static Knob> {
    // Found before anything is changed: one of them is known by its default.
    let _ = Parameters::get();
    let refused = |knob: &&Knob| {
        settings.get(knob.key).is_some_and(|value| {
            let value = value.parse().ok();
            !value.is_some_and(|value| mallopt(knob.number, value))
        })
    };
    let mut known = KNOBS.iter().filter(|knob| knob.number != NO_MALLOPT);
    known.find(refused).map_or(Ok(()), Err)
}

/// Whether glibc took it.
pub(super) fn mallopt(parameter: c_int, value: c_int) -> bool {
    // SAFETY: `mallopt` takes any two numbers and locks what it changes.
    unsafe { libc::mallopt(parameter, value) != 0 }
}

pub(super) fn in_effect(knob: &Knob) -> Option<String> {
    let parameters = Parameters::get()?;
    parameters.read(knob.key).map(|value| value.to_string())
}

#[inline]
pub(super) unsafe fn usable_size(ptr: *const u8) -> usize {
    // SAFETY: the caller says that it is a live object of the C library;
    // glibc only reads the chunk's header.
    unsafe { libc::malloc_usable_size(ptr.cast_mut().cast()) }
}

/// Chunks are multiples of 16 bytes, at least 32, with a header of 8 in front
/// of what is usable.
pub(super) fn least_usable_size(size: usize) -> usize {
    let chunk = size.saturating_add(8).next_multiple_of(16).max(32);
    chunk - 8
}

pub(super) fn trim() {
    // SAFETY: takes a number; locks each arena that it trims.
    unsafe { libc::malloc_trim(0) };
}

/// No room at the end of the heap, neither kept nor asked for; what lies
/// below live objects only a trim gives back.
pub(super) fn keep_nothing() {
    mallopt(libc::M_TRIM_THRESHOLD, 0);
    mallopt(libc::M_TOP_PAD, 0);
    trim();
}

/// glibc counts what is in use, and not which pages that touches.
pub(super) fn statistics() -> Statistics {
    // SAFETY: takes nothing, returns a plain structure by value.
    let info = unsafe { libc::mallinfo2() };
    let (in_arenas, in_mappings) = (info.uordblks, info.hblkhd);
    Statistics {
        allocated: Some((in_arenas + in_mappings) as u64),
        mapped: Some((info.arena + in_mappings) as u64),
        ..Statistics::default()
    }
}
