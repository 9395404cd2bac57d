//! Finding and reading the control group of a process, by either of the
//! kernel's two interfaces.

use super::process::Process;
use crate::{Error, NearestLimit};
use residue_ledger::Cgroup;
use std::collections::BTreeMap;
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
        let events = self.folder.join(self.interface.files().events);
        statistics(&events).get("oom_kill").copied()
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

/// How the kernel shows groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Interface {
    /// One hierarchy for all controllers.
    Two,
    /// A hierarchy for each controller.
    One,
}

impl Interface {
    /// Where both are mounted, memory is accounted by the one that has files
    /// for it: reading tells.
    const ALL: [Interface; 2] = [Interface::Two, Interface::One];

    /// The group's path, of the lines `number:controllers:path`.
    fn path(self, groups: &str) -> Option<&str> {
        groups.lines().find_map(|line| {
            let mut fields = line.splitn(3, ':').skip(1);
            let (controllers, path) = (fields.next()?, fields.next()?);
            let wanted = match self {
                Interface::Two => controllers.is_empty(),
                Interface::One => controllers.split(',').any(|c| c == "memory"),
            };
            wanted.then_some(path)
        })
    }

    /// Where the hierarchy is mounted, and the folder of the group at `path`.
    fn folder(self, mounts: &str, path: &str) -> Option<(PathBuf, PathBuf)> {
        mounts.lines().find_map(|line| {
            let (mount, kind) = line.split_once(" - ")?;
            let mut kind = kind.split(' ');
            let (name, options) = (kind.next()?, kind.nth(1)?);
            let wanted = match self {
                Interface::Two => name == "cgroup2",
                Interface::One => {
                    name == "cgroup"
                        && options.split(',').any(|o| o == "memory")
                }
            };
            let mut fields = mount.split(' ').skip(3);
            let (root, point) = (fields.next()?, fields.next()?);
            // What is mounted may be a part of the hierarchy.
            let below = path.strip_prefix(root.trim_end_matches('/'))?;
            let below = below.trim_start_matches('/');
            let point = Path::new(point);
            wanted.then(|| (point.to_owned(), point.join(below)))
        })
    }

    /// The group in `folder`; `None` if memory is not accounted there.
    fn read(self, folder: &Path, path: &str) -> Option<Cgroup> {
        let number = |name: &str| number(&folder.join(name));
        let files = self.files();
        let parts = statistics(&folder.join("memory.stat"));
        let of = |key: &str| parts.get(key).copied();
        let mut cgroup = Cgroup {
            path: path.to_owned(),
            processes: processes(folder),
            current: number(files.current)?,
            limit: number(files.limit).filter(|&limit| limit < UNLIMITED),
            peak: number(files.peak),
            oom_kills: statistics(&folder.join(files.events))
                .get("oom_kill")
                .copied(),
            ..Cgroup::default()
        };
        match self {
            Interface::Two => {
                cgroup.version = 2;
                cgroup.anonymous = of("anon");
                cgroup.shared = of("shmem");
                cgroup.file = difference(of("file"), cgroup.shared);
                cgroup.kernel = of("kernel");
                cgroup.swap = number("memory.swap.current");
            }
            Interface::One => {
                cgroup.version = 1;
                cgroup.anonymous = of("total_rss");
                cgroup.shared = of("total_shmem");
                cgroup.file = difference(of("total_cache"), cgroup.shared);
                cgroup.kernel = number("memory.kmem.usage_in_bytes");
                cgroup.swap = of("total_swap");
            }
        }
        Some(cgroup)
    }

    /// The limit of the group in `folder`, and how near to it is what the
    /// kernel cannot take back.
    fn limit(self, folder: &Path, path: &str) -> Option<NearestLimit> {
        let files = self.files();
        let limit = number(&folder.join(files.limit));
        let limit = limit.filter(|limit| (1..UNLIMITED).contains(limit))?;
        let current = number(&folder.join(files.current))?;
        let parts = statistics(&folder.join("memory.stat"));
        let cache = files.cache.iter().filter_map(|key| parts.get(*key));
        let charged =
            cache.fold(current, |rest, part| rest.saturating_sub(*part));
        Some(NearestLimit { path: path.to_owned(), charged, limit })
    }

