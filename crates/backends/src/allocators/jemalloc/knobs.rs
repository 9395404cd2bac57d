//! What can be set on jemalloc.

use std::ffi::{CStr, CString};

use super::control;
use crate::knob::{Knob, Values};

const ANY_TIME: Values = Values::Integer(-1, i64::MAX);
const ANY_SIZE: Values = Values::Integer(0, i64::MAX);

const fn knob(
    key: &'static str,
    unit: &'static str,
    values: Values,
    default: &'static str,
    meaning: &'static str,
) -> Knob {
    Knob { key, unit, values, default, meaning, worth_trying: &[], number: 0 }
}

/// Those that give memory back by themselves.
pub(super) const TIMERS: &[&str] = &["dirty_decay_ms", "muzzy_decay_ms"];

pub(super) const KNOBS: &[Knob] = &[
    knob(
        "abort_conf",
        "",
        Values::Switch,
        "false",
        "abort the process if an option is invalid",
    ),
    knob(
        "background_thread",
        "",
        Values::Switch,
        "false",
        "threads of jemalloc's own give decayed pages back",
    )
    .trying(&["true"]),
    knob(
        "dirty_decay_ms",
        "ms",
        ANY_TIME,
        "10000",
        "time in which free pages are given back; 0 is at once, -1 never",
    )
    .trying(&["0", "1000", "-1"]),
    knob(
        "disable_large_size_classes",
        "",
        Values::Switch,
        "true",
        "sizes over 16 KiB are rounded up to pages, not to size classes",
    ),
    knob(
        "metadata_thp",
        "",
        Values::OneOf(&["disabled", "auto", "always"]),
        "disabled",
        "huge pages for its own tables",
    ),
    knob(
        "muzzy_decay_ms",
        "ms",
        ANY_TIME,
        "0",
        "time in which pages the kernel may take back are given back",
    )
    .trying(&["10000"]),
    knob(
        "narenas",
        "arenas",
        Values::Integer(1, 4095),
        "4 per core",
        "arenas among which threads are spread",
    ),
    knob(
        "oversize_threshold",
        "bytes",
        ANY_SIZE,
        "8388608",
        "objects from this size have an arena that gives back at once",
    ),
    knob(
        "percpu_arena",
        "",
        Values::OneOf(&["disabled", "percpu", "phycpu"]),
        "disabled",
        "an arena for each processor in place of threads' arenas",
    ),
    knob(
        "retain",
        "",
        Values::Switch,
        "true",
        "keep address space instead of unmapping it",
    ),
    knob(
        "tcache",
        "",
        Values::Switch,
        "true",
        "a cache of free objects for each thread",
    ),
    knob(
        "tcache_max",
        "bytes",
        Values::Integer(0, 8 << 20),
        "32768",
        "the largest objects that a thread caches, a size class; with pages \
         of 4 KiB more than the default is cut down to it",
    ),
    knob(
        "thp",
        "",
        Values::OneOf(&["default", "always", "never"]),
        "default",
        "huge pages for objects; the default is what the kernel does",
    )
    .trying(&["always", "never"]),
];

/// The value in this process: of what runs, where jemalloc tells it, and else
/// of the option that it was started with.
pub(super) fn in_effect(knob: &Knob) -> Option<String> {
    let name = match knob.key {
        "background_thread" => c"background_thread".to_owned(),
        "dirty_decay_ms" => c"arena.0.dirty_decay_ms".to_owned(),
        "muzzy_decay_ms" => c"arena.0.muzzy_decay_ms".to_owned(),
        key => CString::new(format!("opt.{key}")).ok()?,
    };
    value(&name, knob.values)
}

fn value(name: &CStr, values: Values) -> Option<String> {
    match values {
        Values::Integer(..) => control::integer(name).map(|n| n.to_string()),
        Values::Switch => control::switch(name).map(|on| on.to_string()),
        Values::OneOf(_) => control::text(name).map(str::to_owned),
    }
}
