//! What the kernel calls a process.

use std::fs::read;

/// Its name; empty where it cannot be read.
pub(crate) fn name_of(pid: u32) -> String {
    let name = read(format!("/proc/{pid}/comm")).unwrap_or_default();
    String::from_utf8_lossy(&name).trim_end().to_owned()
}

/// Its command line; its name in brackets where there is none.
pub(crate) fn command_of(pid: u32) -> String {
    let line = read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let words = line.split(|&byte| byte == 0).filter(|word| !word.is_empty());
    let words: Vec<_> = words.map(String::from_utf8_lossy).collect();
    match words.is_empty() {
        false => words.join(" "),
        true => format!("[{}]", name_of(pid)),
    }
}
