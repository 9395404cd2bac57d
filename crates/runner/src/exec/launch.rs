//! Starting a program with the library, and everything else as it would be
//! without: streams, terminal, group, and the environment of its children.

use super::kind::Linked;
use super::program::NotStarted;
use super::socket::Socket;
use super::{Order, Program};
use residue::KEEP_VARIABLE;
use rustix::io::Errno;
use std::env;
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::process::{Child, Command};

/// What the library is told by: whether children are followed, how much of
/// `LD_PRELOAD` is ours, and where the observer listens.
const ORDER: &str = "RESIDUE_EXEC";
const PRELOAD: &str = "LD_PRELOAD";

/// Starts the program of `order`.
pub(super) fn start(
    order: &Order,
    program: &Program,
    socket: &Socket,
) -> Result<Child, NotStarted> {
    let (word, arguments) = order.split()?;
    let mut command = Command::new(word);
    // Who has this is kept here already.
    command.args(arguments).env_remove(KEEP_VARIABLE);
    if program.kind.reason().is_none() {
        let former = env::var_os(PRELOAD).unwrap_or_default();
        let (ours, all) = preload(order, program, former.as_bytes());
        let follows = u8::from(order.follow);
        let said = format!("{follows},{ours},{}", socket.name());
        command.env(PRELOAD, all).env(ORDER, said);
    }
    command.spawn().map_err(|error| {
        let name = word.to_string_lossy().into_owned();
        match error.kind() {
            ErrorKind::NotFound => NotStarted::NotFound(name),
            _ if Errno::from_io_error(&error) == Some(Errno::NOEXEC) => {
                NotStarted::NotExecutable(name, NO_PROGRAM.to_owned())
            }
            _ => NotStarted::NotExecutable(name, error.to_string()),
        }
    })
}

const NO_PROGRAM: &str = "it is no program of this machine, and no script \
                          whose first line names one (#!/bin/sh)";

/// What to preload in front of what was before, and how much of it is ours.
fn preload(
    order: &Order,
    program: &Program,
    former: &[u8],
) -> (usize, OsString) {
    let mut list = order.library.path().as_os_str().as_bytes().to_vec();
    let mut add = |library: &OsStr| {
        list.push(b':');
        list.extend_from_slice(library.as_bytes());
    };
    if let Some(backend) = &order.backend {
        // An allocator may bring a `new` of its own, which does not come by
        // `malloc`; the C++ library's does.
        if program.is_cxx {
            add(OsStr::new("libstdc++.so.6"));
        }
        add(backend.library().as_os_str());
    }
    if !former.is_empty() {
        list.push(b':');
    }
    let ours = list.len();
    list.extend_from_slice(former);
    (ours, OsString::from_vec(list))
}

/// What the user should know of a program before it runs.
pub(super) fn notes(program: &Program) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(why) = program.kind.reason() {
        notes.push(format!(
            "{}: {why}, so that it is measured from outside alone: without \
             what was asked for, and without a look at its end",
            program.path.display()
        ));
    }
    if let Some(linked) = program.linked {
        notes.push(linked_note(linked));
    }
    notes
}

fn linked_note(linked: Linked) -> String {
    let (what, line) = match linked {
        Linked::Malloc => {
            return "the program's own file has a malloc, which comes before \
                    any that is preloaded: it is measured from outside"
                .to_owned();
        }
        Linked::New => {
            return "the program has a new of its own: what it makes without \
                    calling malloc is seen as memory of the program, and not \
                    as objects"
                .to_owned();
        }
        Linked::RustJemalloc => ("jemalloc", "tikv_jemallocator::Jemalloc"),
        Linked::RustMimalloc => ("mimalloc", "mimalloc::MiMalloc"),
    };
    format!(
        "{what} is linked into the program, and what Rust allocates by it is \
         measured from outside. These lines in the program give more:\n    \
         use {line} as Inner;\n    #[global_allocator]\n    static ALLOCATOR: \
         residue::Tracking<Inner> = residue::Tracking::new(Inner);"
    )
}
