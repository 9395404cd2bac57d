//! The machine and the tools of a run.

use serde::{Deserialize, Serialize};

/// The machine a run was measured on, and what built the measuring program.
/// Figures of different environments are not compared without saying so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(expecting = "an environment")]
pub struct Environment {
    /// The kernel's release.
    pub kernel: String,
    /// Bytes of one page of memory.
    pub page_size: u64,
    /// The kernel's mode for transparent huge pages, such as `madvise`.
    pub transparent_hugepage: String,
    /// The processor's model.
    pub cpu: String,
    /// Processors that the run could use.
    pub cores: u64,
    /// Bytes of physical memory.
    pub memory: u64,
    /// The compiler's version.
    pub rustc: String,
    /// Residue's version.
    pub residue: String,
    /// When the run started, by RFC 3339.
    pub date: String,
    /// The commit that the measuring program was built from, if known.
    #[serde(default)]
    pub git: Option<String>,
    /// The operating system, such as `linux`.
    #[serde(default)]
    pub os: String,
    /// The instruction set, such as `x86_64`.
    #[serde(default)]
    pub arch: String,
    /// The C library's name and version, if known.
    #[serde(default)]
    pub libc: Option<String>,
    /// The kernel's policy for promising more memory than it has, if known:
    /// `vm.overcommit_memory`.
    #[serde(default)]
    pub overcommit: Option<String>,
}
