//! Waiting until a process is ready to be read at its phase.

use super::process::Process;
use super::standstill::all_stand;
use crate::Error;
use std::thread;
use std::time::{Duration, Instant};

/// Far more than a survey of any heap takes.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_micros(100);

/// Waits while the process surveys itself at the phase it marked, until it
/// `is_ready`. One that was stopped meanwhile will not get any further, and is
/// read as it is: its survey is of an earlier phase, and what it would tell is
/// absent.
pub(crate) fn wait(
    process: &Process,
    is_ready: impl Fn() -> Result<bool, Error>,
) -> Result<(), Error> {
    let began = Instant::now();
    while !is_ready()? {
        process.verify()?;
        if all_stand(process)? || began.elapsed() > PATIENCE {
            return Ok(());
        }
        thread::sleep(PAUSE);
    }
    Ok(())
}
