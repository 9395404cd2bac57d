//! Views of a profile: its sites in an order, and its tree of calls.

mod asker;
mod drawing;
mod filter;
mod grouping;
mod groups;
mod labels;
mod measures;
mod prefix;
mod running;
mod site;
mod sites;
mod tree;
mod unknown;

pub(crate) use self::asker::Asker;
pub(crate) use self::drawing::{Drawing, Source};
pub use self::filter::Filter;
pub(crate) use self::filter::Narrowed;
pub use self::grouping::{Grouping, UnknownGrouping};
pub(crate) use self::groups::groups;
pub(crate) use self::labels::{Labels, label};
pub use self::measures::{Accesses, Measures};
pub(crate) use self::prefix::{PlacedStacks, Prefix};
pub(crate) use self::running::RunningSums;
pub use self::site::Site;
pub use self::sites::{ListedSite, Sites};
pub use self::tree::{Branch, Tree};
pub(crate) use self::unknown::Unknown;
