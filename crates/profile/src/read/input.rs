//! The bytes of a profile, from a file or from a pipe, unpacked and counted.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use super::format::{FileFormat, Packing};
use crate::error::Error;

/// Bytes of a profile that are read at most, as they are when unpacked.
/// Reading takes some 1.5 times as much memory as the file has bytes.
pub const MOST_BYTES: u64 = 2 << 30;

/// The byte-order mark that some editors put in front of a text.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

/// Bytes that are asked for at once.
const CHUNK: usize = 256 << 10;

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
    ) -> Result<(FileFormat, Input<'a>), Error> {
        let file = File::open(path)?;
        // A size is known of files alone; of a pipe it shows as it is read.
        if file.metadata()?.len() > MOST_BYTES {
            return Err(Error::TooLarge { limit: MOST_BYTES });
        }
        Input::of(ProgressReader { bytes: file, read: 0, tell })
    }

    /// What `reader` has, and in which format that is.
    pub(super) fn of(
        reader: impl Read + 'a,
    ) -> Result<(FileFormat, Input<'a>), Error> {
        let mut reader = BufReader::with_capacity(CHUNK, reader);
        let packing = Packing::of(reader.fill_buf()?);
        let mut unpacked: Box<dyn BufRead + 'a> = match packing {
            None => Box::new(reader),
            Some(Packing::Gzip) => buffered(MultiGzDecoder::new(reader)),
            Some(Packing::Zstd) => {
                let decoder = StreamingDecoder::new(reader);
                buffered(decoder.map_err(io::Error::other)?)
            }
        };
        let begin = unpacked.fill_buf()?;
        let format = FileFormat::of(begin).unwrap_or(FileFormat::Dhat);
        if begin.starts_with(MARK) {
            unpacked.consume(MARK.len());
        }
        let bytes: Box<dyn Read + 'a> = Box::new(unpacked);
        Ok((format, Input { bytes, left: MOST_BYTES }))
    }
}

fn buffered<'a>(bytes: impl Read + 'a) -> Box<dyn BufRead + 'a> {
    Box::new(BufReader::with_capacity(CHUNK, bytes))
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
struct ProgressReader<R, F> {
    bytes: R,
    read: u64,
    tell: F,
}

impl<R: Read, F: FnMut(u64)> Read for ProgressReader<R, F> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(to)?;
        self.read += read as u64;
        (self.tell)(self.read);
        Ok(read)
    }
}
