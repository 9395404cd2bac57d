//! mimalloc 2: Debian's library in place of `malloc`, and what a Rust crate
//! builds of it, plain, stripped, and with lists that are encoded.

use crate::build;
use crate::changed::Changed;
use crate::collected::Collected;
use crate::damage::{Copied, survives_damage};
use crate::process::Process;
use crate::subject::Subject;
use residue_walk::{Holder, Remedy, Span, Use};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// How mimalloc comes into the program.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Debian's library, loaded before.
    Preloaded,
    Linked,
    Stripped,
    Secure,
}

impl Kind {
    const ALL: [Kind; 4] =
        [Kind::Preloaded, Kind::Linked, Kind::Stripped, Kind::Secure];

    /// `None` where it is not to be had.
    fn start(self, arguments: &str) -> Option<Subject> {
        let start = |program: &Path, environment: &[(&str, &str)]| {
            Some(Subject::start_with(program, arguments, environment))
        };
        match self {
            Kind::Preloaded => {
                let library = library()?;
                let preload = [("LD_PRELOAD", library.to_str()?)];
                start(&build::heap(), &preload)
            }
            Kind::Linked => start(&linked("mimalloc-2", &[])?, &[]),
            Kind::Stripped => {
                let whole = linked("mimalloc-2", &[])?;
                let name = "mimalloc-2-stripped";
                start(&build::stripped(&whole, name)?, &[])
            }
            Kind::Secure => {
                start(&linked("mimalloc-2-secure", &["-DMI_SECURE=4"])?, &[])
            }
        }
    }
}

/// Debian's library of version 2.
fn library() -> Option<PathBuf> {
    let folder = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    let mut files = fs::read_dir(folder).ok()?.flatten();
    let is_it = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("libmimalloc.so.2."))
    };
    files.find_map(|file| Some(file.path()).filter(is_it))
}

/// `heap.c` with the sources of version 2 that the crate of the tests brings.
fn linked(name: &str, flags: &[&str]) -> Option<PathBuf> {
    let sources = sources()?;
    let include = format!("-I{}", sources.join("include").to_str()?);
    let source = sources.join("src/static.c");
    let mut all = vec![
        "-DMI_MALLOC_OVERRIDE",
        "-DNDEBUG",
        "-rdynamic",
        "-Wno-error",
        "-Wno-array-bounds",
        &include,
        source.to_str()?,
    ];
    all.extend(flags);
    build::c("cc", &all, name)
}

fn sources() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home
        .or_else(|| Some(Path::new(&std::env::var_os("HOME")?).join(".cargo")));
    let registries = fs::read_dir(home?.join("registry/src")).ok()?;
    let crates = registries
        .flatten()
        .flat_map(|registry| {
            fs::read_dir(registry.path()).into_iter().flatten()
        })
        .flatten();
    let of = |path: &Path| {
        let name = path.file_name()?.to_str()?;
        let sources = path.join("c_src/mimalloc/v2");
        let is_it = name.starts_with("libmimalloc-sys-") && sources.is_dir();
        is_it.then_some(sources)
    };
    crates.into_iter().find_map(|one| of(&one.path()))
}

/// Objects of the C library.
const OWN_OBJECTS: usize = 64;

/// Walks the heap of a process that stands still, and compares every object.
fn compare(kind: Kind, subject: &Subject) -> Collected {
    let process = Process::of(subject.pid());
    let heap = process.heap_of("mimalloc");
    let mut seen = Collected::default();
    let walked = heap.walk(&process.target(&process), &mut seen).unwrap();
    seen.close();
    assert_eq!(walked.checks.len(), 2);
    assert!(walked.checks.iter().all(|check| check.walked == check.told));
    let live = seen.live();
    // What is aligned may begin within its block, and ends where it ends. A
    // secure build says of an object's size what was asked for.
    let is_walked = |address: u64, size: u64| {
        let block = live.range(..=address).next_back();
        block.is_some_and(|(start, bytes)| match kind {
            Kind::Secure => start + bytes >= address + size,
            _ => start + bytes == address + size,
        })
    };
    for (&address, &size) in &subject.live {
        assert!(is_walked(address, size), "{address:#x} of {size}");
    }
    let dead = subject.freed.iter();
    let dead = dead.filter(|at| !subject.live.contains_key(at));
    let still = dead.filter(|at| live.contains_key(at)).count();
    assert!(still <= OWN_OBJECTS, "{still} freed objects live");
    let extra = live.len() - subject.live.len();
    assert!(extra <= OWN_OBJECTS, "{extra} objects are nobody's");
    seen
}

