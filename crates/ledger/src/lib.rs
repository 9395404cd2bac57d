//! The ledger: every resident byte of a process in exactly one row.
//!
//! A [`Row`] says what a byte is, a [`Group`] who holds it. A [`Ledger`] has
//! the bytes of each row at one instant, and what no row explains. Who
//! measures a ledger, who stores it, and who shows it use this one type, and
//! loop over [`Row::ALL`].
//!
//! This crate measures nothing, and knows no other crate of the workspace.
//!
//! ```
//! use residue_ledger::{Group, Ledger, Row};
//!
//! let mut ledger = Ledger::default();
//! ledger.set(Row::Slack, 34 << 20);
//! ledger.set(Row::Program, 2 << 20);
//! ledger.residual = Some(0);
//! assert!(ledger.closes(36 << 20, 0));
//! assert_eq!(ledger.held_by(Group::Container), Some(34 << 20));
//! assert_eq!(ledger.held_by(Group::Allocator), None, "not known is not 0");
//! ```

mod cgroup;
mod container;
mod drift;
mod group;
mod heap_pages;
mod ledger;
mod not_heap;
mod page_use;
mod row;
#[cfg(feature = "schema")]
mod schema;
#[cfg(feature = "serde")]
mod wire;

pub use cgroup::Cgroup;
pub use container::ContainerRow;
pub use drift::Drift;
pub use group::Group;
pub use heap_pages::{HeapPages, PageHolder, PageSlot, PageSpan};
pub use ledger::{Ledger, RESIDUAL};
pub use not_heap::{NotHeap, NotHeapKind};
pub use page_use::PageUse;
pub use row::Row;
