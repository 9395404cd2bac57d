//! Views of a profile: its sites in an order, and its tree of calls.

mod labels;
mod site;
mod sites;
mod tree;

pub(crate) use self::labels::{Labels, Place, label};
pub use self::site::Site;
pub use self::sites::{Row, Sites};
pub use self::tree::{Branch, Pruned, Tree};
