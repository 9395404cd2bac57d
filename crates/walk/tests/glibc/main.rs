//! glibc's malloc in real processes, which tell every object that they hold
//! and what malloc says of itself.
#![cfg(all(
    target_os = "linux",
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]

mod collected;
mod process;
mod subject;

// A heap that is damaged comes to an error and nothing else.
mod hostile;
// What is walked is what the program and malloc say.
mod figures;
// What `malloc_trim(0)` gives back is what was told before.
mod trimmed;
