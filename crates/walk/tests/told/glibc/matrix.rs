//! The C libraries of other distributions, each of which loads a program by
//! its own loader. `scripts/libcs` brings them; where it was not run, nothing
//! is tried.

use super::figures::compare;
use crate::build;
use crate::process::Process;
use crate::subject::Subject;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const LOADER: &str = match cfg!(target_arch = "x86_64") {
    true => "ld-linux-x86-64.so.2",
    false => "ld-linux-aarch64.so.1",
};

/// A C library that was unpacked.
struct Libc {
    /// The folder of its package.
    name: String,
    /// Where its libraries are.
    folder: PathBuf,
}

impl Libc {
    /// All that were brought.
    fn all() -> Vec<Libc> {
        let brought = Path::new(env!("CARGO_TARGET_TMPDIR")).join("libcs");
        let folders = fs::read_dir(brought).into_iter().flatten().flatten();
        let triple = format!("{}-linux-gnu", std::env::consts::ARCH);
        let of = |package: PathBuf| {
            let mut folders = ["usr/lib", "lib"]
                .map(|folder| package.join(folder).join(&triple))
                .into_iter();
            let folder = folders.find(|of| of.join(LOADER).is_file())?;
            let name = package.file_name()?.to_str()?.to_owned();
            Some(Libc { name, folder })
        };
        folders.filter_map(|entry| of(entry.path())).collect()
    }

    fn start(&self, arguments: &str, environment: &[(&str, &str)]) -> Subject {
        let mut command = Command::new(self.folder.join(LOADER));
        command
            .arg("--library-path")
            .arg(&self.folder)
            .arg(self.program())
            .args(arguments.split_ascii_whitespace())
            .envs(environment.iter().copied());
        Subject::start_command(command)
    }

    /// The program: of this machine's C library, or where it says nothing to
    /// that, linked to this one.
    fn program(&self) -> PathBuf {
        let libc = self.folder.join("libc.so.6");
        let bytes = fs::read(&libc).unwrap();
        let has = |version: &[u8]| {
            bytes.windows(version.len()).any(|part| part == version)
        };
        if has(b"GLIBC_2.34\0") {
            return build::heap();
        }
        let library = |name| self.folder.join(name).display().to_string();
        let libraries =
            ["libc.so.6", "libpthread.so.0", "libdl.so.2", LOADER].map(library);
        let mut flags = vec![
            "-DBEFORE_2_33",
            "-Wno-deprecated-declarations",
            "-nodefaultlibs",
            // They stand in front of the program that needs them.
            "-Wl,--no-as-needed",
        ];
        flags.extend(libraries.iter().map(String::as_str));
        let name = format!("heap-{}", self.name);
        build::c("cc", &flags, &name).expect("a C compiler")
    }

    /// Its version, as its file says it.
    fn version(&self) -> String {
        let bytes = fs::read(self.folder.join("libc.so.6")).unwrap();
        let text = b"GNU C Library (";
        let at = bytes.windows(text.len()).position(|part| part == text);
        let text = String::from_utf8_lossy(&bytes[at.unwrap()..][..200]);
        let (_, rest) = text.split_once("release version ").unwrap();
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        rest[..end.unwrap()].trim_end_matches('.').to_owned()
    }
}

fn holds(arguments: &str, threads: usize) {
    for libc in Libc::all() {
        compare(&libc.start(arguments, &[]), threads);
    }
}

#[test]
fn every_version_says_which_it_is() {
    for libc in Libc::all() {
        let subject = libc.start("objects=10", &[]);
        let heap = Process::of(subject.pid()).heap();
        assert_eq!(heap.allocator().version, Some(libc.version()));
    }
}

#[test]
fn one_arena_and_several() {
    holds("objects=20000 keep=10 size=16:500", 0);
    holds("objects=20000 keep=1000 size=16:100", 0);
    holds("threads=3 objects=3000 keep=7", 3);
    holds("threads=3 exit=1 objects=3000 keep=7", 3);
}

#[test]
fn aligned_huge_and_mapped_objects() {
    holds("objects=2000 align=64 keep=3 huge=5:300000", 0);
    holds("objects=100 align=2097152 keep=3 huge=6:5000000", 0);
    holds("threshold=0 objects=300 keep=2 size=16:9000", 0);
    holds("objects=100 huge=20:400000 private=3", 0);
}

#[test]
fn children_and_a_data_segment_that_cannot_grow() {
    holds("objects=3000 keep=5 fork=1", 0);
    holds("brk=refused objects=20000 keep=9 size=16:500", 0);
}

#[test]
fn caches_of_threads_turned_off() {
    let off = [("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0")];
    for libc in Libc::all() {
        let subject = libc.start("objects=20000 keep=10 size=16:100", &off);
        compare(&subject, 0);
    }
}
