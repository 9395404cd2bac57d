//! Signals that this process gets while its program runs.

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{
    SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2,
    SIGWINCH,
};
use signal_hook::iterator::SignalsInfo;
use signal_hook::iterator::exfiltrator::WithOrigin;
use std::io::{Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// Signals that are meant for the program.
const FOR_PROGRAM: [i32; 8] =
    [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGWINCH];

/// Signals that somebody sent to this process.
pub(super) struct Signals {
    received: Receiver<i32>,
    /// Says that there is one.
    wake: UnixStream,
}

impl Signals {
    /// Receives them from now on. Those that the terminal sends reach the
    /// whole group, the program too, and are none of these.
    pub(super) fn receive() -> Result<Signals> {
        let what = "could not take the signals that are meant for the program";
        let all = FOR_PROGRAM.iter().chain(&[SIGCONT]);
        let mut signals = SignalsInfo::<WithOrigin>::new(all).context(what)?;
        let (wake, mut waker) = UnixStream::pair().context(what)?;
        wake.set_nonblocking(true).context(what)?;
        let (sender, received) = channel();
        thread::spawn(move || {
            for info in signals.forever() {
                let is_sent = info.process.is_some();
                if !is_sent || !FOR_PROGRAM.contains(&info.signal) {
                    continue;
                }
                let sent = sender.send(info.signal).is_ok();
                if !sent || waker.write_all(&[0]).is_err() {
                    return;
                }
            }
        });
        Ok(Signals { received, wake })
    }

    /// The next one.
    pub(super) fn next(&self) -> Option<i32> {
        let mut bytes = [0; 64];
        // Only the wake-up: what there is, is in the channel.
        let _ = (&self.wake).read(&mut bytes);
        self.received.try_recv().ok()
    }
}

impl AsFd for Signals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }
}

/// Passes a signal on.
pub(super) fn pass(pid: Pid, signal: i32) {
    if let Some(signal) = Signal::from_named_raw(signal) {
        // One that has ended needs none.
        let _ = kill_process(pid, signal);
    }
}

/// Whether it is the one that asks for a look, where that was asked for.
pub(super) fn is_usr2(signal: i32) -> bool {
    signal == SIGUSR2
}
