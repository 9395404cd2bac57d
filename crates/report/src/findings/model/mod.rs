//! What findings are made of. Nothing here knows a rule.

mod allocator;
mod finding;
mod outside;
mod reading;
mod remedy;
mod threshold;
mod verdict;

pub use allocator::Allocator;
pub use finding::{Certainty, Evidence, Finding};
pub use outside::{FoundTable, FoundType, Outside, Unread};
pub use reading::Reading;
pub(in crate::findings) use remedy::{Keeper, cached_by, remedies, tried_at};
pub use threshold::Threshold;
pub use verdict::Verdict;
