//! What happens when the library is loaded, before the program's own code.
#![expect(unsafe_code, reason = "a constructor, which the loader calls")]

use crate::observer::{Event, tell};
use crate::{environment, exit, tracked};

#[used]
#[unsafe(link_section = ".init_array")]
static LOADED: extern "C" fn() = loaded;

extern "C" fn loaded() {
    environment::note_process();
    environment::restore();
    tracked::load();
    if environment::observer().is_none() {
        return;
    }
    exit::prepare();
    allow_any_observer();
    tell(Event::Start);
}

/// Where the kernel lets only a parent look at a process, others of the same
/// user may look at this one: it is observed.
fn allow_any_observer() {
    // SAFETY: takes integers only.
    unsafe { libc::prctl(libc::PR_SET_PTRACER, libc::PR_SET_PTRACER_ANY) };
}
