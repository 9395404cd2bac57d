//! What the bytes of a file are, by how they begin.

use super::{heaptrack, jemalloc};

/// What the bytes of a file are, when they are unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileFormat {
    Dhat,
    Heaptrack,
    Jemalloc,
    Pprof,
}

impl FileFormat {
    /// The format that begins as `bytes` do; `None` if they are packed. What
    /// is none of the others is read as dhat's, whose errors say most.
    pub(super) fn of(bytes: &[u8]) -> Option<FileFormat> {
        if Packing::of(bytes).is_some() {
            return None;
        }
        Some(match bytes {
            _ if bytes.starts_with(heaptrack::MAGIC) => FileFormat::Heaptrack,
            _ if bytes.starts_with(jemalloc::MAGIC) => FileFormat::Jemalloc,
            // A message, of which the first is a number: nothing that a text
            // could begin with. Go writes the type of its period first.
            [0x0a | 0x5a, len, 0x08, ..] if *len < 0x20 => FileFormat::Pprof,
            _ => FileFormat::Dhat,
        })
    }
}

/// How the bytes of a file are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    pub(super) fn of(bytes: &[u8]) -> Option<Packing> {
        match bytes {
            [0x1f, 0x8b, ..] => Some(Packing::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packing::Zstd),
            _ => None,
        }
    }
}
