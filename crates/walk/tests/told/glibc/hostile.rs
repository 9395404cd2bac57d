//! A heap of glibc's that is damaged.

use crate::damage::{Copied, survives_damage};
use crate::subject::Subject;

fn copy() -> Option<Copied> {
    let arguments = "threads=2 objects=400 keep=3 huge=2:300000 align=64";
    Some(Copied::of(&Subject::start(arguments), "glibc", "libc"))
}

survives_damage!(300 walks of copy);
