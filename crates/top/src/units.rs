//! Bytes for people.

/// `bytes` in three digits or so, in binary units.
pub(crate) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut unit = 0;
    let mut value = bytes as f64;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 {
        format!("{bytes} B")
    } else {
        format!("{value:.1} {}", UNITS[unit])
    }
}

/// The same, with a sign; nothing where nothing changed.
pub(crate) fn change(bytes_: i64) -> String {
    match bytes_ {
        0 => String::new(),
        grown if grown > 0 => format!("+{}", bytes(grown.unsigned_abs())),
        shrunk => format!("-{}", bytes(shrunk.unsigned_abs())),
    }
}
