#![expect(unsafe_code, reason = "reads mimalloc's options")]
//! What can be set on mimalloc.
//!
//! Options are set by name in the environment and read by number. The numbers
//! are those of `mi_option_t` in the header of mimalloc 3.3.2; that they
//! belong to the names is tested by setting each and reading it back.

use std::ffi::c_int;

use crate::knob::{Knob, Values};

const KIBIBYTE: i64 = 1024;

/// As a variable mimalloc takes no more than an arena can have.
const SIZE: Values = Values::Integer(0, 1 << 46);
const SWITCH: Values = Values::Integer(0, 1);

const fn knob(
    key: &'static str,
    number: c_int,
    unit: &'static str,
    values: Values,
    default: &'static str,
    meaning: &'static str,
) -> Knob {
    Knob { key, unit, values, default, meaning, worth_trying: &[], number }
}

/// Those that give memory back by themselves.
pub(super) const TIMERS: &[&str] = &["purge_delay"];

#[rustfmt::skip] // One line for one option, and one for what it means.
pub(super) const KNOBS: &[Knob] = &[
    knob("allow_large_os_pages", 6, "", Values::Integer(0, 2), "0",
        "use the kernel's large pages, which are then never given back"),
    knob("allow_thp", 43, "", Values::Integer(0, 2), "1",
        "transparent huge pages; 0 is none in the process, 2 asks for them")
        .trying(&["0", "2"]),
    knob("arena_eager_commit", 4, "", Values::Integer(0, 2), "2",
        "commit whole arenas; 2 is where the kernel overcommits"),
    knob("arena_max_object_size", 45, "bytes", SIZE, "2147483648",
        "larger objects have a mapping of their own"),
    knob("arena_purge_mult", 24, "", Values::Integer(0, 1 << 20), "1",
        "arenas are purged after so many purge delays"),
    knob("arena_reserve", 23, "bytes", SIZE, "1073741824",
        "address space to reserve at a time"),
    knob("disallow_arena_alloc", 26, "", SWITCH, "0",
        "give every page of objects a mapping of its own"),
    knob("generic_collect", 34, "calls", Values::Integer(1, 1 << 30), "10000",
        "slow allocations after which a thread collects its heap"),
    knob("minimal_purge_size", 44, "bytes", SIZE, "0",
        "least that is purged at once; 0 is 64 KiB, or 2 MiB with huge pages"),
    knob("page_commit_on_demand", 40, "", Values::Integer(0, 2), "0",
        "commit pages of objects as they fill"),
    knob("page_full_retain", 36, "pages", Values::Integer(-1, 1 << 20), "2",
        "full pages of a size that a thread keeps at hand"),
    knob("page_max_candidates", 37, "pages", Values::Integer(0, 1 << 20), "4",
        "pages of a size to search for the fullest"),
    knob("page_max_reclaim", 41, "pages", Values::Integer(-1, 1 << 20), "-1",
        "pages of a size beyond which a thread takes no more of its own back"),
    knob("page_reclaim_on_free", 35, "", Values::Integer(-1, 1), "0",
        "whether a free takes over the page of a thread that is gone"),
    knob("purge_decommits", 5, "", SWITCH, "1",
        "give purged pages back at once; 0 lets the kernel take them"),
    knob("purge_delay", PURGE_DELAY, "ms", Values::Integer(-1, 1 << 30), "1000",
        "time after which free memory is given back; 0 at once, -1 never")
        .trying(&["0", "100"]),
];

/// The number of `purge_delay`.
pub(super) const PURGE_DELAY: c_int = 15;

/// Sets an option of a running process.
pub(super) fn set(number: c_int, value: i32) {
    // SAFETY: mimalloc takes any number, and knows those in the table.
    unsafe { libmimalloc_sys::mi_option_set(number, value.into()) }
}

/// The value in this process, in the unit of the knob.
pub(super) fn in_effect(knob: &Knob) -> String {
    // SAFETY: mimalloc takes any number, and knows those in the table.
    let value = unsafe { libmimalloc_sys::mi_option_get(knob.number) };
    // `long` is as narrow as `c_int` on some systems.
    #[expect(clippy::useless_conversion, reason = "not on every system")]
    let value = i64::from(value);
    // Those that are sizes are kept in KiB.
    let unit = if knob.unit == "bytes" { KIBIBYTE } else { 1 };
    (value * unit).to_string()
}
