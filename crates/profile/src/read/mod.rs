//! Reading a profile, in memory that is bounded by the size of the file, and
//! the file's size by a limit.

mod check;
mod file;
mod wire;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::Error;
use crate::model::Profile;
use crate::text::elided;

/// Bytes of a profile that are read at most. The profile of 100,000 call
/// sites has some 20 to 50 MB.
pub const MOST_BYTES: u64 = 256 << 20;

impl Profile {
    /// Reads the profile in the file at `path`.
    pub fn read(path: impl AsRef<Path>) -> Result<Profile, Error> {
        let file = File::open(path)?;
        // A size is known of files alone; of a pipe it shows as it is read.
        if file.metadata()?.len() > MOST_BYTES {
            return Err(Error::TooLarge { limit: MOST_BYTES });
        }
        Profile::from_reader(file)
    }

    /// Reads a profile to the end of `reader`, which may have [`MOST_BYTES`].
    pub fn from_reader(reader: impl Read) -> Result<Profile, Error> {
        let mut bytes = Vec::new();
        reader.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
        Profile::from_slice(&bytes)
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
        // Some editors put a byte-order mark in front, which is no JSON.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match serde_json::from_slice(bytes) {
            Ok(file) => check::profile(file),
            Err(_) => Err(located(bytes)),
        }
    }
}

/// Reads once more, with an eye to where the error is.
fn located(bytes: &[u8]) -> Error {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize::<_, wire::File>(&mut json);
    let (field, error) = match read {
        Err(error) => {
            let field = error.path().to_string();
            (Some(field).filter(|path| path != "."), error.into_inner())
        }
        // What is wrong stands behind the profile.
        Ok(_) => match json.end() {
            Err(error) => (None, error),
            Ok(()) => return Error::contradiction("the file", "it changes"),
        },
    };
    let message = error.to_string();
    // The message ends in the place, which the error names by itself.
    let what = message.split(" at line ").next().unwrap_or_default();
    Error::Malformed {
        line: error.line(),
        column: error.column(),
        field: elided(&field.unwrap_or_default(), 80),
        message: elided(what, 200),
    }
}
