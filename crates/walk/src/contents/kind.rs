//! What bytes look like by themselves.

/// What an object holds, as far as its bytes show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Contents {
    /// No page of it is resident: the program never wrote to it, or gave its
    /// pages back. Bytes do not show it; whoever knows the pages says so.
    NeverWritten,
    /// Nothing but zeros.
    Zeros,
    /// Seven words in eight are zeros: a table of empty buckets looks so.
    MostlyZeros,
    /// Text, in UTF-8.
    Text,
    /// Addresses of what is mapped, and little else.
    Pointers,
    /// Anything else.
    Other,
}

/// Shorter text may be numbers by chance.
const MIN_TEXT: usize = 8;

impl Contents {
    /// All kinds.
    pub const ALL: [Contents; 6] = [
        Contents::NeverWritten,
        Contents::Zeros,
        Contents::MostlyZeros,
        Contents::Text,
        Contents::Pointers,
        Contents::Other,
    ];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Contents::NeverWritten => "never written",
            Contents::Zeros => "zeros",
            Contents::MostlyZeros => "mostly zeros",
            Contents::Text => "text",
            Contents::Pointers => "pointers",
            Contents::Other => "other",
        }
    }

    /// What `bytes` look like. They begin where an object begins, or at a
    /// multiple of 8 bytes in it.
    pub fn of(bytes: &[u8], is_mapped: impl Fn(u64) -> bool) -> Contents {
        if bytes.iter().all(|&byte| byte == 0) {
            return Contents::Zeros;
        }
        if is_text(bytes) {
            return Contents::Text;
        }
        let words = || {
            let (words, _) = bytes.as_chunks::<8>();
            words.iter().map(|word| u64::from_le_bytes(*word))
        };
        let count = words().count();
        let written = words().filter(|&word| word != 0).count();
        let pointers = words().filter(|&word| is_mapped(word)).count();
        if count > 0 && written * 8 <= count {
            Contents::MostlyZeros
        } else if pointers > 0 && pointers * 2 >= written {
            Contents::Pointers
        } else {
            Contents::Other
        }
    }
}

/// Text up to the first zero. What follows may be left from another object,
/// so that only its beginning is judged; but it must be a good part of all.
fn is_text(bytes: &[u8]) -> bool {
    let end = bytes.iter().position(|&byte| byte == 0);
    let text = &bytes[..end.unwrap_or(bytes.len())];
    if text.len() < MIN_TEXT || text.len() * 4 < bytes.len() {
        return false;
    }
    let text = match std::str::from_utf8(text) {
        Ok(text) => text,
        // A character may be cut where the bytes end.
        Err(error) if end.is_none() && error.error_len().is_none() => {
            let valid = &text[..error.valid_up_to()];
            std::str::from_utf8(valid).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty()
        && text.chars().all(|c| !c.is_control() || "\t\n\r".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Contents {
        Contents::of(bytes, |word| (0x7000_0000..0x7100_0000).contains(&word))
    }

    fn words(words: &[u64]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn text_is_told_whatever_follows_its_end() {
        assert_eq!(of(b"who holds the memory\0\xff\x01"), Contents::Text);
        assert_eq!(of("Gedächtnis, Speicher".as_bytes()), Contents::Text);
        assert_eq!(of(&"ä".repeat(20).as_bytes()[..39]), Contents::Text);
        assert_eq!(of(b"GET / HTTP/1.1\r\nHost: x\r\n"), Contents::Text);
    }

    #[test]
    fn what_begins_like_text_by_chance_is_none() {
        assert_eq!(of(b"seven77\0\x01\x02\x03\x04"), Contents::Other);
        let mut long = b"a name of a struct".to_vec();
        long.resize(400, 0);
        long[200..].fill(0xA5);
        assert_eq!(of(&long), Contents::Other);
        assert_eq!(of(b"\x01\x02\x03\x04\x05\x06\x07\x08"), Contents::Other);
        assert_eq!(of(&[0xFF; 64]), Contents::Other);
    }

    #[test]
    fn zeros_and_nearly_zeros_are_apart() {
        assert_eq!(of(&[0; 64]), Contents::Zeros);
        let few = words(&[0, 0, 0, 0, 0, 0, 0, 9]);
        assert_eq!(of(&few), Contents::MostlyZeros);
        let more = words(&[0, 0, 0, 0, 0, 0, 8, 9]);
        assert_eq!(of(&more), Contents::Other);
        assert_eq!(of(&[7, 0, 0]), Contents::Other);
    }

    #[test]
    fn pointers_are_what_is_mapped() {
        let pair = [0x7000_0010, 12, 0x7000_0020, 0];
        assert_eq!(of(&words(&pair)), Contents::Pointers);
        let elsewhere = [0x6000_0010, 12, 0x6000_0020, 0];
        assert_eq!(of(&words(&elsewhere)), Contents::Other);
        assert_eq!(of(&words(&[0x7000_0010, 1, 2, 3])), Contents::Other);
    }
}
