//! The version that jemalloc says it is.

use crate::{Mapping, Module, Target};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Bytes of constants that are searched.
const SEARCHED_MAX: u64 = 256 << 20;
/// Bytes that are read at once, and that overlap.
const READ: usize = 1 << 20;
const OVERLAP: usize = 128;

/// The version among the constants of `module`: `5.3.0-0-g54eaed1d...`, read
/// from the file, since reading it from the process would bring it in.
pub(super) fn of(target: &Target<'_>, module: &Module<'_>) -> Option<String> {
    module
        .mappings()
        .filter(|mapping| mapping.inode != 0 && !mapping.writable)
        .find_map(|mapping| {
            let file = target.files.open(mapping).ok()?;
            search(file, mapping)
        })
}

fn search(mut file: File, mapping: &Mapping) -> Option<String> {
    file.seek(SeekFrom::Start(mapping.offset)).ok()?;
    let length = mapping.span.end - mapping.span.start;
    let mut file = file.take(length.min(SEARCHED_MAX));
    let mut bytes = Vec::new();
    loop {
        let read = file.by_ref().take(READ as u64).read_to_end(&mut bytes);
        if let Some(version) = version(&bytes) {
            return Some(version);
        }
        if read.ok()? == 0 {
            return None;
        }
        bytes.drain(..bytes.len().saturating_sub(OVERLAP));
    }
}

/// `MAJOR.MINOR.PATCH-COMMITS-gHASH`, as jemalloc's build writes it, without
/// the part behind the numbers.
fn version(bytes: &[u8]) -> Option<String> {
    let ends = bytes.windows(2).enumerate().filter(|(_, w)| *w == b"-g");
    ends.map(|(at, _)| at).find_map(|at| {
        let hash = bytes[at + 2..].iter();
        let hash = hash.take_while(|b| b.is_ascii_hexdigit()).count();
        let allowed =
            |b: &&u8| b.is_ascii_digit() || **b == b'.' || **b == b'-';
        let before = bytes[..at].iter().rev().take_while(allowed).count();
        let text = std::str::from_utf8(&bytes[at - before..at]).ok()?;
        let (numbers, commits) = text.split_once('-')?;
        let parts = numbers.split('.').filter(|part| !part.is_empty());
        let fits = hash == 40
            && numbers.starts_with('5')
            && parts.count() == 3
            && commits.parse::<u32>().is_ok();
        fits.then(|| numbers.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::version;

    const HASH: &str = "54eaed1d8b56b1aa528be3bdd1877e59c56fa90c";

    #[test]
    fn the_version_is_found_among_other_text() {
        let text = format!("<jemalloc>-gone\0\0{}\0x-g", "1.2-g3");
        assert_eq!(version(text.as_bytes()), None);
        let text = format!("{text}\05.3.0-0-g{HASH}\0");
        assert_eq!(version(text.as_bytes()).as_deref(), Some("5.3.0"));
    }

    #[test]
    fn what_only_looks_like_a_version_is_none() {
        for text in ["5.3-0-g", "5.3.0-g", "4.3.0-0-g", "5.3.0-0-0-g"] {
            let text = format!("\0{text}{HASH}\0");
            assert_eq!(version(text.as_bytes()), None, "{text}");
        }
    }
}
