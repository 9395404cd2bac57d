//! Where programs and threads begin.

use super::{FrameText, path};

/// Functions that are outside of all a program does, by how they begin.
const STARTS: [&str; 20] = [
    "__libc_start_",
    "__rust_begin_short_backtrace",
    "std::sys::backtrace::__rust_begin_short_backtrace",
    "std::sys_common::backtrace::__rust_begin_short_backtrace",
    "std::rt::lang_start",
    "__scrt_common_main",
    "_dl_start",
    "_pthread_start",
    "BaseThreadInitThunk",
    "RtlUserThreadStart",
    "mainCRTStartup",
    "invoke_main",
    "runtime.goexit",
    "runtime.rt0_go",
    "runtime.gcBgMarkWorker",
    "runtime.bgsweep",
    "runtime.bgscavenge",
    "runtime.forcegchelper",
    "runtime.mcall",
    "runtime.mstart",
];

/// The same, by whole names.
const WHOLE: [&str; 12] = [
    "[root]",
    "(below main)",
    "_start",
    "start",
    "clone",
    "clone3",
    "__clone",
    "__clone3",
    "start_thread",
    "thread_start",
    "runtime.main",
    "runtime.systemstack",
];

/// The loader, which runs before the program does, by how its objects and its
/// sources begin.
const LOADER: [&str; 5] = ["ld-linux", "ld-musl", "dyld", "dl-", "rtld.c"];

/// Whether it begins a program or a thread.
pub(super) fn is_start(said: &FrameText<'_>) -> bool {
    let function = said.function;
    let place = said.object.map(path::base).or_else(|| said.base());
    let of_loader = place.is_some_and(|place| {
        LOADER.iter().any(|start| place.starts_with(start))
    });
    let is_thread = function.starts_with("std::sys::")
        && function.contains("::thread_start");
    of_loader
        || is_thread
        || WHOLE.contains(&function)
        || STARTS.iter().any(|start| function.starts_with(start))
}
