//! A library for `LD_PRELOAD` that tracks an unchanged program: C's `malloc`
//! and its family, each passed on to the allocator that comes next, and told
//! to the tracker's [`residue::Hooks`].
//!
//! `residue exec` starts programs with it. Loaded by hand, it tracks as well,
//! and an observer finds the process by its segment.
//!
//! # What holds
//!
//! - What is not tracked is passed on and nothing else: where the map of live
//!   objects cannot be had (`ulimit -v`), in a child that was forked, while
//!   the library finds the next allocator.
//! - No object goes to another allocator than the one it came from.
//! - The program's environment is as it would be without: its children are
//!   left alone. A program that the process itself executes is tracked on.
//! - Its own storage is static or mapped: it never allocates. Built with
//!   `--cfg residue_initial_exec`, as the command line's build script does, it
//!   is told where it has thread-locals when the program is loaded; else it
//!   asks the C library, which may allocate.
//! - With nobody at the other end it waits for nothing.
//!
//! # Limits
//!
//! What bypasses `malloc` is not seen: jemalloc's `mallocx`, C++'s `new` of an
//! allocator that brings its own (`residue exec` puts libstdc++'s in front),
//! a library that was loaded with `RTLD_DEEPBIND`. A program that executes
//! another by `execl` and its variadic kin is tracked no further.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod arena;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod environment;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod exec;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod exit;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod family;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod loaded;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod next;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod observer;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod tracked;
