//! Which right is missing to look at a process.

use crate::Barrier;
use std::fs;

/// What decides whether a process may be looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Facts {
    /// This process's user.
    own_uid: u32,
    /// The other's users: real, effective, saved.
    uids: Vec<u32>,
    /// How the users of this process's namespace are numbered around it.
    own_map: String,
    /// The same of the other's.
    map: String,
    /// `kernel.yama.ptrace_scope`, where there is such a rule.
    yama: Option<u32>,
    /// Who traces it; 0 if nobody does.
    tracer: u32,
}

/// Why the kernel does not show the process `pid`.
pub(crate) fn to_read(pid: u32) -> Barrier {
    let facts = Facts { tracer: 0, ..facts(pid, "status") };
    facts.barrier()
}

/// Why the kernel does not let `thread` of the process `pid` be stopped.
pub(crate) fn to_stop(pid: u32, thread: u32) -> Barrier {
    facts(pid, &format!("task/{thread}/status")).barrier()
}

fn facts(pid: u32, status: &str) -> Facts {
    // Errors of these say no more, and are not asked why.
    let read = |name: &str| fs::read_to_string(format!("/proc/{pid}/{name}"));
    let status = read(status).unwrap_or_default();
    let own_map = fs::read_to_string("/proc/self/uid_map").unwrap_or_default();
    let yama = fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope");
    Facts {
        own_uid: rustix::process::geteuid().as_raw(),
        uids: numbers(&status, "Uid:").take(3).collect(),
        map: read("uid_map").unwrap_or_else(|_| own_map.clone()),
        own_map,
        yama: yama.ok().and_then(|text| text.trim().parse().ok()),
        tracer: numbers(&status, "TracerPid:").next().unwrap_or(0),
    }
}

fn numbers<'a>(text: &'a str, key: &str) -> impl Iterator<Item = u32> + 'a {
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    let words = line.unwrap_or_default().split_ascii_whitespace();
    words.filter_map(|word| word.parse().ok())
}

impl Facts {
    /// The first of the kernel's rules that forbids it.
    fn barrier(&self) -> Barrier {
        let other = self.uids.iter().find(|uid| **uid != self.own_uid);
        match (other, self.yama) {
            _ if self.tracer != 0 => Barrier::Tracer { pid: self.tracer },
            _ if self.map != self.own_map => Barrier::UserNamespace,
            (Some(&uid), _) => Barrier::OtherUser { uid },
            (None, Some(scope)) if scope > 0 => Barrier::Yama { scope },
            _ => Barrier::Closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_own_user() -> Facts {
        Facts {
            own_uid: 1000,
            uids: vec![1000; 3],
            own_map: "0 0 4294967295".into(),
            map: "0 0 4294967295".into(),
            ..Facts::default()
        }
    }

    #[test]
    fn each_rule_of_the_kernel_is_named() {
        let own = of_own_user();
        for (facts, barrier) in [
            (own.clone(), Barrier::Closed),
            (Facts { yama: Some(0), ..own.clone() }, Barrier::Closed),
            (
                Facts { yama: Some(1), ..own.clone() },
                Barrier::Yama { scope: 1 },
            ),
            (
                Facts { uids: vec![1000, 0, 0], ..own.clone() },
                Barrier::OtherUser { uid: 0 },
            ),
            (
                Facts { map: "0 100000 65536".into(), ..own.clone() },
                Barrier::UserNamespace,
            ),
            (
                Facts { tracer: 7, yama: Some(1), ..own },
                Barrier::Tracer { pid: 7 },
            ),
        ] {
            assert_eq!(facts.barrier(), barrier, "{facts:?}");
        }
    }

    #[test]
    fn a_process_of_the_same_user_is_behind_no_users_barrier() {
        let facts = facts(std::process::id(), "status");
        assert_eq!(facts.uids.len(), 3);
        assert!(facts.map == facts.own_map && !facts.map.is_empty());
        let barrier = Facts { yama: None, tracer: 0, ..facts }.barrier();
        assert_eq!(barrier, Barrier::Closed);
    }
}
