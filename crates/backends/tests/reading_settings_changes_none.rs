//! glibc's thresholds move by themselves until one is set. Reading them must
//! not stop that, or the measured program would be another.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod common;

use std::hint::black_box;

use residue_backends::{Backend, Selected, apply, effective_settings};

#[global_allocator]
static ALLOCATOR: Selected = Selected;

#[test]
fn reading_settings_changes_none() {
    let Some(part) = common::part() else {
        for part in ["moves", "is set"] {
            let variables = common::variables(Backend::System, &[]);
            common::probe(part, &variables);
        }
        return;
    };
    assert_eq!(mmap_threshold(), 131_072);
    // The control: set, it no longer moves.
    let set = part == "is set";
    if set {
        apply(&common::settings(&[("mmap_threshold", "131072")])).unwrap();
    }
    drop(black_box(vec![1_u8; 1 << 20]));
    let moved = mmap_threshold() > 1 << 20;
    assert_ne!(moved, set, "{}", mmap_threshold());
}

fn mmap_threshold() -> u64 {
    effective_settings()["mmap_threshold"].parse().unwrap()
}
