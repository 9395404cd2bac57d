//! Memory that the kernel zeroed is not zeroed again: `alloc_zeroed` reaches
//! the allocator and not the default of the trait, which writes every byte.

mod common;
#[path = "common/residency.rs"]
mod residency;

use std::hint::black_box;

use residue_backends::{Backend, Selected, current};

#[global_allocator]
static ALLOCATOR: Selected = Selected;

const SIZE: u64 = 64 << 20;

#[test]
fn zeroed_memory_stays_untouched() {
    if common::part().is_none() {
        for &backend in Backend::ALL {
            common::probe("", &common::variables(backend, &[]));
        }
        return;
    }
    let before = residency::resident();
    let zeros = black_box(vec![0_u8; SIZE as usize]);
    let grown = residency::resident() - before;
    assert_eq!(zeros[SIZE as usize / 2], 0);
    if current() == Backend::Dhat {
        // The control: dhat does write every byte, and it shows.
        assert!(grown >= SIZE, "{grown}");
    } else {
        assert!(grown < SIZE / 16, "{grown}");
    }
}
