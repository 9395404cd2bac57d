//! Why a process could not be observed.

use std::io;

/// Why a process could not be observed, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The process does not exist, or ended while it was read.
    #[error("process {pid} does not exist or has ended; start it anew")]
    NoSuchProcess {
        /// The process.
        pid: u32,
    },
    /// The process has ended, and its parent has not taken note of it.
    #[error(
        "process {pid} is a zombie: it has ended and holds no memory; its \
         parent has not waited for it"
    )]
    Zombie {
        /// The process.
        pid: u32,
    },
    /// It is a thread of the kernel.
    #[error("process {pid} is a kernel thread, which has no memory of its own")]
    KernelThread {
        /// The process.
        pid: u32,
    },
    /// Its program is of 32 bits.
    #[error(
        "process {pid} runs a program of 32 bits; only those of 64 bits are \
         read"
    )]
    Bits {
        /// The process.
        pid: u32,
    },
    /// The kernel refuses to show the process to this user.
    #[error("no permission to {what} of process {pid}: {barrier}")]
    PermissionDenied {
        /// The process.
        pid: u32,
        /// What was refused.
        what: String,
        /// Which right is missing.
        barrier: Barrier,
    },
    /// The process has another number here.
    #[error(
        "process {pid} does not exist here; in the PID namespace of a \
         container it is the number of process {here}: pass that"
    )]
    OtherNumber {
        /// The number that was asked for.
        pid: u32,
        /// The number that the process has here.
        here: u32,
    },
    /// The process has no segment.
    #[error(
        "process {pid} has no segment; is the residue allocator its \
         #[global_allocator]?"
    )]
    NoSegment {
        /// The process.
        pid: u32,
    },
    /// The process only inherited the segment that another process writes.
    #[error(
        "process {pid} is a fork of the tracked process {tracked} and writes \
         no segment of its own; observe {tracked}, or let the child execute \
         a program"
    )]
    Detached {
        /// The process.
        pid: u32,
        /// The process that writes the segment.
        tracked: u64,
    },
    /// The segment is of another version.
    #[error(
        "the segment has version {found}, this observer reads {expected}; \
         build both from the same release"
    )]
    Version {
        /// The version in the segment's header.
        found: u64,
        /// The version that this observer reads.
        expected: u64,
    },
    /// What was read makes no sense.
    #[error(
        "malformed {what}; if the process was not yet set up, try again, else \
         build it and the observer from the same release"
    )]
    Malformed {
        /// What was read.
        what: String,
    },
    /// The process does not come to a stop.
    #[error(
        "process {pid} does not stop; a thread of it waits in the kernel, try \
         again when it goes on"
    )]
    Restless {
        /// The process.
        pid: u32,
    },
    /// It cannot be done here.
    #[error("unsupported: {why}")]
    Unsupported {
        /// Why it cannot.
        why: &'static str,
    },
    /// A system call failed.
    #[error("could not {what}")]
    Io {
        /// What was tried.
        what: String,
        /// How it failed.
        source: io::Error,
    },
}

/// Why the kernel does not let one process look at another, and what would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Barrier {
    /// It is another user's.
    #[error("it is user {uid}'s; run as that user, or with CAP_SYS_PTRACE")]
    OtherUser {
        /// The user.
        uid: u32,
    },
    /// It is in another user namespace.
    #[error(
        "it is in another user namespace, as a container's processes are; run \
         in there as its root, or out here with CAP_SYS_PTRACE"
    )]
    UserNamespace,
    /// Yama, a rule of the kernel's, forbids it.
    #[error(
        "kernel.yama.ptrace_scope is {scope}, and {}",
        if *scope < 3 {
            "lets only its parent look; run with CAP_SYS_PTRACE, or set it to 0"
        } else {
            "lets nobody look before the machine starts anew"
        }
    )]
    Yama {
        /// The rule's number: 1 to 3.
        scope: u32,
    },
    /// Another process traces it, and only one may.
    #[error(
        "process {pid} traces it, as a debugger does, and only one may; end \
         that, or look with --no-stop"
    )]
    Tracer {
        /// Who traces it.
        pid: u32,
    },
    /// It lets nobody look.
    #[error(
        "it lets nobody look, as programs with secrets or with more rights \
         than their user do; run with CAP_SYS_PTRACE"
    )]
    Closed,
}
