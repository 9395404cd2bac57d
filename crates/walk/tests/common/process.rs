//! A subject seen from outside.

use super::trace;
use residue_walk::{
    Files, Found, Heap, Mapping, Memory, Piece, Region, Remedy, Sink, Span,
    Target, Thread, Unreadable, Use, Walked, find_all, parse_maps,
};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A process that serves lines, and what it said last.
pub(crate) struct Subject {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    objects: PathBuf,
    /// Its statistics by name, as of the last line that it was sent.
    pub(crate) said: BTreeMap<String, u64>,
}

/// What a walk showed.
#[derive(Default)]
pub(crate) struct Seen {
    /// Usable size by address.
    pub(crate) live: BTreeMap<u64, u64>,
    pub(crate) held: BTreeMap<u64, u64>,
    pub(crate) regions: Vec<Span>,
    pub(crate) metadata: u64,
    /// Where metadata lies.
    pub(crate) tables: Vec<Span>,
    pub(crate) returns: Vec<(Remedy, Span)>,
    end: u64,
}

impl Subject {
    /// This program as a subject, with that many threads beside its own,
    /// which keeps one object in so many as `kept`.
    pub(crate) fn start(
        directory: &tempfile::TempDir,
        threads: u32,
        kept: u32,
    ) -> Self {
        let program = std::env::current_exe().unwrap();
        Subject::start_as(&program, directory, threads, kept)
    }

    /// The same of a copy of this program that has no symbols.
    pub(crate) fn start_stripped(
        directory: &tempfile::TempDir,
        threads: u32,
        kept: u32,
    ) -> Self {
        let program = directory.path().join("stripped");
        let stripped = Command::new("strip")
            .arg("--strip-all")
            .arg("-o")
            .args([&program, &std::env::current_exe().unwrap()])
            .status();
        assert!(stripped.unwrap().success());
        Subject::start_as(&program, directory, threads, kept)
    }

    /// The same of `program`, a copy of this one. It writes its objects to a
    /// file that it is told.
    fn start_as(
        program: &Path,
        directory: &tempfile::TempDir,
        threads: u32,
        kept: u32,
    ) -> Self {
        let objects = directory.path().join("objects");
        let mut command = Command::new(program);
        command
            .args(["--exact", "subject", "--nocapture", "--test-threads=1"])
            // What the harness keeps of a terminal is none of the subject's.
            .env_clear()
            .env(super::subject::THREADS, threads.to_string())
            .env(super::subject::KEPT, kept.to_string())
            .env(super::subject::OBJECTS, &objects)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let said = BTreeMap::new();
        let mut subject = Subject { child, input, output, objects, said };
        subject.await_line("built");
        subject
    }

    /// Sends a line, and waits until it is served.
    pub(crate) fn send(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
        self.said.clear();
        self.await_line("ready");
    }

