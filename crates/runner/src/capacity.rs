//! Whether a probe fits into this machine's memory.

use crate::{ScenarioProbe, Subject};
use anyhow::{Result, bail};
use residue_report::Bytes;
use std::fs;

/// Bytes that a probe can be given; `None` where that is not known, and
/// everything is tried.
pub struct Capacity(Option<u64>);

impl Capacity {
    /// What the machine, and the control group, have free now.
    pub fn of_this_machine() -> Capacity {
        let free = [machine(), group_v2(), group_v1()];
        Capacity(free.into_iter().flatten().min())
    }

    /// Whether there are so many bytes, as far as that is known.
    pub fn has(&self, bytes: u64) -> bool {
        self.0.is_none_or(|free| bytes <= free)
    }

    /// Refuses a subject that cannot fit. What a command needs is not known.
    pub fn check(&self, subject: &Subject) -> Result<()> {
        let Subject::Scenario(job) = subject else { return Ok(()) };
        let needed = needed(job);
        let Some(free) = self.0.filter(|&free| free < needed) else {
            return Ok(());
        };
        bail!(
            "{} with {} elements needs about {}, and there is {}; \
             pass fewer with --elements{}",
            job.title(),
            job.order.elements,
            Bytes(needed),
            Bytes(free),
            if job.planted_bytes() > 0 { ", or a smaller --plant" } else { "" },
        )
    }
}

/// What the scenario asks for and what is planted, half as much again for what the allocator adds
/// to it, and an eighth for the maps. A profiler under test keeps a record
/// of each object besides.
fn needed(job: &ScenarioProbe) -> u64 {
    let live = job.scenario.peak_bytes(job.order.elements);
    let live = live.saturating_add(job.planted_bytes());
    let factor = if job.backend.resident_is_the_profilers() { 4 } else { 2 };
    live.saturating_mul(factor).saturating_add(16 << 20)
}

fn machine() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

fn group_v2() -> Option<u64> {
    let path = group(|line| line.strip_prefix("0::"))?;
    let folder = format!("/sys/fs/cgroup{path}");
    free(&format!("{folder}/memory.max"), &format!("{folder}/memory.current"))
}

fn group_v1() -> Option<u64> {
    let path = group(|line| {
        let (_, rest) = line.split_once(':')?;
        let (controllers, path) = rest.split_once(':')?;
        controllers.split(',').any(|c| c == "memory").then_some(path)
    })?;
    let folder = format!("/sys/fs/cgroup/memory{path}");
    free(
        &format!("{folder}/memory.limit_in_bytes"),
        &format!("{folder}/memory.usage_in_bytes"),
    )
}

fn group(pick: impl Fn(&str) -> Option<&str>) -> Option<String> {
    let text = fs::read_to_string("/proc/self/cgroup").ok()?;
    let path = text.lines().find_map(pick)?;
    Some(path.trim_end_matches('/').to_owned())
}

fn free(limit: &str, used: &str) -> Option<u64> {
    let number = |path| fs::read_to_string(path).ok()?.trim().parse().ok();
    let (limit, used): (u64, u64) = (number(limit)?, number(used)?);
    Some(limit.saturating_sub(used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linux_says_what_it_has_free() {
        assert!(machine().is_some_and(|free| free > 1 << 20));
    }
}
