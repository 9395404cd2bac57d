//! Programs of the tests, built once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// What was built, by name; `None` where there is no such compiler.
static BUILT: Mutex<BTreeMap<String, Option<PathBuf>>> =
    Mutex::new(BTreeMap::new());

/// `heap.c`, built by the C compiler of this machine.
pub(crate) fn heap() -> PathBuf {
    c("cc", &[], "heap").expect("a C compiler")
}

/// `heap.c` as `name`, built by `compiler`; `None` where that is missing.
pub(crate) fn c(compiler: &str, flags: &[&str], name: &str) -> Option<PathBuf> {
    built(name, |program| {
        let mut command = Command::new(compiler);
        command
            .args(["-O1", "-Wall", "-Werror", "-pthread"])
            .args(flags)
            .arg(source("heap.c"))
            .arg("-o")
            .arg(program);
        command
    })
}

/// `program` without its symbols, as `name`.
pub(crate) fn stripped(program: &Path, name: &str) -> Option<PathBuf> {
    built(name, |to| {
        let mut command = Command::new("strip");
        command.arg("--strip-all").arg(program).arg("-o").arg(to);
        command
    })
}

/// The source of a program.
pub(crate) fn source(name: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.join("tests/programs").join(name)
}

/// The program `name`, which `command` builds where it is told to.
pub(crate) fn built(
    name: &str,
    command: impl FnOnce(&Path) -> Command,
) -> Option<PathBuf> {
    let mut built = BUILT.lock().unwrap();
    let build = || {
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let status = command(&program).status().ok()?;
        assert!(status.success(), "{name} is not built");
        Some(program)
    };
    built.entry(name.to_owned()).or_insert_with(build).clone()
}
