//! A heap of glibc's that is damaged.

use crate::damage::Copied;
use crate::subject::Subject;

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

#[test]
fn damage_comes_to_an_error_or_adds_up() {
    copy().survives(300, 0.1);
}
