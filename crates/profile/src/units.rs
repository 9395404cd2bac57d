//! The figures of a profile in the units that it counts in.

use residue_present::{Bytes, Count};

use crate::model::{Figure, Kind, Meta};

/// `value` of `figure` as `meta` counts it: bytes in binary units, and what
/// else is counted in its own.
pub(crate) fn show(meta: &Meta, figure: Figure, value: u64) -> String {
    match (figure.kind(), &meta.units) {
        (Kind::Bytes, None) => Bytes(value).to_string(),
        (Kind::Bytes, Some(units)) => {
            let unit = if value == 1 { &units.byte } else { &units.bytes };
            format!("{} {unit}", Count(value))
        }
        (_, _) => Count(value).to_string(),
    }
}

/// A time of a profile: microseconds as people read them, others as they are.
pub(crate) fn time(meta: &Meta, value: u64) -> String {
    if meta.time_unit != "µs" {
        return format!("{} {}", Count(value), meta.time_unit);
    }
    match value {
        0..10_000 => format!("{} µs", Count(value)),
        10_000..10_000_000 => format!("{} ms", Count(value / 1000)),
        _ => format!("{} s", Count(value / 1_000_000)),
    }
}
