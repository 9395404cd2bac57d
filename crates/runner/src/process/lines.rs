//! Lines from a descriptor, none of which is waited for.

use rustix::fs::OFlags;
use rustix::io::Errno;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// Longest line of a subject that is kept together.
const LINE_MAX: usize = 64 << 10;

/// What a subject says on one channel.
pub(super) struct Lines {
    from: OwnedFd,
    said: Vec<u8>,
    is_over: bool,
}

impl Lines {
    /// The lines of `from`. A subject that stops in the middle of one must
    /// not stop whoever listens.
    pub(super) fn of(from: OwnedFd) -> rustix::io::Result<Lines> {
        let flags = rustix::fs::fcntl_getfl(&from)?;
        rustix::fs::fcntl_setfl(&from, flags | OFlags::NONBLOCK)?;
        Ok(Lines { from, said: Vec::new(), is_over: false })
    }

    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.from.as_fd()
    }

    /// Whether nothing more will be said.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Reads what is there; whether anything was.
    pub(super) fn read(&mut self) -> bool {
        let mut bytes = [0; 4096];
        match rustix::io::read(&self.from, &mut bytes) {
            Ok(0) => self.is_over = true,
            Ok(read) => {
                self.said.extend(&bytes[..read]);
                return true;
            }
            Err(Errno::AGAIN | Errno::INTR) => {}
            Err(_) => self.is_over = true,
        }
        false
    }

    /// The next whole line, without its end. One that is longer than any of
    /// the protocol is cut.
    pub(super) fn next(&mut self) -> Option<String> {
        let end = self.said.iter().position(|&byte| byte == b'\n');
        let end = match end {
            Some(end) => end + 1,
            None if self.said.len() >= LINE_MAX => LINE_MAX,
            None => return None,
        };
        Some(text(self.said.drain(..end).collect()))
    }

    /// What it said last, without the end of a line.
    pub(super) fn rest(&mut self) -> Option<String> {
        let rest = std::mem::take(&mut self.said);
        (!rest.is_empty()).then(|| text(rest))
    }
}

fn text(bytes: Vec<u8>) -> String {
    let line = String::from_utf8_lossy(&bytes);
    line.trim_end_matches(['\n', '\r']).to_owned()
}
