//! jemalloc tells what its threads have cached; nobody else does.

mod common;

use residue_backends::{Backend, Selected, collect, statistics};

#[global_allocator]
static ALLOCATOR: Selected = Selected;

fn main() {
    if common::part().is_none() {
        let variables = common::variables(Backend::Jemalloc, &[]);
        return common::probe("", &variables);
    }
    collect();
    let empty = cached();
    let objects: Vec<_> = (0..20).map(|_| Box::new([1_u8; 1024])).collect();
    drop(objects);
    assert!(cached() >= empty + 8 * 1024, "nothing was cached");
    collect();
    assert_eq!(cached(), empty);
}

fn cached() -> u64 {
    statistics().cached_by_threads.unwrap()
}
