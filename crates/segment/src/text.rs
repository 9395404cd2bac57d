//! Short names in shared memory.

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
        let len = (self.len.load(Acquire) as usize).min(Self::MAX);
        let bytes: Vec<u8> = self
            .words
            .iter()
            .flat_map(|word| word.load(Relaxed).to_le_bytes())
            .take(len)
            .collect();
        String::from_utf8_lossy(&bytes).into_owned()
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
    fn cuts_long_names_at_a_character() {
        let text = Text::empty();
        text.write(&"ß".repeat(40));
        assert_eq!(text.read(), "ß".repeat(32));
        text.write(&format!("x{}", "ß".repeat(40)));
        assert_eq!(text.read(), format!("x{}", "ß".repeat(31)));
    }
}
