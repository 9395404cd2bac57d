//! How a program ended.

use serde::{Deserialize, Serialize};

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "kebab-case", expecting = "an end")]
pub enum End {
    /// By itself.
    Exit {
        /// Its exit code.
        code: i32,
    },
    /// By a signal.
    Signal {
        /// The signal's number.
        signal: i32,
        /// Whether the kernel sent it for lack of memory; none of a signal
        /// that it does not send for that.
        #[serde(default)]
        killer: Option<Killer>,
        /// How that is known. A clause.
        #[serde(default)]
        evidence: String,
    },
    /// It ended, and how could not be seen: whoever kept this was not its
    /// parent.
    Unseen {
        /// What else tells of it. A clause.
        #[serde(default)]
        evidence: String,
    },
}

/// Whether a SIGKILL was the OOM killer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Killer {
    /// It was.
    OomKiller,
    /// It was somebody else's.
    Somebody,
    /// It cannot be known here.
    CannotTell,
}

impl Killer {
    /// Who it was, in words.
    const fn words(self) -> &'static str {
        match self {
            Killer::OomKiller => "the kernel's OOM killer sent it",
            Killer::Somebody => "it was not the kernel's OOM killer",
            Killer::CannotTell => "whether by the OOM killer cannot be told",
        }
    }
}

impl End {
    /// How it ended, in words, behind "it".
    pub fn words(&self) -> String {
        match self {
            End::Exit { code } => format!("ended with exit code {code}"),
            End::Unseen { evidence } => {
                format!("ended, and how could not be seen: {evidence}")
            }
            End::Signal { signal, killer, evidence } => {
                let name = name(*signal);
                let by = format!("was killed by signal {signal} ({name})");
                match killer {
                    None => by,
                    Some(killer) => {
                        format!("{by}: {}, {evidence}", killer.words())
                    }
                }
            }
        }
    }

    /// How it ended, in a word or two.
    pub fn brief(&self) -> String {
        match self {
            End::Exit { code } => format!("ended with exit code {code}"),
            End::Unseen { .. } => "ended".to_owned(),
            End::Signal { killer: Some(Killer::OomKiller), .. } => {
                "killed by the OOM killer".to_owned()
            }
            End::Signal { signal, .. } => {
                format!("killed by {}", name(*signal))
            }
        }
    }
}

/// The signal's name; those of real time have none.
fn name(signal: i32) -> &'static str {
    // The numbers are those of x86-64 and aarch64.
    match signal {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        10 => "SIGUSR1",
        11 => "SIGSEGV",
        12 => "SIGUSR2",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => "a signal without a name here",
    }
}
