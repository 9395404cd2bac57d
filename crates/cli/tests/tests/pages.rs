use crate::util::{
    ALLOCATORS, KIB, Phase, Probe, residue, retention_with_pages, stderr,
    stored,
};
use residue_report::pages::{
    self, HeapPages, PageHolder, PageMaps, PageSlot, PageUse, PagesError,
};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn bytes(folder: &Path) -> Vec<u8> {
    fs::read(folder.join("pages.bin")).expect("page maps beside the run")
}

fn read(bytes: &[u8]) -> PageMaps {
    pages::read(bytes).expect("page maps that are whole")
}

/// Bytes of the cells that `are`.
fn sum(map: &HeapPages, are: impl Fn(&PageUse) -> bool) -> i64 {
    let count = map.pages.iter().filter(|cell| are(cell)).count();
    count as i64 * map.page_size as i64
}

/// Live bytes of the holders that `are`, by the slots.
fn held(map: &HeapPages, are: impl Fn(&PageSlot) -> bool) -> i64 {
    let slots = map.slots.iter().filter(|slot| are(slot));
    slots.map(|slot| slot.live as i64).sum()
}

/// Calls `check` for each phase of each probe that has page maps; returns how
/// many they are.
fn each(check: impl Fn(&Probe, &Phase, &HeapPages)) -> usize {
    let (run, bytes) = retention_with_pages();
    let maps = read(bytes);
    let mut seen = 0;
    for (index, probe) in run.probes.iter().enumerate() {
        for phase in &probe.phases {
            let map = maps.get(index, &phase.name);
            assert_eq!(map.is_some(), !probe.resident_is_profiler);
            if let Some(map) = map {
                check(probe, phase, map);
                seen += 1;
            }
        }
    }
    seen
}

#[test]
fn every_phase_has_a_map_of_all_of_its_resident_heap() {
    let seen = each(|probe, phase, map| {
        let at = format!("{} at {}", probe.title(), phase.name);
        let heap = phase.net() - phase.row("program") - phase.residual();
        assert_eq!(sum(map, |_| true), heap, "{at}");
        let pages: u64 = map.spans.iter().map(|span| span.count).sum();
        assert_eq!(pages, map.pages.len() as u64, "{at}");
    });
    // As many as the ledgers of the three allocators.
    assert_eq!(seen, 3 * (5 * 7 + 8 + 6));
}

/// Headers and the allocator's objects are on pages that objects touch, its
/// other tables on pages that none does.
#[test]
fn pages_without_an_object_are_what_is_cached_and_the_allocators_tables() {
    each(|probe, phase, map| {
        let at = format!("{} at {}", probe.title(), phase.name);
        let nobody = |cell: &PageUse| {
            map.slots[cell.slot()].holder == PageHolder::Nobody
        };
        let empty = sum(map, nobody);
        match probe.backend.as_str() {
            // glibc's metadata are the headers of objects.
            "system" | "mimalloc" => {
                assert_eq!(empty, phase.row("cached"), "{at}");
            }
            _ => {
                let tables = phase.row("metadata");
                assert_eq!(empty, phase.row("cached") + tables, "{at}");
            }
        }
        assert!(map.pages.iter().filter(|c| nobody(c)).all(|c| c.fill() == 0));
    });
}

#[test]
fn slots_hold_what_the_ledger_says_is_live() {
    each(|probe, phase, map| {
        let at = format!("{} at {}", probe.title(), phase.name);
        let other = held(map, |slot| slot.holder == PageHolder::Other);
        assert_eq!(other, phase.row("other_live"), "{at}");
        let named = |slot: &PageSlot| {
            matches!(
                slot.holder,
                PageHolder::Container(_) | PageHolder::Containers
            )
        };
        let live = phase.row("payload") + phase.row("slack");
        assert_eq!(held(map, named), live, "{at}");
        let payload: u64 = map.slots.iter().map(|slot| slot.payload).sum();
        assert_eq!(payload as i64, phase.row("payload"), "{at}");
    });
}

/// A cell knows its share to a 31st, and small sizes are rounded up to 8.
#[test]
fn cells_are_as_full_as_the_ledger_says() {
    each(|probe, phase, map| {
        let at = format!("{} at {}", probe.title(), phase.name);
        let steps: i64 =
            map.pages.iter().map(|cell| i64::from(cell.fill())).sum();
        let full = i64::from(PageUse::FULL);
        let filled = steps * map.page_size as i64 / full;
        let live = held(map, |slot| slot.holder != PageHolder::Allocator);
        let step = map.page_size as i64 / full + 1;
        let most = map.pages.len() as i64 * step;
        let padding = 8 * (phase.allocations - phase.frees);
        assert!(filled <= live + most + padding, "{at}: {filled} of {live}");
        assert!(filled >= live - most, "{at}: {filled} of {live}");
    });
}

