//! The observer that started this process, if one did.
//!
//! It listens at an abstract socket. A call connects, says one line, waits for
//! one byte and closes: the program has no descriptor of ours in between, and
//! an observer that is gone answers by the end of the connection.
#![expect(unsafe_code, reason = "calls of the system")]

use crate::environment;
use std::ffi::{CStr, c_char, c_int};
use std::mem::{offset_of, size_of};

/// What this process says to its observer, and waits to have been seen at.
#[derive(Clone, Copy)]
pub(crate) enum Event<'a> {
    /// It is loaded, and goes on to its own code.
    Start,
    /// It has run its last handlers, and ends.
    Exit,
    /// It is at a phase that it names.
    Mark(&'a [u8]),
}

/// Bytes of a phase's name, at most.
const NAME_MAX: usize = 64;

impl Event<'_> {
    /// Says it on `socket`.
    fn say(self, socket: c_int) {
        match self {
            Event::Start => send(socket, b"start\n"),
            Event::Exit => send(socket, b"exit\n"),
            Event::Mark(name) => {
                let name = &name[..name.len().min(NAME_MAX)];
                send(socket, b"mark ");
                send(socket, name);
                send(socket, b"\n");
            }
        }
    }
}

/// The program's own word, for one that looks the function up by its name:
/// it is at the phase `name`, and goes on when it has been looked at. Where
/// nobody looks, nothing happens.
///
/// # Safety
///
/// `name` is a C string, or null.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn residue_mark(name: *const c_char) {
    if name.is_null() || !environment::is_own_process() {
        return;
    }
    // SAFETY: the caller's is a C string.
    let name = unsafe { CStr::from_ptr(name) };
    tell(Event::Mark(name.to_bytes()));
}

/// Says `event` to the observer, if there is one, and waits until it has
/// looked.
pub(crate) fn tell(event: Event<'_>) {
    let Some(name) = environment::observer() else { return };
    let Some(socket) = connect(name) else { return };
    event.say(socket);
    let mut answer = 0_u8;
    loop {
        // SAFETY: one byte is writable at `answer`.
        let read = unsafe { libc::read(socket, (&raw mut answer).cast(), 1) };
        if read >= 0 || !was_interrupted() {
            break;
        }
    }
    // SAFETY: takes an integer only; nobody else knows this descriptor.
    unsafe { libc::close(socket) };
}

fn send(socket: c_int, text: &[u8]) {
    let flags = libc::MSG_NOSIGNAL;
    // SAFETY: `text` is readable for its length.
    unsafe { libc::send(socket, text.as_ptr().cast(), text.len(), flags) };
}

fn was_interrupted() -> bool {
    std::io::Error::last_os_error().raw_os_error() == Some(libc::EINTR)
}

fn connect(name: &[u8]) -> Option<c_int> {
    let mut address = libc::sockaddr_un {
        sun_family: libc::AF_UNIX as libc::sa_family_t,
        sun_path: [0; 108],
    };
    // An abstract name begins with a zero.
    let path = address.sun_path.get_mut(1..=name.len())?;
    for (to, from) in path.iter_mut().zip(name) {
        *to = *from as c_char;
    }
    let len = offset_of!(libc::sockaddr_un, sun_path) + 1 + name.len();
    let kind = libc::SOCK_STREAM | libc::SOCK_CLOEXEC;
    // SAFETY: takes integers only.
    let socket = unsafe { libc::socket(libc::AF_UNIX, kind, 0) };
    if socket < 0 {
        return None;
    }
    let to = (&raw const address).cast();
    const _: () = assert!(size_of::<libc::sockaddr_un>() <= 128);
    // SAFETY: `address` is readable for `len`, which is at most its size.
    if unsafe { libc::connect(socket, to, len as libc::socklen_t) } == 0 {
        return Some(socket);
    }
    // SAFETY: takes an integer only; nobody else knows this descriptor.
    unsafe { libc::close(socket) };
    None
}
