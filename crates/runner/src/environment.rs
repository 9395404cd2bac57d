//! The machine that a run ran on.

use residue_report::Environment;
use std::fs;
use std::process::Command;

/// What can be read of this machine; a run is compared only with runs of the
/// same.
pub fn read() -> Environment {
    let system = rustix::system::uname();
    let text = |text: &std::ffi::CStr| text.to_string_lossy().into_owned();
    Environment {
        kernel: text(system.release()),
        page_size: rustix::param::page_size() as u64,
        transparent_hugepage: huge_pages(),
        cpu: field("/proc/cpuinfo", "model name").unwrap_or_default(),
        cores: std::thread::available_parallelism()
            .map_or(0, |cores| cores.get() as u64),
        memory: memory(),
        rustc: env!("RESIDUE_RUSTC").to_owned(),
        residue: env!("CARGO_PKG_VERSION").to_owned(),
        date: jiff::Timestamp::now().to_string(),
        git: git(),
        os: std::env::consts::OS.to_owned(),
        arch: std::env::consts::ARCH.to_owned(),
        libc: libc(),
        overcommit: line("/proc/sys/vm/overcommit_memory"),
    }
}

fn huge_pages() -> String {
    line("/sys/kernel/mm/transparent_hugepage/enabled")
        .and_then(|modes| {
            let (_, rest) = modes.split_once('[')?;
            Some(rest.split_once(']')?.0.to_owned())
        })
        .unwrap_or_default()
}

fn memory() -> u64 {
    field("/proc/meminfo", "MemTotal")
        .and_then(|kib| kib.strip_suffix(" kB")?.parse::<u64>().ok())
        .map_or(0, |kib| kib * 1024)
}

fn libc() -> Option<String> {
    use residue_backends::Backend;
    Some(Backend::System.version())
}

/// The commit of the folder in which the user runs, with `-dirty` where it
/// was changed.
fn git() -> Option<String> {
    let output = Command::new("git")
        .args(["describe", "--always", "--dirty", "--abbrev=40"])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|commit| !commit.is_empty())
}

fn line(path: &str) -> Option<String> {
    Some(fs::read_to_string(path).ok()?.trim().to_owned())
}

fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_is_known() {
        let machine = read();
        assert!(machine.kernel.contains('.'));
        assert!(machine.page_size >= 4096);
        assert!(machine.memory > 1 << 20);
        assert!(machine.rustc.starts_with("rustc "));
    }
}
