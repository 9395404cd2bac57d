//! The file of a run's page maps.

use anyhow::{Context, Result};
use residue_report::pages::{self, HeapPages};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The file of a folder that has the page maps of its run.
pub const PAGES: &str = "pages.bin";

/// The page maps of all probes that were stored so far.
pub(crate) struct PageFile {
    path: PathBuf,
    file: File,
    /// Bytes that are whole records.
    len: u64,
}

impl PageFile {
    /// An empty one in `folder`, in place of any that is there.
    pub(crate) fn create(folder: &Path) -> Result<PageFile> {
        let path = folder.join(PAGES);
        let create = || -> io::Result<(File, u64)> {
            let mut file = File::create(&path)?;
            pages::write_header(&mut file)?;
            let len = file.stream_position()?;
            Ok((file, len))
        };
        let (file, len) = create().with_context(|| {
            let file = path.display();
            format!(
                "could not create {file}; name a folder that can be written \
                 with --out"
            )
        })?;
        Ok(PageFile { path, file, len })
    }

    /// Appends the maps of the run's probe of this index, and sees to it that
    /// they are there before the probe is. What cannot be written whole is
    /// taken back.
    pub(crate) fn append(
        &mut self,
        probe: usize,
        maps: &[(String, HeapPages)],
    ) -> Result<()> {
        let written = self.write(probe, maps);
        if written.is_err() {
            // Where this fails too, the next records go over it.
            let _ = self.file.set_len(self.len);
        }
        written.with_context(|| {
            format!(
                "could not write {}: the page maps of a probe are missing; \
                 name a folder with more room with --out",
                self.path.display()
            )
        })
    }

    fn write(
        &mut self,
        probe: usize,
        maps: &[(String, HeapPages)],
    ) -> io::Result<()> {
        let mut records = Vec::new();
        for (phase, map) in maps {
            pages::write_record(probe, phase, map, &mut records)?;
        }
        self.file.seek(SeekFrom::Start(self.len))?;
        self.file.write_all(&records)?;
        self.file.sync_data()?;
        self.len += records.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_report::pages::{PageHolder, PageSlot, PageSpan, PageUse};
    use std::fs;

    fn maps(phase: &str) -> Vec<(String, HeapPages)> {
        let map = HeapPages {
            page_size: 4096,
            slots: vec![PageSlot {
                holder: PageHolder::Other,
                live: 1,
                payload: 0,
            }],
            spans: vec![PageSpan { first: 7, count: 1 }],
            pages: vec![PageUse::new(0, 1, 4096)],
        };
        vec![(phase.to_owned(), map)]
    }

    #[test]
    fn what_cannot_be_written_is_told_and_what_was_before_it_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(PAGES);
        fs::write(&path, "an older run's, which was longer").expect("a file");
        let mut file = PageFile::create(folder.path()).expect("a new one");
        file.append(0, &maps("filled")).expect("there is room");
        let good = fs::read(&path).expect("a file");
        let full = File::options().write(true).open("/dev/full");
        let disk = std::mem::replace(&mut file.file, full.expect("a device"));
        let error = file.append(1, &maps("a")).expect_err("it is full");
        let said = format!("{error:#}");
        assert!(said.contains("pages.bin") && said.contains("--out"), "{said}");
        file.file = disk;
        assert_eq!(fs::read(&path).expect("a file"), good);
        file.append(1, &maps("filled")).expect("there is room");
        let bytes = fs::read(&path).expect("a file");
        let read = pages::read(bytes.as_slice()).expect("it is whole");
        let map = &maps("")[0].1;
        assert_eq!(read.get(0, "filled"), Some(map));
        assert_eq!(read.get(1, "filled"), Some(map));
        assert_eq!(read.get(1, "a"), None);
    }

    /// As a disk leaves it that was full in the middle of a record.
    #[test]
    fn a_record_that_was_begun_is_taken_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut file = PageFile::create(folder.path()).expect("a new one");
        file.append(0, &maps("filled")).expect("there is room");
        let good = fs::read(&file.path).expect("a file");
        file.file.write_all(&[1, 200, 7]).expect("there is room");
        let mut wrong = maps("a");
        wrong[0].1.slots.clear();
        file.append(1, &wrong).expect_err("no reader takes it");
        assert_eq!(fs::read(&file.path).expect("a file"), good);
    }
}