fn holds(arguments: &str) {
    for kind in Kind::ALL {
        if let Some(subject) = kind.start(arguments) {
            compare(kind, &subject);
        }
    }
}

#[test]
fn every_object_is_found_to_the_byte() {
    holds("objects=8000 keep=10 size=1:500");
    holds("objects=1000 keep=3 size=1:140000");
    holds("objects=1000 keep=1001");
}

#[test]
fn aligned_and_huge_objects() {
    holds("objects=4000 align=64 keep=3 huge=5:300000");
    holds("objects=400 align=4096 keep=3 huge=6:50000000");
    holds("objects=100 align=67108864 keep=30 huge=2:5000000");
}

#[test]
fn threads_that_stay_and_that_have_ended() {
    holds("threads=2 objects=2000 keep=7 size=16:5000");
    holds("threads=4 exit=1 objects=2000 keep=7 size=16:5000");
}

/// The first of each page is in a list of the heap, the others in one of the
/// page.
#[test]
fn what_other_threads_freed_is_not_live() {
    for kind in Kind::ALL {
        let arguments = "threads=4 handed=1 objects=5000 keep=7 size=16:900";
        let Some(subject) = kind.start(arguments) else { continue };
        let seen = compare(kind, &subject);
        let delayed = seen.bytes(|u| u == Use::Held(Holder::Delayed));
        assert!(delayed > 0, "{kind:?}");
    }
}

#[test]
fn the_version_is_what_its_function_says() {
    for kind in [Kind::Preloaded, Kind::Linked] {
        let Some(subject) = kind.start("objects=10") else { continue };
        let process = Process::of(subject.pid());
        let heap = process.heap_of("mimalloc");
        let version = heap.allocator().version.clone().unwrap();
        assert!(version.starts_with("2."), "{version}");
        assert_eq!(version.split('.').count(), 3, "{version}");
    }
}

#[test]
fn collecting_gives_back_the_pages_that_were_told() {
    for kind in [Kind::Preloaded, Kind::Linked] {
        let arguments = "objects=60000 keep=3000 size=16:900";
        let Some(mut subject) = kind.start(arguments) else { continue };
        let seen = compare(kind, &subject);
        let is_collect = |(remedy, span): &(Remedy, Span)| {
            (*remedy == Remedy::Collect).then(|| span.clone())
        };
        let told: Vec<Span> =
            seen.returns.iter().filter_map(is_collect).collect();
        let process = Process::of(subject.pid());
        let promised = process.resident(&told);
        assert!(promised > 1 << 20, "{kind:?}: {promised} is too little");
        let regions: Vec<Span> =
            seen.regions.iter().map(|r| r.span.clone()).collect();
        let before = process.resident(&regions);
        // Up to 2.0.9 it leaves pages alone that became free within the delay
        // after which they would be given back anyway: half a second.
        thread::sleep(Duration::from_secs(1));
        subject.obey("collect");
        let given = before - process.resident(&regions);
        assert!(
            given.abs_diff(promised) <= promised / 20,
            "{kind:?}: \
            {given} of {promised}"
        );
    }
}

/// The control of all the others: a list that leads elsewhere is noticed.
#[test]
fn a_list_that_leads_elsewhere_is_refused() {
    let arguments = "threads=2 handed=1 objects=500 keep=3 size=16:900";
    let kind = Kind::Preloaded;
    let Some(subject) = kind.start(arguments) else { return };
    let seen = compare(kind, &subject);
    let process = Process::of(subject.pid());
    let heap = process.heap_of("mimalloc");
    let held = seen.pieces.iter().filter(|p| matches!(p.use_, Use::Held(_)));
    let mut tried = 0;
    for piece in held.step_by(7) {
        let word = (piece.address, piece.address | 8);
        let changed = Changed { memory: &process, words: vec![word] };
        let mut seen = Collected::default();
        let walked = heap.walk(&process.target(&changed), &mut seen);
        assert!(walked.is_err(), "{word:x?} went unnoticed");
        tried += 1;
    }
    assert!(tried > 20);
}

fn copy() -> Option<Copied> {
    let arguments = "threads=2 handed=1 objects=400 keep=3 huge=2:300000";
    let subject = Kind::Preloaded.start(arguments)?;
    Some(Copied::of(&subject, "mimalloc", "libmimalloc"))
}

survives_damage!(200 walks of copy);
