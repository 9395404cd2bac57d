//! How two measurements are held against each other.
//!
//! A vocabulary of figures implements [`Figure`], and whatever a limit can
//! be restricted to implements [`Scope`]. With these, this crate reads limits
//! such as `resident@drained=+2%,+8MiB` ([`Limit`]), says which of them a
//! change breaks ([`gravest`]), reads what may differ between two sides
//! ([`Across`]), and, from the repetitions of both sides, tells change from
//! noise ([`Judge`]).
//!
//! It knows neither what is measured nor how a comparison is stored or shown:
//! of the workspace it knows no other crate.
//!
//! ```
//! use residue_compare::{CompareError, Figure, Kind, Limit, Scope, gravest};
//!
//! #[derive(Clone, Copy, Debug, PartialEq, Eq)]
//! enum Heap { Live, Blocks }
//!
//! impl Figure for Heap {
//!     const ALL: &'static [Heap] = &[Heap::Live, Heap::Blocks];
//!     const MEMORY: &'static str = "live";
//!     fn name(self) -> &'static str {
//!         match self { Heap::Live => "live", Heap::Blocks => "blocks" }
//!     }
//!     fn kind(self) -> Kind {
//!         match self { Heap::Live => Kind::Bytes, Heap::Blocks => Kind::Count }
//!     }
//!     fn is_memory(self) -> bool { self == Heap::Live }
//! }
//!
//! #[derive(Clone, Debug)]
//! struct Everywhere;
//!
//! impl Scope for Everywhere {
//!     type Figure = Heap;
//!     const FORM: &'static str = "FIGURE=BOUND, such as live=+2%";
//!     const BY_DEFAULT: &'static str = "any growth";
//!     fn parse(address: &str) -> Result<(Everywhere, &str), CompareError> {
//!         Ok((Everywhere, address))
//!     }
//! }
//!
//! let limits = [Limit::<Everywhere>::parse("live=+2%,+8MiB")?];
//! assert!(gravest(limits.iter(), Heap::Live, 1000, 1020).is_none());
//! assert!(gravest(limits.iter(), Heap::Live, 1000, 1021).is_some());
//! # Ok::<(), CompareError>(())
//! ```

mod across;
mod bound;
mod chance;
mod error;
mod figure;
mod judge;
mod limit;
mod limits;
mod nearest;
mod pattern;
mod presence;
mod scope;
mod statistic;
mod verdict;

pub use across::Across;
pub use bound::size;
pub use chance::Chance;
pub use error::CompareError;
pub use figure::{Figure, Kind};
pub use judge::{Extent, Judge, Judgement};
pub use limit::{Limit, Severity};
pub use limits::{Breach, Limits, Rank, gravest, gravest_first};
pub use pattern::Pattern;
pub use presence::{Presence, Sides};
pub use scope::Scope;
pub use statistic::{ENOUGH, Estimate};
pub use verdict::Verdict;
