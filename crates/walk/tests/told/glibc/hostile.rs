//! A heap of glibc's that is damaged.

use crate::damage::{Copied, changes};
use crate::subject::Subject;
use proptest::prelude::*;
use std::sync::OnceLock;

thread_local! {
    /// Copied once for all cases of a test, which are of one thread.
    static COPIED: OnceLock<Copied> = const { OnceLock::new() };
}

fn copy() -> Copied {
    let arguments = "threads=2 objects=400 keep=3 huge=2:300000 align=64";
    Copied::of(&Subject::start(arguments), "glibc", "libc")
}

/// The control: what is copied and not changed is walked.
#[test]
fn a_copy_is_walked_like_the_process() {
    let copied = copy();
    assert!(copied.walk(&[], false));
    assert!(copied.walk(&[], true));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn damage_comes_to_an_error_or_adds_up(
        changes in changes(),
        fresh in proptest::bool::weighted(0.1),
    ) {
        COPIED.with(|copied| {
            copied.get_or_init(copy).walk(&changes, fresh);
        });
    }
}
