//! Whether it was the OOM killer that killed a program.

use residue_observer::{ControlGroup, Observer};
use residue_report::kept::{End, Killer};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

/// The kernel's counts of the processes that it killed for lack of memory,
/// when a program began.
#[derive(Debug)]
pub(super) struct OomWatch {
    group: Option<ControlGroup>,
    before: Counts,
}

/// Counts of kills. They only grow; `None` where the kernel does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    /// Of the program's control group.
    group: Option<u64>,
    /// Of the whole machine.
    machine: Option<u64>,
}

/// Has the OOM killer leave this process alone, where that is allowed
/// (`CAP_SYS_RESOURCE`): it is small, and charged to the group of a program
/// that may just have filled it. Not for one that starts others: they inherit
/// it.
pub(super) fn spare_this_process() {
    // Where it is not, it is as likely to be killed as any of its size.
    let _ = fs::write("/proc/self/oom_score_adj", "-1000");
}

impl OomWatch {
    /// From now on, for the process `pid`.
    pub(super) fn of(pid: u32) -> OomWatch {
        let observer = Observer::attach_untracked(pid);
        let group = observer.and_then(|of| of.control_group());
        let group = group.ok().flatten();
        let before = Counts::read(group.as_ref());
        OomWatch { group, before }
    }

    /// The program's control group.
    pub(super) fn group(&self) -> Option<&ControlGroup> {
        self.group.as_ref()
    }

    /// How a program ended whose status could not be seen.
    pub(super) fn unseen(&self) -> End {
        let path = self.group.as_ref().map(ControlGroup::path);
        let after = Counts::read(self.group.as_ref());
        End::Unseen { evidence: unseen(self.before, after, path) }
    }

    /// How a program ended that has `status`.
    pub(super) fn end(&self, status: ExitStatus) -> End {
        let Some(signal) = status.signal() else {
            return End::Exit { code: status.code().unwrap_or(0) };
        };
        if signal != libc_sigkill() {
            let evidence = String::new();
            return End::Signal { signal, killer: None, evidence };
        }
        let path = self.group.as_ref().map(ControlGroup::path);
        let after = Counts::read(self.group.as_ref());
        let (killer, evidence) = judge(self.before, after, path);
        End::Signal { signal, killer: Some(killer), evidence }
    }
}

/// What else tells of an end that could not be seen.
fn unseen(before: Counts, after: Counts, group: Option<&str>) -> String {
    let evidence = judge(before, after, group).1;
    format!("its parent took note of it first; {evidence} while it ran")
}

fn libc_sigkill() -> i32 {
    rustix::process::Signal::KILL.as_raw()
}

impl Counts {
    fn read(group: Option<&ControlGroup>) -> Counts {
        let machine = fs::read_to_string("/proc/vmstat").unwrap_or_default();
        let count = |line: &str| line.strip_prefix("oom_kill ")?.parse().ok();
        Counts {
            group: group.and_then(ControlGroup::oom_kills),
            machine: machine.lines().find_map(count),
        }
    }
}

/// Whose a SIGKILL was, and how that is known.
fn judge(
    before: Counts,
    after: Counts,
    group: Option<&str>,
) -> (Killer, String) {
    let group = group.unwrap_or("that cannot be seen");
    let name = format!("the count of OOM kills of control group {group}");
    match (before.group, after.group) {
        (Some(from), Some(to)) if to > from => {
            let evidence = format!("{name} rose from {from} to {to}");
            return (Killer::OomKiller, evidence);
        }
        (Some(from), Some(_)) => {
            return (Killer::Somebody, format!("{name} stayed at {from}"));
        }
        _ => {}
    }
    let name = "the machine's count of OOM kills";
    match (before.machine, after.machine) {
        (Some(from), Some(to)) if to > from => {
            let evidence = format!(
                "{name} rose from {from} to {to}, and whose they are is not \
                 told: no memory.events can be seen here"
            );
            (Killer::CannotTell, evidence)
        }
        (Some(from), Some(_)) => {
            (Killer::Somebody, format!("{name} stayed at {from}"))
        }
        _ => {
            let evidence = "memory.events cannot tell: there is none here";
            (Killer::CannotTell, evidence.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(group: Option<u64>, machine: Option<u64>) -> Counts {
        Counts { group, machine }
    }

    #[test]
    fn the_groups_own_count_tells_and_the_machines_tells_less() {
        let killer = |before, after| judge(before, after, Some("/a")).0;
        let at = |group| counts(Some(group), Some(9));
        assert_eq!(killer(at(3), at(4)), Killer::OomKiller);
        assert_eq!(killer(at(3), at(3)), Killer::Somebody);
        let other = counts(Some(3), Some(10));
        assert_eq!(killer(at(3), other), Killer::Somebody, "another group's");
        let machine = |count| counts(None, Some(count));
        assert_eq!(killer(machine(9), machine(10)), Killer::CannotTell);
        assert_eq!(killer(machine(9), machine(9)), Killer::Somebody);
        let nothing = counts(None, None);
        assert_eq!(killer(nothing, nothing), Killer::CannotTell);
        let gone = counts(None, Some(9));
        assert_eq!(killer(at(3), gone), Killer::Somebody, "no kill at all");
    }

    #[test]
    fn of_an_end_that_was_not_seen_the_count_is_told_and_nobody_blamed() {
        let evidence =
            unseen(counts(Some(3), None), counts(Some(4), None), Some("/a"));
        assert!(evidence.contains("rose from 3 to 4"), "{evidence}");
        let watch = OomWatch { group: None, before: counts(None, Some(0)) };
        let said = watch.unseen().words();
        assert!(said.contains("how could not be seen"), "{said}");
    }

    #[test]
    fn only_a_sigkill_may_be_the_oom_killers() {
        let watch = OomWatch { group: None, before: counts(None, Some(0)) };
        let end = |raw| watch.end(ExitStatus::from_raw(raw));
        assert_eq!(end(5 << 8), End::Exit { code: 5 });
        let End::Signal { signal, killer, .. } = end(11) else { panic!() };
        assert_eq!((signal, killer), (11, None));
        let End::Signal { signal, killer, .. } = end(9) else { panic!() };
        assert!(signal == 9 && killer.is_some());
    }
}
