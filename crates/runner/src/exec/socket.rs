//! Where the library in a program tells that it has begun, and that it ends.

use anyhow::{Context, Result};
use rustix::net::sockopt::socket_peercred;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// For how long a caller may take to say its line. The library says it at
/// once.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a process says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LibraryMessage {
    /// The library was loaded into it.
    Start,
    /// It ends.
    Exit,
    /// It is at a phase that it names.
    Mark(String),
}

impl LibraryMessage {
    fn read(line: &str) -> Option<LibraryMessage> {
        match line.strip_suffix('\n')? {
            "start" => Some(LibraryMessage::Start),
            "exit" => Some(LibraryMessage::Exit),
            line => {
                let name = line.strip_prefix("mark ")?;
                let plain = |c: char| match c.is_whitespace() {
                    true => '-',
                    false => c,
                };
                let name: String = name.trim().chars().map(plain).collect();
                (!name.is_empty()).then_some(LibraryMessage::Mark(name))
            }
        }
    }
}

/// Bytes of a line, at most.
const LINE_MAX: u64 = 80;

/// A listening socket in the abstract namespace: it is no file, and gone with
/// this process.
#[derive(Debug)]
pub(super) struct Socket {
    name: String,
    listener: UnixListener,
}

/// A process that waits to be let go on; it goes on when this is dropped.
#[derive(Debug)]
pub(super) struct Caller {
    /// The process.
    pub(super) pid: u32,
    pub(super) said: LibraryMessage,
    stream: UnixStream,
}

impl Socket {
    pub(super) fn open() -> Result<Socket> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("residue-exec-{}-{number}", std::process::id());
        let address = SocketAddr::from_abstract_name(&name)?;
        let listener = UnixListener::bind_addr(&address)
            .context("could not listen to the program")?;
        listener.set_nonblocking(true)?;
        Ok(Socket { name, listener })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The next caller of those that are `expected`, if there is one. Anybody
    /// may call, and whoever is not expected, or says what no library says, is
    /// sent away.
    pub(super) fn next(
        &self,
        expected: impl Fn(u32) -> bool,
    ) -> Option<Caller> {
        loop {
            let (stream, _) = self.listener.accept().ok()?;
            if let Ok(Some(caller)) = hear(stream, &expected) {
                return Some(caller);
            }
        }
    }
}

fn hear(
    stream: UnixStream,
    expected: impl Fn(u32) -> bool,
) -> io::Result<Option<Caller>> {
    let peer = socket_peercred(&stream)?;
    let pid = peer.pid.as_raw_nonzero().get().unsigned_abs();
    let own = rustix::process::geteuid();
    if !expected(pid) || !(own.is_root() || own == peer.uid) {
        return Ok(None);
    }
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut line = Vec::new();
    BufReader::new((&stream).take(LINE_MAX)).read_until(b'\n', &mut line)?;
    let said = LibraryMessage::read(&String::from_utf8_lossy(&line));
    let Some(said) = said else { return Ok(None) };
    Ok(Some(Caller { pid, said, stream }))
}

impl Drop for Caller {
    fn drop(&mut self) {
        // One that is gone needs no answer.
        let _ = (&self.stream).write_all(b"\n");
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }
}
