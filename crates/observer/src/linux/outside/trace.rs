#![expect(unsafe_code, reason = "ptrace, which no wrapper has in full")]
//! Stopping a process without a signal: its parent sees no job stop, and if
//! this process dies meanwhile, the kernel lets the other go on.

use crate::Error;
use crate::linux::barrier;
use crate::linux::process::{Process, state};
use residue_walk::Thread;
use std::io;
use std::marker::PhantomData;
use std::thread;
use std::time::{Duration, Instant};

/// How long a process may take to stop. A thread in an uninterruptible wait
/// stops only when that ends.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_micros(20);

/// A process of which every thread is stopped by this one until this is
/// dropped. Only the thread that stopped it may let it go on: the kernel
/// binds tracing to a thread, and so is this not `Send`.
#[derive(Debug)]
pub(crate) struct Traced {
    threads: Vec<StoppedThread>,
    since: Instant,
    _bound: PhantomData<*const ()>,
}

/// A thread that is stopped.
#[derive(Clone, Copy, Debug)]
struct StoppedThread {
    id: u32,
    /// Where its thread-local storage hangs, where the kernel shows it.
    pointer: Option<u64>,
    /// The signal that it was about to get.
    signal: i32,
}

/// How a thread answered to being stopped.
enum Answer {
    Stopped { signal: i32 },
    Ended,
    NotYet,
}

impl Traced {
    /// Stops every thread of `process`.
    pub(crate) fn stop(process: &Process) -> Result<Traced, Error> {
        let mut traced = Traced {
            threads: Vec::new(),
            since: Instant::now(),
            _bound: PhantomData,
        };
        // A thread that was made while the others were stopped is in the
        // second list; a process that stands still makes no more.
        while traced.stop_listed(process)? > 0 {}
        process.verify()?;
        for thread in &mut traced.threads {
            thread.pointer = thread_pointer(thread.id);
        }
        Ok(traced)
    }

    /// For how long it has stood still.
    pub(crate) fn stood(&self) -> Duration {
        self.since.elapsed()
    }

    /// The threads that are stopped.
    pub(crate) fn threads(&self) -> Vec<Thread> {
        let thread =
            |&StoppedThread { id, pointer, .. }: &_| Thread { id, pointer };
        self.threads.iter().map(thread).collect()
    }

    /// Stops all threads that are listed now; returns how many were new.
    fn stop_listed(&mut self, process: &Process) -> Result<usize, Error> {
        let listed = process.threads()?;
        let known = |id: &u32| self.threads.iter().any(|t| t.id == *id);
        let new: Vec<u32> =
            listed.into_iter().filter(|id| !known(id)).collect();
        let mut seized = Vec::with_capacity(new.len());
        for &id in &new {
            match seize(id) {
                Ok(()) => seized.push(id),
                Err(error) if is_gone(&error) => {}
                Err(_) if is_zombie(process, id) => {}
                Err(error) => {
                    // Those that were seized before are let go by `drop`.
                    self.adopt(&seized);
                    return Err(refusal(process, id, error));
                }
            }
        }
        let stopped = self.wait_for(process, &seized)?;
        Ok(stopped)
    }

    fn wait_for(
        &mut self,
        process: &Process,
        seized: &[u32],
    ) -> Result<usize, Error> {
        let deadline = Instant::now() + PATIENCE;
        let (mut stopped, mut waiting) = (0, seized.to_vec());
        while !waiting.is_empty() {
            waiting.retain(|&id| match answer(process, id) {
                Answer::NotYet => true,
                Answer::Ended => false,
                Answer::Stopped { signal } => {
                    self.threads.push(StoppedThread {
                        id,
                        pointer: None,
                        signal,
                    });
                    stopped += 1;
                    false
                }
            });
            if Instant::now() > deadline {
                self.adopt(&waiting);
                return Err(Error::Restless { pid: process.pid() });
            }
            if !waiting.is_empty() {
                thread::sleep(PAUSE);
            }
        }
        Ok(stopped)
    }

    fn adopt(&mut self, ids: &[u32]) {
        let thread = |&id| StoppedThread { id, pointer: None, signal: 0 };
        self.threads.extend(ids.iter().map(thread));
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        for thread in &self.threads {
            // One that ended meanwhile needs none. One that did not stop in
            // time cannot be let go either; it is when this thread ends.
            let _ =
                request(libc::PTRACE_DETACH, thread.id, thread.signal as usize);
        }
    }
}

/// Binds a thread to this one, and asks it to stop.
fn seize(id: u32) -> io::Result<()> {
    request(libc::PTRACE_SEIZE, id, 0)?;
    request(libc::PTRACE_INTERRUPT, id, 0)
}

