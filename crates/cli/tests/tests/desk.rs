//! A folder to work in, with runs in it that were really made.

use crate::util::{ELEMENTS, residue, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;
use tempfile::TempDir;

/// The files of a stored run, by name.
type Files = Vec<(String, Vec<u8>)>;

/// A folder to work in.
pub(crate) struct Desk(TempDir);

impl Desk {
    /// An empty one.
    pub(crate) fn new() -> Desk {
        Desk(TempDir::new().expect("a folder"))
    }

    /// One with the shared run in its folder `a`.
    pub(crate) fn with_a_run() -> Desk {
        let desk = Desk::new();
        desk.put("a");
        desk
    }

    /// Puts the shared run into `folder`.
    pub(crate) fn put(&self, folder: &str) {
        self.put_with(folder, |_| ());
    }

    /// Puts the shared run into `folder`, with a change.
    pub(crate) fn put_with(&self, folder: &str, change: impl Fn(&mut Value)) {
        for (name, bytes) in files() {
            let place = format!("{folder}/{name}");
            if name == "run.json" {
                let mut run = serde_json::from_slice(bytes).expect("JSON");
                change(&mut run);
                self.write(&place, run.to_string());
            } else {
                self.write(&place, bytes);
            }
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        let folder = path.parent().expect("a folder");
        fs::create_dir_all(folder).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect(name)
    }

    /// Everything that lies in `folder`, in order.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        names(&self.path(folder))
    }

    /// Runs the binary here.
    pub(crate) fn residue(&self, args: &[&str]) -> Output {
        let mut command = residue(args);
        command.current_dir(self.0.path());
        command.output().expect("the binary starts")
    }

    /// Runs the binary here, which must be able to do it, and returns its
    /// result.
    pub(crate) fn fine(&self, args: &[&str]) -> String {
        let output = self.residue(args);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        stdout(&output)
    }

    /// Runs the binary here, whose answer must be no, and returns its result
    /// and what it says on standard error.
    pub(crate) fn no(&self, args: &[&str]) -> (String, String) {
        let output = self.residue(args);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
        (stdout(&output), said)
    }

    /// Runs the binary here, which must not be able to do it, and returns
    /// what it says on standard error.
    pub(crate) fn refused(&self, args: &[&str]) -> String {
        let output = self.residue(args);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert_eq!(stdout(&output), "", "{args:?} has no result");
        assert!(!said.contains("panicked"), "{said}");
        said
    }
}

pub(crate) fn assert_says(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "{part:?} in {said}");
    }
}

/// `hashmap-pointer` under two allocators, twice.
fn files() -> &'static Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    FILES.get_or_init(|| {
        let desk = Desk::new();
        let elements = ELEMENTS.to_string();
        desk.fine(&[
            "run",
            "--scenario=hashmap-pointer",
            "--backend=system,jemalloc",
            "--repeat=2",
            "--settle=0s",
            "--out=run",
            "--elements",
            &elements,
        ]);
        let names = desk.names("run").into_iter();
        names
            .map(|name| {
                let path = desk.path(&format!("run/{name}"));
                (name, fs::read(path).expect("a file"))
            })
            .collect()
    })
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort_unstable();
    names
}