    fn await_line(&mut self, last: &str) {
        let mut line = String::new();
        loop {
            line.clear();
            let read = self.output.read_line(&mut line).unwrap();
            assert!(read > 0, "the subject ended before it was {last}");
            let Some(words) = line.trim().strip_prefix("subject ") else {
                continue;
            };
            match words.split_once(' ') {
                Some((name, value)) => {
                    self.said.insert(name.into(), value.parse().unwrap());
                }
                None if words == last => return,
                None => panic!("unexpected line: {line}"),
            }
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Every live object that the program knows: usable size by address.
    pub(crate) fn objects(&self) -> BTreeMap<u64, u64> {
        let bytes = fs::read(&self.objects).unwrap();
        let (words, rest) = bytes.as_chunks::<8>();
        assert!(rest.is_empty());
        let words: Vec<u64> =
            words.iter().map(|word| u64::from_le_bytes(*word)).collect();
        words.chunks(2).map(|pair| (pair[0], pair[1])).collect()
    }

    /// Bytes of `spans` that are resident.
    pub(crate) fn resident_in<'a>(
        &self,
        spans: impl IntoIterator<Item = &'a Span>,
    ) -> u64 {
        spans.into_iter().map(|span| self.resident_in_one(span)).sum()
    }

    /// Bytes that are resident of what a walk told would be given back, which
    /// must be enough to see them go.
    pub(crate) fn resident_to_return(&self, seen: &Seen) -> u64 {
        let spans = seen.returns.iter().map(|(_, span)| span);
        let bytes = self.resident_in(spans);
        assert!(bytes > 1 << 20, "{bytes} bytes are too few to tell");
        bytes
    }

    fn resident_in_one(&self, span: &Span) -> u64 {
        let table =
            File::open(format!("/proc/{}/pagemap", self.pid())).unwrap();
        let first = span.start / 4096;
        let mut entries = vec![0; ((span.end / 4096) - first) as usize * 8];
        table.read_exact_at(&mut entries, first * 8).unwrap();
        let (entries, _) = entries.as_chunks::<8>();
        let present = entries
            .iter()
            .filter(|entry| u64::from_le_bytes(**entry) >> 63 == 1);
        present.count() as u64 * 4096
    }

    /// Finds its allocators and walks the one of this name.
    pub(crate) fn walk(
        &self,
        allocator: &str,
    ) -> (Box<dyn Heap>, Walked, Seen) {
        walk(self.pid(), allocator)
    }
}

/// Finds the allocators of a process and walks the one of this name.
pub(crate) fn walk(pid: u32, allocator: &str) -> (Box<dyn Heap>, Walked, Seen) {
    inspect(pid, |target| {
        let Found { heaps, refused, .. } = find_all(target);
        assert!(refused.is_empty(), "{refused:?}");
        let heap = heaps
            .into_iter()
            .find(|heap| heap.allocator().name == allocator)
            .expect("the allocator is not found");
        let mut seen = Seen::default();
        let walked = heap.walk(target, &mut seen).unwrap();
        seen.close();
        (heap, walked, seen)
    })
}

/// A process that stands still by itself, as a target.
pub(crate) fn inspect<T>(pid: u32, look: impl FnOnce(&Target<'_>) -> T) -> T {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let mappings = parse_maps(&maps).unwrap();
    let memory = Live(File::open(format!("/proc/{pid}/mem")).unwrap());
    let threads: Vec<Thread> = threads(pid);
    look(&Target {
        memory: &memory,
        mappings: &mappings,
        files: &Disk,
        threads: &threads,
        page: 4096,
    })
}

impl Drop for Subject {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn threads(pid: u32) -> Vec<Thread> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let ids = tasks.map(|task| task.unwrap().file_name());
    ids.map(|id| {
        let id = id.to_str().unwrap().parse().unwrap();
        Thread { id, pointer: Some(trace::pointer(id)) }
    })
    .collect()
}

impl Seen {
    pub(crate) fn close(&self) {
        if let Some(last) = self.regions.last() {
            assert_eq!(self.end, last.end, "the pieces tile {last:x?}");
        }
        let mut regions = self.regions.clone();
        regions.sort_by_key(|region| region.start);
        for pair in regions.windows(2) {
            assert!(pair[0].end <= pair[1].start, "{pair:x?} overlap");
        }
    }
}

impl Sink for Seen {
    fn region(&mut self, region: &Region) {
        self.close();
        self.end = region.span.start;
        self.regions.push(region.span.clone());
    }

    fn piece(&mut self, piece: &Piece) {
        assert_eq!(piece.address, self.end, "the pieces leave no gap");
        assert_ne!(piece.size, 0);
        self.end = piece.address + piece.size;
        match piece.use_ {
            Use::Live { header } => {
                let size = piece.size - header;
                self.live.insert(piece.address + header, size);
            }
            Use::Held(_) => {
                self.held.insert(piece.address, piece.size);
            }
            Use::Free | Use::Rounding => {}
            Use::Metadata => {
                self.metadata += piece.size;
                self.tables.push(piece.address..self.end);
            }
        }
    }

    fn returns(&mut self, remedy: Remedy, pages: &Span) {
        self.returns.push((remedy, pages.clone()));
    }

    fn restart(&mut self) {
        *self = Self::default();
    }
}

/// The memory of a process that lives.
struct Live(File);

impl Memory for Live {
    fn read(&self, address: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        let read = self.0.read_exact_at(into, address);
        read.map_err(|_| Unreadable { address })
    }
}

/// Files as this process sees them.
struct Disk;

impl Files for Disk {
    fn open(&self, mapping: &Mapping) -> io::Result<File> {
        File::open(&mapping.name)
    }

    fn open_debug(&self, _build_id: &[u8]) -> Option<File> {
        None
    }
}
