//! Memory that is only worth reading as long as its process rests.

use super::rest::Rest;
use residue_walk::{Memory, Unreadable};
use std::cell::Cell;
use std::fmt::{self, Debug, Formatter};

/// Bytes that are read before it is seen again whether the process rests; so
/// many more for each of its threads.
const BYTES: u64 = 4 << 20;
const BYTES_OF_THREAD: u64 = 256 << 10;

/// Memory of a process at rest. When that is over, nothing more can be read:
/// what was read so far counts for nothing either.
pub(super) struct Watched<'a> {
    memory: &'a dyn Memory,
    /// `None`: the process stands still, or whether it does not matter.
    rest: Option<&'a Rest>,
    left: Cell<u64>,
    is_over: Cell<bool>,
}

impl<'a> Watched<'a> {
    pub(super) fn new(
        memory: &'a dyn Memory,
        rest: Option<&'a Rest>,
    ) -> Watched<'a> {
        let (left, is_over) = (Cell::new(BYTES), Cell::new(false));
        Watched { memory, rest, left, is_over }
    }

    fn is_over(&self, bytes: u64) -> bool {
        let Some(rest) = self.rest else { return false };
        match self.left.get().checked_sub(bytes) {
            Some(left) => self.left.set(left),
            None => {
                let threads = rest.threads().len() as u64;
                self.left.set(BYTES + threads * BYTES_OF_THREAD);
                self.is_over.set(self.is_over.get() || !rest.lasts());
            }
        }
        self.is_over.get()
    }
}

impl Memory for Watched<'_> {
    fn read(&self, address: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        match self.is_over(into.len() as u64) {
            true => Err(Unreadable { address }),
            false => self.memory.read(address, into),
        }
    }
}

impl Debug for Watched<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watched").field(&self.rest).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::rest::tests::rest_of;
    use super::*;
    use crate::linux::shell::Shell;
    use residue_walk::Image;
    use std::io::Write;
    use std::thread;
    use std::time::{Duration, Instant};

    #[test]
    fn nothing_more_can_be_read_when_the_process_has_run() {
        let mut shell = Shell::waiting();
        let (_, rest) = rest_of(&shell);
        let mut image = Image::default();
        image.add(0x10000, vec![1; 1 << 20]);
        let watched = Watched::new(&image, Some(&rest));
        let mut into = vec![0; 1 << 20];
        let mut read = || watched.read(0x10000, &mut into);
        assert!((0..64).all(|_| read().is_ok()), "it ran by itself");
        shell.input().write_all(b"\n").unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while read().is_ok() {
            assert!(Instant::now() < deadline, "that it ran is not seen");
            thread::sleep(Duration::from_millis(1));
        }
        assert!((0..64).all(|_| read().is_err()), "it is over for good");
        // Who is not bound to a rest reads on.
        let free = Watched::new(&image, None);
        assert!((0..64).all(|_| free.read(0x10000, &mut [0; 64]).is_ok()));
    }
}
