//! Control groups for programs that are to run out of memory.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

static MADE: AtomicU32 = AtomicU32::new(0);

/// A control group of its own, with so much memory; `None` where that cannot
/// be had. It is removed when dropped.
pub(crate) struct Group(PathBuf);

impl Group {
    pub(crate) fn new(limit: u64) -> Option<Group> {
        let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
        let path = groups.lines().find_map(|line| {
            let (_, rest) = line.split_once(':')?;
            let (controllers, path) = rest.split_once(':')?;
            controllers.split(',').any(|of| of == "memory").then_some(path)
        });
        let number = MADE.fetch_add(1, Relaxed);
        let name = format!("residue-test-{}-{number}", std::process::id());
        let two = Path::new("/sys/fs/cgroup").join(&name);
        let (folder, file) = match path {
            Some(path) => {
                let mount = Path::new("/sys/fs/cgroup/memory");
                let below = path.trim_start_matches('/');
                (mount.join(below).join(name), "memory.limit_in_bytes")
            }
            None => (two, "memory.max"),
        };
        fs::create_dir(&folder).ok()?;
        let group = Group(folder);
        fs::write(group.0.join(file), limit.to_string()).ok()?;
        Some(group)
    }

    /// A command for `program`, whose process will be in it. Its file is read
    /// before: the group is else charged for what is not in memory of it, and
    /// near its limit gives that up and reads it again without an end.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let file = fs::read(Path::new(program.as_ref()));
        drop(file.expect("a program"));
        let mut command = Command::new("sh");
        let script = "echo $$ > \"$1/cgroup.procs\" && shift && exec \"$@\"";
        command.args(["-c", script, "sh"]).arg(&self.0).arg(program);
        command
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // What is left of it is the kernel's.
        let _ = fs::remove_dir(&self.0);
    }
}
