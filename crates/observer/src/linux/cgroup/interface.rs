//! The kernel's two interfaces to control groups: where a group is, and what
//! its files are called and say.

use crate::NearestLimit;
use residue_ledger::Cgroup;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// How the kernel shows groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interface {
    /// One hierarchy for all controllers.
    Two,
    /// A hierarchy for each controller.
    One,
}

impl Interface {
    /// Where both are mounted, memory is accounted by the one that has files
    /// for it: reading tells.
    pub(super) const ALL: [Interface; 2] = [Interface::Two, Interface::One];

    /// The group's path, of the lines `number:controllers:path`.
    pub(super) fn path(self, groups: &str) -> Option<&str> {
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
    pub(super) fn folder(
        self,
        mounts: &str,
        path: &str,
    ) -> Option<(PathBuf, PathBuf)> {
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
    pub(super) fn read(self, folder: &Path, path: &str) -> Option<Cgroup> {
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
            oom_kills: self.oom_kills(folder),
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
    pub(super) fn limit(
        self,
        folder: &Path,
        path: &str,
    ) -> Option<NearestLimit> {
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

    /// Times that the OOM killer ended a process of the group in `folder`;
    /// `None` where the kernel does not tell.
    pub(super) fn oom_kills(self, folder: &Path) -> Option<u64> {
        let events = folder.join(self.files().events);
        statistics(&events).get("oom_kill").copied()
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
    use crate::linux::cgroup::folder;

    const GROUPS: &str = "5:cpu,memory:/pods/a:b\n1:name=systemd:/\n0::/new\n";
    const MOUNTS: &str = "\
31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
35 31 0:32 /pods /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
36 31 0:33 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
";

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
    fn a_folder_that_does_not_account_memory_is_no_group() {
        let folder = folder(&[("cgroup.procs", "1\n")]);
        for interface in Interface::ALL {
            assert_eq!(interface.read(folder.path(), "/a"), None);
        }
    }
}
