//! Naming what is not heap.

use super::smaps::Area;
use super::stacks::ThreadStack;
use residue_ledger::{NotHeap, NotHeapKind};
use std::collections::{BTreeMap, BTreeSet};

/// `areas` by kind and name, those with most resident bytes first. `threads`
/// are sorted by their stack pointers.
pub(crate) fn not_heap<'a>(
    areas: impl Iterator<Item = &'a Area>,
    threads: &[ThreadStack],
) -> Vec<NotHeap> {
    let areas: Vec<&Area> = areas.collect();
    let code = areas.iter().filter(|area| area.executable);
    let code: BTreeSet<&str> = code.map(|area| area.name.as_str()).collect();
    let mut sums: BTreeMap<(NotHeapKind, &str), NotHeap> = BTreeMap::new();
    for area in areas {
        let (mut kind, name) = kind_and_name(area, threads);
        if kind == NotHeapKind::File && code.contains(name) {
            kind = NotHeapKind::Code;
        }
        let sum = sums.entry((kind, name)).or_insert_with(|| NotHeap {
            kind,
            name: name.to_owned(),
            resident: 0,
            swapped: 0,
            mappings: 0,
        });
        sum.resident += area.resident;
        sum.swapped += area.swapped;
        sum.mappings += 1;
    }
    let mut parts: Vec<NotHeap> = sums.into_values().collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.resident));
    parts
}

fn kind_and_name<'a>(
    area: &'a Area,
    threads: &'a [ThreadStack],
) -> (NotHeapKind, &'a str) {
    let name = area.name.as_str();
    if let Some(thread) = thread_in(area, threads) {
        return (NotHeapKind::Stack, &thread.name);
    }
    if let Some(named) = named(name) {
        return (NotHeapKind::Named, named);
    }
    let kind = if name == "[stack]" {
        NotHeapKind::Stack
    } else if is_shared_memory(area) {
        NotHeapKind::Shared
    } else if name.starts_with("/dev/") || name.starts_with("anon_inode:") {
        NotHeapKind::Device
    } else if name.starts_with('/') {
        NotHeapKind::File
    } else if name.starts_with('[') && name != "[heap]" {
        NotHeapKind::Kernel
    } else if area.executable {
        NotHeapKind::Jit
    } else if area.no_huge && !area.no_reserve {
        // As `MAP_STACK` leaves it: of a thread that ended, kept for others.
        NotHeapKind::Stack
    } else {
        NotHeapKind::Anonymous
    };
    (kind, name)
}

/// The thread whose stack `area` is; `threads` are sorted by stack pointer.
pub(crate) fn thread_in<'a>(
    area: &Area,
    threads: &'a [ThreadStack],
) -> Option<&'a ThreadStack> {
    let next = threads.partition_point(|t| t.pointer < area.span.start);
    threads.get(next).filter(|thread| thread.pointer < area.span.end)
}

/// The program's own name for anonymous memory, as the kernel shows it.
fn named(name: &str) -> Option<&str> {
    let rest =
        name.strip_prefix("[anon:").or(name.strip_prefix("[anon_shmem:"))?;
    rest.strip_suffix(']')
}

/// The kernel shows anonymous shared memory as a deleted `/dev/zero`.
fn is_shared_memory(area: &Area) -> bool {
    const PREFIXES: [&str; 4] = ["/dev/zero", "/dev/shm/", "/memfd:", "/SYSV"];
    let by_name = PREFIXES.iter().any(|prefix| area.name.starts_with(prefix));
    by_name || (!area.private && area.name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    fn area(start: u64, name: &str) -> Area {
        let span = start..start + MIB;
        let name = name.to_owned();
        Area { span, private: true, name, resident: MIB, ..Area::default() }
    }

    fn kind_of(area: &Area) -> (NotHeapKind, &str) {
        kind_and_name(area, &[])
    }

    #[test]
    fn each_name_of_the_kernel_has_its_kind() {
        for (name, kind) in [
            ("[stack]", NotHeapKind::Stack),
            ("/usr/lib/libc.so.6", NotHeapKind::File),
            ("/data/a (deleted)", NotHeapKind::File),
            ("/dev/zero (deleted)", NotHeapKind::Shared),
            ("/dev/shm/pool", NotHeapKind::Shared),
            ("/memfd:ring (deleted)", NotHeapKind::Shared),
            ("/SYSV00000000 (deleted)", NotHeapKind::Shared),
            ("/dev/nvidia0", NotHeapKind::Device),
            ("anon_inode:i915.gem", NotHeapKind::Device),
            ("[vdso]", NotHeapKind::Kernel),
            ("", NotHeapKind::Anonymous),
            ("[heap]", NotHeapKind::Anonymous),
        ] {
            assert_eq!(kind_of(&area(0, name)), (kind, name));
        }
    }

    #[test]
    fn a_name_given_by_the_program_is_shown_as_given() {
        let arena = area(0, "[anon:v8: heap]");
        assert_eq!(kind_of(&arena), (NotHeapKind::Named, "v8: heap"));
    }

    #[test]
    fn code_without_a_file_is_a_compilers() {
        let code = Area { executable: true, ..area(0, "") };
        assert_eq!(kind_of(&code).0, NotHeapKind::Jit);
        let library = Area { executable: true, ..area(0, "/lib/a.so") };
        assert_eq!(kind_of(&library).0, NotHeapKind::File);
    }

    #[test]
    fn a_file_of_which_code_is_mapped_is_code_with_all_its_data() {
        let data = area(0, "/lib/a.so");
        let code = Area { executable: true, ..area(MIB, "/lib/a.so") };
        let other = area(2 * MIB, "/lib/a.table");
        let areas = [data, code, other];
        let kinds: Vec<_> = not_heap(areas.iter(), &[])
            .iter()
            .map(|part| (part.kind, part.resident))
            .collect();
        let expected = [(NotHeapKind::Code, 2 * MIB), (NotHeapKind::File, MIB)];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn a_stack_has_its_threads_name_and_one_that_was_left_has_none() {
        let thread = ThreadStack { pointer: MIB + 8, name: "worker".into() };
        let threads = [thread];
        let held = area(MIB, "");
        let named = (NotHeapKind::Stack, "worker");
        assert_eq!(kind_and_name(&held, &threads), named);
        let left = Area { no_huge: true, ..area(2 * MIB, "") };
        let unnamed = (NotHeapKind::Stack, "");
        assert_eq!(kind_and_name(&left, &threads), unnamed);
        let reserved = Area { no_reserve: true, ..left };
        assert_eq!(kind_of(&reserved).0, NotHeapKind::Anonymous);
    }

    #[test]
    fn mappings_of_one_name_are_summed_and_the_largest_come_first() {
        let areas = [area(0, "/a"), area(MIB, "/b"), area(2 * MIB, "/b")];
        let parts = not_heap(areas.iter(), &[]);
        let seen: Vec<_> = parts
            .iter()
            .map(|p| (p.name.as_str(), p.resident, p.mappings))
            .collect();
        assert_eq!(seen, [("/b", 2 * MIB, 2), ("/a", MIB, 1)]);
    }

    #[test]
    fn kinds_have_names_of_their_own() {
        let mut names = NotHeapKind::ALL.map(NotHeapKind::name);
        names.sort_unstable();
        assert!(names.windows(2).all(|two| two[0] != two[1]));
    }
}