fn request(what: libc::c_uint, id: u32, data: usize) -> io::Result<()> {
    // SAFETY: these requests read and write no memory of this process; the
    // kernel refuses a thread that is not there or not this one's.
    let done = unsafe { libc::ptrace(what, id as libc::pid_t, 0_usize, data) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

fn answer(process: &Process, id: u32) -> Answer {
    if id == process.pid() && is_child(process) {
        return match answer_of_child(id) {
            Answer::NotYet if is_zombie(process, id) => Answer::Ended,
            answer => answer,
        };
    }
    let mut status = 0;
    let flags = libc::__WALL | libc::WNOHANG;
    // SAFETY: the kernel writes one number to `status`.
    let waited =
        unsafe { libc::waitpid(id as libc::pid_t, &raw mut status, flags) };
    match waited {
        0 => Answer::NotYet,
        _ if waited < 0 || !libc::WIFSTOPPED(status) => Answer::Ended,
        _ => Answer::Stopped { signal: pending(status) },
    }
}

/// The same of the process `id`, a child of this one: if it has ended, it is
/// left to be waited for by whoever started it, to whom how it ended would be
/// lost.
fn answer_of_child(id: u32) -> Answer {
    // SAFETY: all zeros are a `siginfo_t`.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    let flags = libc::WSTOPPED | libc::__WALL | libc::WNOHANG;
    // SAFETY: the kernel writes a `siginfo_t`, which `info` is.
    let waited = unsafe { libc::waitid(libc::P_PID, id, &raw mut info, flags) };
    if waited != 0 {
        return Answer::Ended;
    }
    // SAFETY: the kernel wrote what concerns a child, or left zeros.
    match unsafe { info.si_pid() } {
        0 => Answer::NotYet,
        _ => {
            // SAFETY: as above.
            let status = unsafe { info.si_status() };
            let by_event = status >> 8 != 0;
            Answer::Stopped { signal: if by_event { 0 } else { status } }
        }
    }
}

/// Whether this process started `process`.
fn is_child(process: &Process) -> bool {
    let status = process.read("status").unwrap_or_default();
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"));
    parent.and_then(|text| text.trim().parse().ok()) == Some(std::process::id())
}

/// The signal that a thread was stopped on the way to; 0 where it was only
/// this tracer, or a job stop, that stopped it.
fn pending(status: i32) -> i32 {
    let by_event = status >> 16 != 0;
    if by_event { 0 } else { libc::WSTOPSIG(status) }
}

/// A thread that ended but is not waited for yet is listed, and refuses.
fn is_zombie(process: &Process, id: u32) -> bool {
    let stat = process.read(&format!("task/{id}/stat"));
    stat.map_or(true, |stat| matches!(state(&stat), Some(b'Z' | b'X')))
}

fn is_gone(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ESRCH)
}

fn refusal(process: &Process, thread: u32, error: io::Error) -> Error {
    let pid = process.pid();
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            let barrier = barrier::to_stop(pid, thread);
            let what = "stop a thread".into();
            Error::PermissionDenied { pid, what, barrier }
        }
        _ => Error::Io { what: format!("stop process {pid}"), source: error },
    }
}

/// The register that thread-local storage hangs on.
#[cfg(target_arch = "x86_64")]
fn thread_pointer(id: u32) -> Option<u64> {
    let mut registers = [0_u64; 27];
    const FS_BASE: usize = 21;
    read_set(id, libc::NT_PRSTATUS, &mut registers)?;
    Some(registers[FS_BASE])
}

/// The register that thread-local storage hangs on.
#[cfg(target_arch = "aarch64")]
fn thread_pointer(id: u32) -> Option<u64> {
    const NT_ARM_TLS: libc::c_int = 0x401;
    let mut registers = [0_u64; 1];
    read_set(id, NT_ARM_TLS, &mut registers)?;
    Some(registers[0])
}

/// Reads a set of registers of a stopped thread; `None` where the kernel has
/// none, or another size of it.
fn read_set<const N: usize>(
    id: u32,
    set: libc::c_int,
    registers: &mut [u64; N],
) -> Option<()> {
    let len = size_of_val(registers);
    let mut vector =
        libc::iovec { iov_base: registers.as_mut_ptr().cast(), iov_len: len };
    // SAFETY: the kernel writes at most `iov_len` bytes to the registers,
    // which are that long, and the length that it wrote to `vector`.
    let done = unsafe {
        libc::ptrace(
            libc::PTRACE_GETREGSET,
            id as libc::pid_t,
            set as usize,
            &raw mut vector,
        )
    };
    (done == 0 && vector.iov_len == len).then_some(())
}
