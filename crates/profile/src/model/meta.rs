//! What a profile says of itself.

use std::fmt;

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Allocations on the heap.
    Heap,
    /// Events that the program chose.
    AdHoc,
    /// Copies of memory.
    Copy,
    /// Something that this version has no word for.
    Other(String),
}

impl Mode {
    /// The modes that have a word.
    pub const ALL: [Mode; 3] = [Mode::Heap, Mode::AdHoc, Mode::Copy];

    /// The mode of that name in a file. DHAT of Valgrind writes `ad-hoc`, and
    /// dhat-rs writes `rust-heap` and `rust-ad-hoc`.
    pub fn from_name(name: &str) -> Mode {
        match name {
            "heap" | "rust-heap" => Mode::Heap,
            "ad-hoc" | "rust-ad-hoc" => Mode::AdHoc,
            "copy" => Mode::Copy,
            other => Mode::Other(other.to_owned()),
        }
    }

    /// The mode's name.
    pub fn name(&self) -> &str {
        match self {
            Mode::Heap => "heap",
            Mode::AdHoc => "ad-hoc",
            Mode::Copy => "copy",
            Mode::Other(name) => name,
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(self.name())
    }
}

/// The words for what is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Units {
    /// One of what bytes count, in short: `bu`.
    pub byte: String,
    /// Several of them: `bsu`.
    pub bytes: String,
    /// Several of what blocks count: `bksu`.
    pub blocks: String,
}

impl Default for Units {
    fn default() -> Units {
        Units {
            byte: "byte".to_owned(),
            bytes: "bytes".to_owned(),
            blocks: "blocks".to_owned(),
        }
    }
}

/// What a profile says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// What was recorded.
    pub mode: Mode,
    /// The mode as the file spells it.
    pub mode_text: String,
    /// What happened at a point: `Allocated`.
    pub verb: String,
    /// The words for bytes and blocks, where they are not these.
    pub units: Option<Units>,
    /// The unit of all times: `µs`, `instrs`.
    pub time_unit: String,
    /// A million of them: `s`, `Minstr`.
    pub million_time_units: String,
    /// Up to what average lifetime, in time units, the profiler itself calls
    /// blocks short-lived.
    pub short_lived: Option<u64>,
    /// What was run.
    pub command: String,
    /// The process.
    pub pid: u64,
    /// When most bytes were live, in time units from the start.
    pub time_of_peak: Option<u64>,
    /// When the profile ended, in time units from the start.
    pub time_of_end: u64,
}

impl Meta {
    /// The word for several of what bytes count.
    pub fn bytes(&self) -> &str {
        self.units.as_ref().map_or("bytes", |units| &units.bytes)
    }

    /// The word for several of what blocks count.
    pub fn blocks(&self) -> &str {
        let of_mode = match self.mode {
            Mode::Copy => "copies",
            Mode::AdHoc => "events",
            Mode::Heap | Mode::Other(_) => "blocks",
        };
        self.units.as_ref().map_or(of_mode, |units| &units.blocks)
    }

    /// What several profiles say together: they ran beside each other, or one
    /// behind the other, which none of them tells.
    pub(super) fn add(&mut self, more: Meta) {
        if self.command != more.command {
            self.command = format!("{}; {}", self.command, more.command);
        }
        self.time_of_end = self.time_of_end.max(more.time_of_end);
        self.time_of_peak = self.time_of_peak.max(more.time_of_peak);
        self.short_lived = self.short_lived.min(more.short_lived);
    }
}
