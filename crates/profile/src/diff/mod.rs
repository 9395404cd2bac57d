//! Two profiles held against each other, call stack by call stack.
//!
//! ```text
//! old ─┐
//!      ├─► comparable? ─► stacks by what they mean ─► SiteDiff ─► limits ─► Alarm
//! new ─┘
//! ```

mod across;
mod bound;
mod change;
mod compare;
mod key;
mod limit;
mod limits;

pub use self::across::{Across, Difference, NotComparable, UnknownAcross};
pub use self::change::{Change, ChangeKind, Presence, Verdict};
pub use self::compare::{Diff, Options, SiteDiff};
pub use self::limit::{Limit, LimitError};
pub use self::limits::{Alarm, Limits, Severity};
