//! Text that grows line by line, in the std string and in the buffer of
//! `bytes`.

use bytes::{BufMut, BytesMut};

use crate::retention::{Container, Peak};
use crate::{Freed, Plan, random};

/// Bytes of a line.
const LINE: u64 = 64;

/// A string to which lines are appended, and from which they are cut again.
pub(crate) const fn string() -> Container<String> {
    Container {
        open: |_, _| (),
        fill: |text, plan| lines(plan).for_each(|line| text.push_str(&line)),
        drain: |text, _| {
            while !text.is_empty() {
                text.truncate(text.len() - LINE as usize);
            }
        },
        shrink: String::shrink_to_fit,
        rebuild: |text| String::from(text.as_str()),
        len: |text| text.len() / LINE as usize,
        capacity: |text| text.capacity() / LINE as usize,
        payload: |text| text.len() as u64,
        entry: LINE,
        peak: |lines| peak(lines, true),
        kept: |lines| lines.saturating_mul(LINE),
        freed: |_| Freed::default(),
    }
}

/// A buffer of `bytes` that is written line by line, and cut again.
pub(crate) const fn bytes_mut() -> Container<BytesMut> {
    Container {
        open: |_, _| (),
        fill: |buffer, plan| {
            lines(plan).for_each(|line| buffer.put_slice(line.as_bytes()));
        },
        drain: |buffer, _| {
            while !buffer.is_empty() {
                buffer.truncate(buffer.len() - LINE as usize);
            }
        },
        // There is no such thing.
        shrink: |_| (),
        rebuild: |buffer| BytesMut::from(&buffer[..]),
        len: |buffer| buffer.len() / LINE as usize,
        capacity: |buffer| buffer.capacity() / LINE as usize,
        payload: |buffer| buffer.len() as u64,
        entry: LINE,
        peak: |lines| peak(lines, false),
        kept: |lines| lines.saturating_mul(LINE),
        freed: |_| Freed::default(),
    }
}

/// Lines without a heap of their own.
fn lines(plan: &Plan) -> impl Iterator<Item = Line> {
    random::keys(plan)
        .map(|key| Line([b'a' + random::filler(key) % 26; LINE as usize]))
}

struct Line([u8; LINE as usize]);

impl std::ops::Deref for Line {
    type Target = str;

    fn deref(&self) -> &str {
        str::from_utf8(&self.0).expect("letters")
    }
}

/// Text doubles its room; a buffer does too, but when is its own affair.
fn peak(lines: u64, is_exact: bool) -> Peak {
    let room = lines.checked_next_power_of_two().unwrap_or(u64::MAX);
    let old = if room == 1 { 0 } else { room / 2 };
    let slack = (room - lines).saturating_mul(LINE);
    Peak {
        slack: is_exact.then_some(slack),
        bytes: room.saturating_add(old).saturating_mul(LINE),
    }
}
