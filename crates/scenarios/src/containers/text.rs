//! Text that grows line by line, in the std string and in the buffers of
//! `bytes` and of arrow.

#[cfg(feature = "libraries")]
use arrow_buffer::MutableBuffer;
use bytes::{BufMut, BytesMut};

use crate::retention::{Container, Peak};
use crate::{Freed, Plan, random};

/// Bytes of a line.
const LINE: u64 = 64;

/// The [`Container`] of `text`, to which `append` adds a line, from which lines
/// are cut again, and which `copied` makes anew.
macro_rules! lined {
    ($text:ty, $append:expr, $copied:expr) => {
        Container {
            open: |_, _| (),
            fill: |text: &mut $text, plan| {
                lines(plan).for_each(|line| $append(text, line.as_str()));
            },
            drain: |text, _| {
                while !text.is_empty() {
                    text.truncate(text.len() - LINE as usize);
                }
            },
            shrink: |_| (),
            rebuild: |text| $copied(&text[..]),
            len: |text| text.len() / LINE as usize,
            capacity: |text| text.capacity() / LINE as usize,
            payload: |text| text.len() as u64,
            entry: LINE,
            peak,
            kept: |lines| lines.saturating_mul(LINE),
            freed: |_| Freed::default(),
        }
    };
}

/// A string to which lines are appended, and from which they are cut again.
pub(crate) const fn string() -> Container<String> {
    Container {
        shrink: String::shrink_to_fit,
        ..lined!(String, String::push_str, String::from)
    }
}

/// A buffer of `bytes` that is written line by line, and cut again: there is
/// no way to shrink it, and when it doubles its room is its own affair.
pub(crate) const fn bytes_mut() -> Container<BytesMut> {
    Container {
        peak: |lines| Peak { slack: None, ..peak(lines) },
        ..lined!(BytesMut, put_line, BytesMut::from)
    }
}

fn put_line(buffer: &mut BytesMut, line: &str) {
    buffer.put_slice(line.as_bytes());
}

/// A buffer of arrow that is written line by line, and cut again.
#[cfg(feature = "libraries")]
pub(crate) const fn arrow_buffer() -> Container<MutableBuffer> {
    Container {
        shrink: MutableBuffer::shrink_to_fit,
        ..lined!(MutableBuffer, extend_by_line, arrow_copy)
    }
}

#[cfg(feature = "libraries")]
fn extend_by_line(buffer: &mut MutableBuffer, line: &str) {
    buffer.extend_from_slice(line.as_bytes());
}

#[cfg(feature = "libraries")]
fn arrow_copy(text: &[u8]) -> MutableBuffer {
    let mut fresh = MutableBuffer::with_capacity(text.len());
    fresh.extend_from_slice(text);
    fresh
}

/// Lines without a heap of their own.
fn lines(plan: &Plan) -> impl Iterator<Item = Line> {
    random::keys(plan)
        .map(|key| Line([b'a' + random::filler(key) % 26; LINE as usize]))
}

struct Line([u8; LINE as usize]);

impl Line {
    fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("letters")
    }
}

/// Text doubles its room.
fn peak(lines: u64) -> Peak {
    let room = lines.checked_next_power_of_two().unwrap_or(u64::MAX);
    let old = if room == 1 { 0 } else { room / 2 };
    Peak {
        slack: Some((room - lines).saturating_mul(LINE)),
        bytes: room.saturating_add(old).saturating_mul(LINE),
    }
}
