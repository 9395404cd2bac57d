//! A program that has ended, and of which instant each of its figures is.

use residue_present::{Bytes, Nanoseconds};
use serde::Serialize;

use crate::kept::End;

/// A program that has ended, or was seen last by a watcher that has. Instants
/// are nanoseconds before its end; where that is not known, before the file
/// was written last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ended {
    /// How it ended; none where its watcher was ended first.
    pub end: Option<End>,
    /// When the watch began, as RFC 3339 has it; empty where nobody watched.
    pub began: String,
    /// How long it lasted, in nanoseconds.
    pub ran_ns: u64,
    /// When live bytes, containers, sizes and counters are of; none where
    /// these are not known beyond the last look.
    pub live_ns: Option<u64>,
    /// The last look at its pages; none where nobody looked.
    pub look: Option<LastLook>,
    /// What was resident last, without shared memory; none if not sampled.
    pub sample: Option<LastSample>,
    /// Whether live rows have moved since the last look: the ledger has those
    /// of the end, and is an estimate.
    pub is_carried: bool,
}

/// The last look at a program's pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LastLook {
    /// What it is called.
    pub name: String,
    /// When it was.
    pub age_ns: u64,
}

/// What a program had resident between looks, good to a few hundred KiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LastSample {
    /// Resident bytes, without shared memory.
    pub resident: u64,
    /// When it was.
    pub age_ns: u64,
}

impl Ended {
    /// How it ended, in a few words behind its name.
    pub fn brief(&self) -> String {
        match (&self.end, self.began.is_empty()) {
            (Some(end), _) => end.brief(),
            (None, false) => "last seen while it ran".to_owned(),
            (None, true) => "from its segment".to_owned(),
        }
    }

    /// How it ended, and of when its figures are. Sentences.
    pub fn sentences(&self) -> Vec<String> {
        let mut all = vec![self.how()];
        all.extend(self.live_ns.map(|age| {
            let when = self.when(age);
            format!("Live bytes, containers, sizes and counters are of {when}.")
        }));
        all.push(self.pages());
        all.extend(self.sample.map(|LastSample { resident, age_ns }| {
            let (resident, when) = (Bytes(resident), self.when(age_ns));
            format!(
                "About {resident} were resident {when}, without shared memory."
            )
        }));
        all
    }

    fn how(&self) -> String {
        let ran = Nanoseconds(self.ran_ns);
        match &self.end {
            Some(end) => {
                format!("It {}, {ran} after {}.", end.words(), self.began)
            }
            None if self.began.is_empty() => {
                "Its tracker's segment is all that is left, or it still runs."
                    .to_owned()
            }
            None => format!(
                "Nobody saw its end: whoever watched it was ended too, or it \
                 still runs. The file was written last {ran} after {}.",
                self.began
            ),
        }
    }

    fn pages(&self) -> String {
        let Some(LastLook { name, age_ns }) = &self.look else {
            return "Nobody looked at its pages: what of it was resident is \
                    not known."
                .to_owned();
        };
        let when = self.when(*age_ns);
        let seen = format!("Its pages were seen last {when}, at `{name}`");
        match self.is_carried {
            false => format!("{seen}."),
            true => format!(
                "{seen}. What came since is taken to be resident, and what \
                 was freed since to be kept by the allocator: the ledger is \
                 an estimate."
            ),
        }
    }

    /// So long before the end, or before the file was written.
    fn when(&self, age_ns: u64) -> String {
        let what = match self.end {
            Some(_) => "its end",
            None => "the last writing",
        };
        match age_ns {
            0 => what.to_owned(),
            age => format!("{} before {what}", Nanoseconds(age)),
        }
    }
}
