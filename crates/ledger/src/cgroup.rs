//! What the process's control group is charged for.

/// The memory of the control group that a process is in: the figure that
/// containers and Kubernetes show and limit. It is charged for every process
/// in the group, and for what the kernel keeps on their behalf. All figures
/// are bytes unless said otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, expecting = "a control group"))]
pub struct Cgroup {
    /// Where the group is, as `/proc/PID/cgroup` names it.
    pub path: String,
    /// 1 or 2: the kernel's interface that it was read by.
    pub version: u32,
    /// Processes in the group and below it, a count.
    pub processes: u64,
    /// What is charged now (`memory.current`).
    pub current: u64,
    /// What may be charged (`memory.max`); `None` without a limit.
    pub limit: Option<u64>,
    /// Highest `current` since the group was made. Only grows.
    pub peak: Option<u64>,
    /// Anonymous memory: heaps and stacks. Part of `current`.
    pub anonymous: Option<u64>,
    /// Page cache of files, without shared memory. Part of `current`, and
    /// taken back by the kernel when memory is short.
    pub file: Option<u64>,
    /// Shared memory and tmpfs. Part of `current`.
    pub shared: Option<u64>,
    /// What the kernel keeps for the group: slab, stacks, page tables. Part
    /// of `current`.
    pub kernel: Option<u64>,
    /// Charged swap; not part of `current`.
    pub swap: Option<u64>,
    /// Times that the OOM killer ended a process of the group. Only grows.
    pub oom_kills: Option<u64>,
}
