//! A version of glibc that is not known: this machine's, which says that it is
//! another.

use crate::build;
use crate::changed::Changed;
use crate::process::Process;
use crate::subject::Subject;
use residue_walk::{Memory, Piece, Refusal, Region, Remedy, Sink, Span, Use};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const FORGED: &str = "2.99";

/// A folder with the forged library; `None`, where there is none to forge.
fn library() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOLDER.get_or_init(forge).as_deref()
}

fn forge() -> Option<PathBuf> {
    const BEFORE: &[u8] = b"GNU C Library (";
    const VERSION: &[u8] = b"release version 2.";
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let file = maps.lines().find_map(|line| {
        let file = line.split_ascii_whitespace().nth(5)?;
        file.ends_with("/libc.so.6").then_some(file)
    })?;
    let mut bytes = fs::read(file).unwrap();
    let find = |bytes: &[u8], text: &[u8]| {
        bytes.windows(text.len()).position(|part| part == text)
    };
    let text = find(&bytes, BEFORE)?;
    let minor = text + find(&bytes[text..], VERSION)? + VERSION.len();
    bytes[minor..minor + 2].copy_from_slice(FORGED.split_at(2).1.as_bytes());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("forged");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("libc.so.6"), bytes).unwrap();
    Some(folder)
}

fn start(folder: &Path) -> Subject {
    let mut command = Command::new(build::heap());
    command.args(["objects=3000", "keep=3"]);
    command.env("LD_LIBRARY_PATH", folder);
    Subject::start_command(command)
}

#[test]
fn if_all_adds_up_it_is_walked_and_said_to_be_an_estimate() {
    let Some(folder) = library() else { return };
    let subject = start(folder);
    let process = Process::of(subject.pid());
    let heap = process.heap();
    assert_eq!(heap.allocator().version.as_deref(), Some(FORGED));
    assert!(heap.is_estimate());
    let mut live = Live::default();
    let walked = heap.walk(&process.target(&process), &mut live).unwrap();
    assert!(walked.notes.iter().any(|note| note.contains(FORGED)));
    assert!(subject.live.keys().all(|address| live.0.contains(address)));
    // The control: what says that it is itself raises no doubt.
    let known = Subject::start("objects=10");
    let process = Process::of(known.pid());
    let heap = process.heap();
    assert!(!heap.is_estimate());
    let walked = process.walk(&mut Live::default()).unwrap();
    assert!(walked.notes.iter().all(|note| !note.contains("estimate")));
}

/// Without the first thread's cache, which nothing else vouches for, a known
/// version is walked, and one that is not known is refused by its name.
#[test]
fn if_a_cache_of_threads_is_not_found_it_is_refused() {
    let Some(folder) = library() else { return };
    for (subject, is_known) in
        [(start(folder), false), (Subject::start("objects=3000 keep=3"), true)]
    {
        let process = Process::of(subject.pid());
        let heap = process.heap();
        let segment = process.mappings.iter().find(|of| of.name == "[heap]");
        // The counts of the cache, in the first chunk of the heap.
        let counts = segment.expect("a heap").span.start + 16;
        let words = vec![(counts, u64::MAX), (counts + 8, u64::MAX)];
        let memory: &dyn Memory = &process;
        let changed = Changed { memory, words };
        let target = process.target(&changed);
        match heap.walk(&target, &mut Live::default()) {
            Ok(_) => assert!(is_known),
            Err(Refusal::Unknown { what }) => {
                assert!(!is_known && what.contains(FORGED), "{what}");
            }
            Err(other) => panic!("{other}"),
        }
    }
}

/// The addresses of live objects.
#[derive(Default)]
struct Live(std::collections::BTreeSet<u64>);

impl Sink for Live {
    fn region(&mut self, _: &Region) {}

    fn piece(&mut self, piece: &Piece) {
        if let Use::Live { header } = piece.use_ {
            self.0.insert(piece.address + header);
        }
    }

    fn returns(&mut self, _: Remedy, _: &Span) {}

    fn restart(&mut self) {
        self.0.clear();
    }
}
