//! Two profiles held against each other, call stack by call stack.
//!
//! ```text
//! old ─┐
//!      ├─► comparable? ─► stacks by what they mean ─► SiteDiff ─► limits ─► Alarm
//! new ─┘
//! ```

mod across;
mod alarms;
mod change;
mod compare;
mod key;
mod pair;
mod scope;
mod side;
mod site;

pub use residue_compare::{CompareError, Presence, Severity};

pub use self::across::{Across, Difference, NotComparable};
pub use self::alarms::Alarm;
pub use self::change::{Change, ChangeKind, Verdict};
pub use self::compare::{Diff, Options};
pub use self::scope::{Limit, Limits, Stacks};
pub use self::site::SiteDiff;