    fn files(self) -> FileNames {
        match self {
            Interface::Two => FileNames {
                current: "memory.current",
                limit: "memory.max",
                peak: "memory.peak",
                events: "memory.events",
                cache: ["inactive_file", "active_file"],
            },
            Interface::One => FileNames {
                current: "memory.usage_in_bytes",
                limit: "memory.limit_in_bytes",
                peak: "memory.max_usage_in_bytes",
                events: "memory.oom_control",
                cache: ["total_inactive_file", "total_active_file"],
            },
        }
    }
}

/// The files of a group that have another name in each interface.
struct FileNames {
    current: &'static str,
    limit: &'static str,
    peak: &'static str,
    events: &'static str,
    /// Page cache in the statistics.
    cache: [&'static str; 2],
}

/// The older interface writes the largest number of pages where there is no
/// limit; no machine has half of that.
const UNLIMITED: u64 = 1 << 62;

fn difference(whole: Option<u64>, part: Option<u64>) -> Option<u64> {
    Some(whole?.saturating_sub(part?))
}

fn number(file: &Path) -> Option<u64> {
    fs::read_to_string(file).ok()?.trim().parse().ok()
}

/// Lines of a name and a number.
fn statistics(file: &Path) -> BTreeMap<String, u64> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let pairs = text.lines().filter_map(|line| {
        let (name, number) = line.split_once(' ')?;
        Some((name.to_owned(), number.trim().parse().ok()?))
    });
    pairs.collect()
}

/// Processes in the group and all below.
fn processes(folder: &Path) -> u64 {
    let listed = fs::read_to_string(folder.join("cgroup.procs"));
    let own = listed.map_or(0, |text| text.lines().count() as u64);
    let below = fs::read_dir(folder).into_iter().flatten().flatten();
    let below =
        below.filter(|entry| entry.file_type().is_ok_and(|t| t.is_dir()));
    own + below.map(|entry| processes(&entry.path())).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUPS: &str = "5:cpu,memory:/pods/a:b\n1:name=systemd:/\n0::/new\n";
    const MOUNTS: &str = "\
31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
35 31 0:32 /pods /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
36 31 0:33 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
";

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn the_group_is_found_below_what_is_mounted() {
        let found = Interface::ALL.map(|interface| {
            let path = interface.path(GROUPS)?;
            interface.folder(MOUNTS, path)
        });
        let expected = [
            ["/sys/fs/cgroup/unified", "/sys/fs/cgroup/unified/new"],
            ["/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/a:b"],
        ];
        let path = PathBuf::from;
        let expected = expected.map(|[mount, at]| (path(mount), path(at)));
        assert_eq!(found, expected.map(Some));
    }

    #[test]
    fn a_group_outside_of_what_is_mounted_is_not_found() {
        assert_eq!(Interface::One.folder(MOUNTS, "/elsewhere"), None);
        assert_eq!(Interface::Two.path("5:memory:/a\n"), None);
    }

    #[test]
    fn shared_memory_is_counted_once() {
        let folder = folder(&[
            ("memory.current", "1000\n"),
            ("memory.max", "max\n"),
            ("memory.stat", "anon 400\nfile 350\nshmem 50\nkernel 200\n"),
            ("memory.events", "low 0\noom_kill 3\n"),
            ("cgroup.procs", "1\n2\n"),
        ]);
        let read = Interface::Two.read(folder.path(), "/a").unwrap();
        let expected = Cgroup {
            path: "/a".into(),
            version: 2,
            processes: 2,
            current: 1000,
            anonymous: Some(400),
            file: Some(300),
            shared: Some(50),
            kernel: Some(200),
            oom_kills: Some(3),
            ..Cgroup::default()
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn no_limit_of_the_older_interface_is_no_limit() {
        let stat = "cache 9\ntotal_cache 350\ntotal_rss 400\ntotal_shmem 50\n";
        let folder = folder(&[
            ("memory.usage_in_bytes", "1000\n"),
            ("memory.limit_in_bytes", "9223372036854771712\n"),
            ("memory.stat", stat),
        ]);
        let read = Interface::One.read(folder.path(), "/a").unwrap();
        assert_eq!((read.limit, read.file), (None, Some(300)));
        fs::write(folder.path().join("memory.limit_in_bytes"), "4096").unwrap();
        let read = Interface::One.read(folder.path(), "/a").unwrap();
        assert_eq!(read.limit, Some(4096));
    }

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

    #[test]
    fn a_folder_that_does_not_account_memory_is_no_group() {
        let folder = folder(&[("cgroup.procs", "1\n")]);
        for interface in Interface::ALL {
            assert_eq!(interface.read(folder.path(), "/a"), None);
        }
    }
}
