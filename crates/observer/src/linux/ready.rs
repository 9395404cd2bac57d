//! Waiting until a process is ready to be read at its phase.

use super::process::Process;
use super::standstill::all_stand;
use crate::Error;
use residue_segment::Header;
use std::sync::atomic::Ordering::{Acquire, Relaxed};
use std::thread;
use std::time::{Duration, Instant};

/// Far more than a survey of any heap takes.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_micros(100);

/// Waits while the process surveys itself at the phase it marked. One that
/// was stopped meanwhile will not get any further, and is read as it is: its
/// survey is of an earlier phase, and what it would tell is absent.
pub(crate) fn wait(process: &Process, header: &Header) -> Result<(), Error> {
    let phase = &header.phase;
    let began = Instant::now();
    while phase.ready.load(Acquire) < phase.sequence.load(Relaxed) {
        process.verify()?;
        if all_stand(process)? || began.elapsed() > PATIENCE {
            return Ok(());
        }
        thread::sleep(PAUSE);
    }
    Ok(())
}
