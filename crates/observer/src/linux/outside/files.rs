//! The files that a process has mapped, as it sees them.

use crate::linux::process::Process;
use residue_walk::{Files, Mapping};
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

/// Opens what a process has mapped: in its own mount namespace, and also where
/// the file was replaced or deleted since, as far as the kernel lets us.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProcessFiles {
    process: Process,
}

impl ProcessFiles {
    pub(crate) fn of(process: &Process) -> ProcessFiles {
        ProcessFiles { process: *process }
    }

    fn in_root(&self, path: &str) -> PathBuf {
        self.process.path("root").join(path.trim_start_matches('/'))
    }
}

impl Files for ProcessFiles {
    fn open(&self, mapping: &Mapping) -> io::Result<File> {
        let (start, end) = (mapping.span.start, mapping.span.end);
        // The very file that is mapped, whatever has its name now; older
        // kernels let only a privileged user in.
        let mapped = self.process.path(&format!("map_files/{start:x}-{end:x}"));
        if let Ok(file) = File::open(mapped) {
            return Ok(file);
        }
        let file = File::open(self.in_root(&mapping.name))?;
        if file.metadata()?.ino() != mapping.inode {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(file)
    }

    fn open_debug(&self, build_id: &[u8]) -> Option<File> {
        let (first, rest) = build_id.split_first()?;
        let rest: String =
            rest.iter().map(|byte| format!("{byte:02x}")).collect();
        let path = format!("usr/lib/debug/.build-id/{first:02x}/{rest}.debug");
        // Where the process runs in a container, the debug files are more
        // likely to be on this side.
        let own = File::open(PathBuf::from("/").join(&path));
        own.or_else(|_| File::open(self.in_root(&path))).ok()
    }
}
