//! The memory that large files take, by a counting allocator.

use residue_profile::diff::{Diff, Options};
use residue_profile::{Figure, Profile, html};

use crate::common::large;

// Other tests of this binary allocate at the same time: bounds are for what
// one thread asks for, so the work is done in a process of its own.
const CHILD: &str = "RESIDUE_PROFILE_MEMORY_CHILD";

/// Call sites of the profile.
const SITES: u64 = 20_000;

/// Bytes that reading, comparing and drawing may take at most. 100,000 sites
/// take five times what these do.
const MOST_KIB: u64 = 100 << 10;

#[test]
fn reading_comparing_and_drawing_take_memory_in_bounds() {
    if std::env::var_os(CHILD).is_some() {
        return work();
    }
    let name = "memory::reading_comparing_and_drawing_take_memory_in_bounds";
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    let peak = said.lines().find_map(|line| line.split("VmHWM ").nth(1));
    let peak: u64 = peak.expect(&said).trim().parse().unwrap();
    assert!(child.status.success(), "{said}");
    assert!(peak < MOST_KIB, "{peak} KiB");
    assert!(peak > 1 << 10, "{peak} KiB: nothing was done");
}

fn work() {
    let read = |step| {
        let text = large::profile(SITES, step);
        Profile::from_slice(text.as_bytes()).unwrap()
    };
    let (old, new) = (read(0), read(7));
    let diff = Diff::of(&old, &new, &Options::default()).unwrap();
    html::render(&new, Figure::Total, &mut std::io::sink()).unwrap();
    html::render_diff(&diff, Figure::Total, 50, &mut std::io::sink()).unwrap();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    let peak = peak.and_then(|line| line.split_whitespace().nth(1));
    let out = &mut std::io::stdout();
    std::io::Write::write_fmt(out, format_args!("VmHWM {}\n", peak.unwrap()))
        .unwrap();
}
