//! The bytes of a profile, from a file or from a pipe, unpacked and counted.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::MOST_BYTES;
use crate::error::Error;

/// The byte-order mark that some editors put in front of a text.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

/// Bytes that are asked for at once.
const CHUNK: usize = 256 << 10;

/// Whether `bytes` begin as gzip does.
pub(super) fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1f\x8b")
}

/// The bytes of a profile, unpacked, without a byte-order mark.
pub(super) struct Input<'a> {
    bytes: Box<dyn Read + 'a>,
    left: u64,
}

impl<'a> Input<'a> {
    /// The file at `path`; `tell` hears of how many of its bytes were read.
    pub(super) fn open(
        path: &Path,
        tell: impl FnMut(u64) + 'a,
    ) -> Result<Input<'a>, Error> {
        let file = File::open(path)?;
        // A size is known of files alone; of a pipe it shows as it is read.
        if file.metadata()?.len() > MOST_BYTES {
            return Err(Error::TooLarge { limit: MOST_BYTES });
        }
        Input::of(Told { bytes: file, read: 0, tell })
    }

    pub(super) fn of(reader: impl Read + 'a) -> Result<Input<'a>, Error> {
        let mut reader = BufReader::with_capacity(CHUNK, reader);
        let is_packed = is_packed(reader.fill_buf()?);
        let mut unpacked: Box<dyn BufRead + 'a> = match is_packed {
            true => Box::new(BufReader::with_capacity(
                CHUNK,
                MultiGzDecoder::new(reader),
            )),
            false => Box::new(reader),
        };
        if unpacked.fill_buf()?.starts_with(MARK) {
            unpacked.consume(MARK.len());
        }
        Ok(Input { bytes: Box::new(unpacked), left: MOST_BYTES })
    }
}

impl Read for Input<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(to)?;
        let left = self.left.checked_sub(read as u64);
        self.left = left.ok_or_else(|| {
            io::Error::other(Error::TooLarge { limit: MOST_BYTES })
        })?;
        Ok(read)
    }
}

/// A reader that tells how many bytes were read from it.
struct Told<R, F> {
    bytes: R,
    read: u64,
    tell: F,
}

impl<R: Read, F: FnMut(u64)> Read for Told<R, F> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(to)?;
        self.read += read as u64;
        (self.tell)(self.read);
        Ok(read)
    }
}
