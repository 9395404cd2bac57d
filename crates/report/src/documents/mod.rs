//! What is said of a run, a comparison, a process: described once, as a
//! document, which each format writes in its own way; only a page of pictures
//! is made of its own templates. What files have (names, reasons) cannot steer
//! a terminal, and becomes no markup, link or mention.

pub(crate) mod bench;
pub(crate) mod diff;
pub(crate) mod doctor;
mod ledgers;
mod overview;
mod pair;
pub(crate) mod policies;
pub(crate) mod remedies;
pub(crate) mod run;
pub(crate) mod self_test;
pub(crate) mod settings;
pub(crate) mod steps;
pub(crate) mod verdicts;

/// How much of a run is shown where that is a choice: at a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// Of several scenarios one table: who holds what after the peak. Of one
    /// scenario all of it.
    #[default]
    Overview,
    /// That table, of one scenario too.
    Table,
    /// The ledgers of every scenario.
    Full,
}

impl Detail {
    /// The ledgers of all scenarios, or else the overview.
    pub fn of(full: bool) -> Detail {
        if full { Detail::Full } else { Detail::Overview }
    }
}
