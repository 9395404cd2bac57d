//! A file that is read in large blocks.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom};
use std::os::unix::fs::FileExt;

const BLOCK: u64 = 256 << 10;

/// A file of which each block is read once. Names of symbols lie side by
/// side, and to ask the kernel for each takes longer than all the rest.
#[derive(Debug)]
pub(crate) struct Blocks {
    file: File,
    len: u64,
    at: u64,
    blocks: HashMap<u64, Vec<u8>>,
}

impl Blocks {
    pub(crate) fn of(file: File) -> Result<Blocks> {
        let len = file.metadata()?.len();
        Ok(Blocks { file, len, at: 0, blocks: HashMap::new() })
    }

    fn block(&mut self, number: u64) -> Result<&[u8]> {
        let start = number * BLOCK;
        let len = self.len.saturating_sub(start).min(BLOCK);
        let file = &self.file;
        Ok(match self.blocks.entry(number) {
            std::collections::hash_map::Entry::Occupied(kept) => {
                kept.into_mut()
            }
            std::collections::hash_map::Entry::Vacant(place) => {
                let mut bytes = vec![0; len as usize];
                file.read_exact_at(&mut bytes, start)?;
                place.insert(bytes)
            }
        })
    }
}

impl Read for Blocks {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        if into.len() as u64 >= BLOCK {
            let read = self.file.read_at(into, self.at)?;
            self.at += read as u64;
            return Ok(read);
        }
        let offset = (self.at % BLOCK) as usize;
        let rest = self.block(self.at / BLOCK)?.get(offset..);
        let rest = rest.unwrap_or_default();
        let len = rest.len().min(into.len());
        into[..len].copy_from_slice(&rest[..len]);
        self.at += len as u64;
        Ok(len)
    }
}

impl Seek for Blocks {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| Error::from(ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn reads_what_the_file_holds_across_blocks_and_up_to_its_end() {
        let bytes: Vec<u8> =
            (0..BLOCK * 2 + 100).map(|n| (n / 11) as u8).collect();
        let path = std::env::temp_dir();
        let path = path.join(format!("residue-blocks-{}", std::process::id()));
        fs::write(&path, &bytes).unwrap();
        let mut blocks = Blocks::of(File::open(&path).unwrap()).unwrap();
        fs::remove_file(&path).unwrap();
        for (start, len) in [(0, 10), (BLOCK - 3, 7), (5, 2 * BLOCK as usize)] {
            blocks.seek(SeekFrom::Start(start)).unwrap();
            let mut read = vec![0; len];
            blocks.read_exact(&mut read).unwrap();
            let start = start as usize;
            assert!(read == bytes[start..start + len], "{start}");
        }
        assert_eq!(blocks.seek(SeekFrom::End(-4)).unwrap(), BLOCK * 2 + 96);
        let mut rest = Vec::new();
        blocks.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, bytes[bytes.len() - 4..]);
    }
}
