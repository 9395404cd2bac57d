//! Short names in shared memory.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

const WORDS: usize = 8;

/// A name of at most [`Text::MAX`] bytes that one process writes and another
/// reads. Longer names are cut at a character.
#[derive(Debug)]
#[repr(C)]
pub struct Text {
    len: AtomicU64,
    words: [AtomicU64; WORDS],
}

impl Text {
    /// Longest name, in bytes.
    pub const MAX: usize = WORDS * 8;

    /// An empty name.
    pub const fn empty() -> Text {
        Text {
            len: AtomicU64::new(0),
            words: [const { AtomicU64::new(0) }; WORDS],
        }
    }

    /// Writes `name`; it does not allocate.
    pub fn write(&self, name: &str) {
        let name = &name.as_bytes()[..name.floor_char_boundary(Self::MAX)];
        for (word, bytes) in self.words.iter().zip(name.chunks(8)) {
            let mut padded = [0; 8];
            padded[..bytes.len()].copy_from_slice(bytes);
            word.store(u64::from_le_bytes(padded), Relaxed);
        }
        self.len.store(name.len() as u64, Release);
    }

    /// Reads the name; bytes that are not UTF-8 are replaced.
    pub fn read(&self) -> String {
        self.to_string()
    }

    /// The bytes of the name, and how many there are.
    fn bytes(&self) -> ([u8; Self::MAX], usize) {
        let len = (self.len.load(Acquire) as usize).min(Self::MAX);
        let mut bytes = [0; Self::MAX];
        for (part, word) in bytes.chunks_exact_mut(8).zip(&self.words) {
            part.copy_from_slice(&word.load(Relaxed).to_le_bytes());
        }
        (bytes, len)
    }
}

/// It does not allocate.
impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        let [(one, len), (another, other_len)] = [self, other].map(Text::bytes);
        one[..len] == another[..other_len]
    }
}

/// It does not allocate; bytes that are not UTF-8 are replaced.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bytes, len) = self.bytes();
        bytes[..len].utf8_chunks().try_for_each(|chunk| {
            f.write_str(chunk.valid())?;
            let replaced = !chunk.invalid().is_empty();
            if replaced { f.write_str("\u{fffd}") } else { Ok(()) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_was_written() {
        for name in ["", "drained", "a name of more than eight bytes"] {
            let text = Text::empty();
            text.write("something longer that must not shine through");
            text.write(name);
            assert_eq!(text.read(), name);
        }
    }

    #[test]
    fn names_are_alike_whatever_stood_there_before() {
        let [one, other] = [Text::empty(), Text::empty()];
        one.write("something longer");
        one.write("sessions");
        one.write("session");
        other.write("session");
        assert_eq!(one, other);
        other.write("sessions");
        assert_ne!(one, other);
    }

    #[test]
    fn cuts_long_names_at_a_character() {
        let text = Text::empty();
        text.write(&"ß".repeat(40));
        assert_eq!(text.read(), "ß".repeat(32));
        text.write(&format!("x{}", "ß".repeat(40)));
        assert_eq!(text.read(), format!("x{}", "ß".repeat(31)));
    }
}