#[test]
fn a_filled_map_of_values_is_one_stretch_of_pages_of_its_container() {
    let (run, bytes) = retention_with_pages();
    let maps = read(bytes);
    for backend in ALLOCATORS {
        let index = run.probes.iter().position(|probe| {
            probe.scenario == "hashmap-value" && probe.backend == backend
        });
        let index = index.expect("it was run");
        let map = maps.get(index, "drained").expect("it has a map");
        let named = |cell: &PageUse| {
            matches!(map.slots[cell.slot()].holder, PageHolder::Container(_))
        };
        let drained = run.probes[index].phase("drained");
        let apart = sum(map, named) - drained.row("slack");
        // The table's first page and its last may be another's too, and what
        // the table was given beyond its size takes pages of its own.
        let most = 2 * 4 * KIB;
        let given = drained.row("rounding");
        assert!((-most..=most + given).contains(&apart), "{backend}: {apart}");
        let pages: Vec<bool> = map.pages.iter().map(named).collect();
        let stretches = pages.chunk_by(|one, next| one == next);
        let longest = stretches.filter(|of| of[0]).map(<[bool]>::len).max();
        let all = pages.iter().filter(|&&named| named).count();
        assert_eq!(longest, Some(all), "{backend}");
    }
}

#[test]
fn the_file_takes_less_than_a_byte_a_page() {
    let (_, bytes) = retention_with_pages();
    let pages = std::cell::Cell::new(0);
    each(|_, _, map| pages.set(pages.get() + map.pages.len()));
    let len = bytes.len();
    assert!(len < pages.get() / 2, "{len} bytes for {} pages", pages.get());
}

#[test]
fn a_new_run_in_an_old_folder_has_its_own_pages() {
    let folder = TempDir::new().expect("a folder for results");
    let run = |scenarios: &str| {
        let output = residue(&["run", "--backend=system", "--settle=0s"])
            .args(["--elements=1000", "--scenario", scenarios, "--out"])
            .arg(folder.path())
            .output()
            .expect("the binary starts");
        assert!(output.status.success(), "{}", stderr(&output));
        read(&bytes(folder.path()))
    };
    let two = run("empty,hashmap-value");
    assert!(two.get(1, "filled").is_some() && two.get(0, "filled").is_some());
    // Some folders refuse a second run unless they are emptied first.
    fs::remove_file(folder.path().join("run.json")).expect("it is there");
    let one = run("empty");
    assert!(one.get(0, "filled").is_some() && one.get(1, "filled").is_none());
}

#[test]
fn a_run_killed_at_any_moment_leaves_pages_for_all_of_its_probes() {
    let mut probes = 0;
    for moment in 0..12 {
        let folder = TempDir::new().expect("a folder for results");
        let mut child = residue(&["run", "--settle=0s", "--repeat=10000"])
            .args(["--scenario=hashmap-value", "--elements=2000", "--out"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        // From before the first probe to somewhere in a later one.
        let some = if moment < 4 { 0 } else { 2 };
        wait_for_probes(folder.path(), some);
        std::thread::sleep(Duration::from_millis(7 * moment));
        child.kill().expect("a child");
        child.wait().expect("a child");
        let run = stored(folder.path());
        let bytes = bytes(folder.path());
        let maps = pages::read_of(&bytes[..], run.probes.len(), |_, _| true);
        // It may have died before the first line was whole.
        if let Err(PagesError::NotPages { .. }) = maps {
            assert!(run.probes.is_empty());
            continue;
        }
        let maps = maps.expect("every record is whole");
        for (index, probe) in run.probes.iter().enumerate() {
            for phase in &probe.phases {
                let there = maps.get(index, &phase.name).is_some();
                assert_eq!(there, !probe.resident_is_profiler);
            }
        }
        probes += run.probes.len();
    }
    assert!(probes >= 16, "most had probes: {probes}");
}

fn wait_for_probes(folder: &Path, count: usize) {
    let deadline = Instant::now() + Duration::from_secs(60);
    let stored = || folder.join("run.json").exists().then(|| stored(folder));
    while stored().is_none_or(|run| run.probes.len() < count) {
        assert!(Instant::now() < deadline, "waited in vain");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A device that is always full, where the file of pages should be.
#[test]
fn a_full_disk_is_told_and_what_was_measured_is_kept() {
    let folder = TempDir::new().expect("a folder for results");
    let place = folder.path().join("pages.bin");
    std::os::unix::fs::symlink("/dev/full", &place).expect("a link");
    let output = residue(&["run", "--backend=system", "--settle=0s"])
        .args(["--scenario=empty", "--out"])
        .arg(folder.path())
        .output()
        .expect("the binary starts");
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("pages.bin") && said.contains("--out"), "{said}");
    assert!(said.contains("No space left"), "{said}");
    assert!(stored(folder.path()).probes.is_empty());
}
