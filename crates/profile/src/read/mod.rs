//! Reading a profile, in memory that is bounded by the size of the file, and
//! the file's size by a limit.

mod built;
mod dhat;
mod format;
mod heaptrack;
mod input;
mod jemalloc;
mod pprof;

use std::io::{BufReader, Read};
use std::path::Path;

use self::dhat::Refused;
use self::format::FileFormat;
use self::input::Input;
pub use self::input::MOST_BYTES;
use crate::error::Error;
use crate::model::Profile;

/// Bytes that are asked for at once.
const CHUNK: usize = 64 << 10;

impl Profile {
    /// Reads the profile in the file at `path`, which may be packed by gzip or
    /// zstd: one of dhat and its kin, of heaptrack, of pprof or of jemalloc.
    pub fn read(path: impl AsRef<Path>) -> Result<Profile, Error> {
        Profile::read_telling(path, |_| {})
    }

    /// Reads the profile in the file at `path`, and tells how many of its
    /// bytes are read each time that there are more.
    pub fn read_telling(
        path: impl AsRef<Path>,
        tell: impl FnMut(u64),
    ) -> Result<Profile, Error> {
        let path = path.as_ref();
        let (format, input) = Input::open(path, tell)?;
        match read(format, input) {
            Ok(profile) => Ok(profile),
            Err(Refused::Other(error)) => Err(error),
            Err(Refused::Malformed(_)) => {
                let (_, again) = Input::open(path, |_| {})?;
                Err(dhat::located_in(again))
            }
        }
    }

    /// Reads a profile to the end of `reader`, which may have [`MOST_BYTES`]
    /// and be packed by gzip or zstd.
    pub fn from_reader(reader: impl Read) -> Result<Profile, Error> {
        let (format, input) = Input::of(reader)?;
        match read(format, input) {
            Ok(profile) => Ok(profile),
            Err(Refused::Other(error)) => Err(error),
            Err(Refused::Malformed(error)) => Err(dhat::malformed("", &error)),
        }
    }

    /// Reads a profile from the bytes of its file. Fields that this version
    /// does not know are passed over; those at the top are kept.
    ///
    /// ```
    /// use residue_profile::{Figure, Profile};
    ///
    /// let profile = Profile::from_slice(
    ///     br#"{"dhatFileVersion": 2, "mode": "copy", "verb": "Copied",
    ///          "bklt": false, "bkacc": false, "tu": "instrs",
    ///          "Mtu": "Minstr", "cmd": "app", "pid": 1, "te": 10,
    ///          "pps": [{"tb": 64, "tbk": 2, "fs": [1]}],
    ///          "ftbl": ["[root]", "0x1: main (app.c:7)"]}"#,
    /// )?;
    /// assert_eq!(profile.sum(Figure::Total), Some(64));
    /// assert_eq!(profile.sum(Figure::Peak), None);
    /// assert_eq!(profile.frames()[1].function(), "main");
    /// # Ok::<(), residue_profile::Error>(())
    /// ```
    pub fn from_slice(bytes: &[u8]) -> Result<Profile, Error> {
        if bytes.len() as u64 > MOST_BYTES {
            return Err(Error::TooLarge { limit: MOST_BYTES });
        }
        if !matches!(FileFormat::of(bytes), Some(FileFormat::Dhat)) {
            return Profile::from_reader(bytes);
        }
        // Some editors put a byte-order mark in front, which is no JSON.
        dhat::from_slice(bytes.strip_prefix(input::MARK).unwrap_or(bytes))
    }
}

fn read(format: FileFormat, input: Input<'_>) -> Result<Profile, Refused> {
    let lines = |input| BufReader::with_capacity(CHUNK, input);
    Ok(match format {
        FileFormat::Dhat => dhat::from_reader(input)?,
        FileFormat::Heaptrack => heaptrack::from_reader(lines(input))?,
        FileFormat::Jemalloc => jemalloc::from_reader(lines(input))?,
        FileFormat::Pprof => pprof::from_reader(input)?,
    })
}
