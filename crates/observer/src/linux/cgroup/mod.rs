//! The control group of a process: what it is charged for, and how near to its
//! limit it is.

mod interface;

use super::process::Process;
use crate::{Error, NearestLimit};
use interface::Interface;
use residue_ledger::Cgroup;
use std::fs;
use std::path::{Path, PathBuf};

/// The control group of a process. It is there as long as the group is, and so
/// tells what happened to a process that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlGroup {
    interface: Interface,
    /// As `/proc/PID/cgroup` names it.
    path: String,
    /// Where the hierarchy is mounted, and where in it the group is.
    mount: PathBuf,
    folder: PathBuf,
}

impl ControlGroup {
    /// The group of `process`; `None` where the kernel has none, or none that
    /// can be seen from here.
    pub(crate) fn of(process: &Process) -> Result<Option<Self>, Error> {
        let groups = process.read("cgroup")?;
        let mounts =
            fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        let found = Interface::ALL.into_iter().find_map(|interface| {
            let path = interface.path(&groups)?;
            let (mount, folder) = interface.folder(&mounts, path)?;
            let path = path.to_owned();
            let group = ControlGroup { interface, path, mount, folder };
            group.read().map(|_| group)
        });
        Ok(found)
    }

    /// What it is charged for; `None` once it is gone.
    pub fn read(&self) -> Option<Cgroup> {
        self.interface.read(&self.folder, &self.path)
    }

    /// Where it is, as `/proc/PID/cgroup` names it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Times that the OOM killer ended a process of the group. Only grows;
    /// `None` where the kernel does not tell.
    pub fn oom_kills(&self) -> Option<u64> {
        self.interface.oom_kills(&self.folder)
    }

    /// The limit, of this group or of one above it, that is nearest to being
    /// reached; `None` where there is none that can be seen.
    pub fn nearest_limit(&self) -> Option<NearestLimit> {
        let folders = self.folder.ancestors();
        let folders = folders.take_while(|at| at.starts_with(&self.mount));
        let paths = Path::new(&self.path).ancestors();
        let limits = folders.zip(paths).filter_map(|(folder, path)| {
            self.interface.limit(folder, &path.to_string_lossy())
        });
        limits.min_by(|one, other| {
            let part = |of: &NearestLimit, by: u64| {
                u128::from(of.charged) * u128::from(by)
            };
            part(other, one.limit).cmp(&part(one, other.limit))
        })
    }
}

/// A folder of such files.
#[cfg(test)]
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_limit_may_be_of_a_group_above() {
        let mount = folder(&[("memory.current", "5000\n")]);
        let write = |below: &str, files: [(&str, &str); 3]| {
            let folder = mount.path().join(below);
            fs::create_dir_all(&folder).unwrap();
            for (name, text) in files {
                fs::write(folder.join(name), text).unwrap();
            }
        };
        let files = |current, limit, stat| {
            let names = ["memory.current", "memory.max", "memory.stat"];
            let [one, two, three] = names;
            [(one, current), (two, limit), (three, stat)]
        };
        let cache = "inactive_file 300\nactive_file 100\nanon 500\n";
        write("a/b/c", files("900\n", "max\n", cache));
        write("a/b", files("900\n", "1000\n", cache));
        write("a", files("1800\n", "2000\n", "inactive_file 100\n"));
        let group = |path: &str| ControlGroup {
            interface: Interface::Two,
            path: path.to_owned(),
            mount: mount.path().to_owned(),
            folder: mount.path().join(path.trim_start_matches('/')),
        };
        let nearest = group("/a/b/c").nearest_limit().unwrap();
        let expected =
            NearestLimit { path: "/a".into(), charged: 1700, limit: 2000 };
        assert_eq!(nearest, expected);
        assert_eq!((nearest.percent(), nearest.headroom()), (85, 300));
        // Page cache is taken back before anybody is killed.
        write("a/b", files("1000\n", "1000\n", "inactive_file 10\n"));
        let nearest = group("/a/b/c").nearest_limit().unwrap();
        assert_eq!((nearest.path.as_str(), nearest.percent()), ("/a/b", 99));
        write("a/b", files("1000\n", "0\n", ""));
        write("a", files("1000\n", "max\n", ""));
        assert_eq!(group("/a/b/c").nearest_limit(), None);
        assert_eq!(group("/gone").nearest_limit(), None);
    }

    #[test]
    fn kills_are_counted_as_long_as_the_group_is_there() {
        let folder = folder(&[("memory.events", "oom 4\noom_kill 3\n")]);
        let group = ControlGroup {
            interface: Interface::Two,
            path: "/a".to_owned(),
            mount: folder.path().to_owned(),
            folder: folder.path().to_owned(),
        };
        assert_eq!(group.oom_kills(), Some(3));
        fs::write(folder.path().join("memory.events"), "oom 4\n").unwrap();
        assert_eq!(group.oom_kills(), None, "older kernels count no kills");
        folder.close().unwrap();
        assert_eq!(group.oom_kills(), None);
    }
}
