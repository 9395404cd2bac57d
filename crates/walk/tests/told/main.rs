//! Allocators of real processes, which tell every object that they hold and
//! what their allocator says of itself.
#![cfg(all(
    target_os = "linux",
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]

mod arenas;
mod build;
#[path = "../common/changed.rs"]
mod changed;
mod collected;
mod damage;
mod process;
mod subject;

mod glibc;
mod go;
mod mimalloc;
mod musl;
mod pymalloc;
