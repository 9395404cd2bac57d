//! Workloads whose memory is worth explaining, each with named phases.
//!
//! A [`Scenario`] is a small program: it fills a map, empties it, tries a
//! remedy, lets go. It runs against a [`Host`], which it tells when to
//! measure and what its containers hold. It knows nothing of allocators,
//! trackers or ledgers, so the same workload can be put under any of them.
//!
//! What a scenario asks of its allocator depends on its [`Plan`] alone: the
//! same size and seed give the same allocations in the same order (for
//! [`threads-exchange`](find), in the same order on each thread). To keep it
//! so, hash maps here use a fixed-key hasher, keys are computed from the
//! seed, and nothing is read from the clock or the environment.
//!
//! Two kinds of scenario exist:
//!
//! - **Retention** scenarios come down the [rungs](Rung) of one
//!   [ladder](Ladder): `settled`, `shrunk` or `rebuilt`, `collected`,
//!   `dropped`, or each of them alone. What a rung gives back names who held
//!   it. Each is a descriptor: its containers, what it does otherwise than
//!   they do by themselves, and whom it [blames](Scenario::expected).
//! - **Controls** ([`Scenario::is_control`]) plant a known amount of one kind
//!   of memory. It has to turn up in one row of the ledger and no other.
//!
//! [Tags](Tag) select several scenarios by one word.
//!
//! A container of yours becomes a scenario by its [`Steps`], or by the trait
//! [`Collection`], and anything else by [`Scenario`] itself: `residue_cli::main!`
//! makes a program of them.
//!
//! A [`Plant`] is a known change to any scenario: whoever compares runs must
//! find it.

mod catalog;
mod chain;
mod containers;
mod control;
mod expected;
mod holding;
mod host;
mod ladder;
mod log_line;
mod own;
mod phase;
mod plan;
mod plant;
mod plant_kind;
mod planting;
mod random;
mod retention;
mod rung;
mod scenario;
mod tag;

pub use catalog::{Optional, all, find};
pub use expected::{Blocks, Expected, Freed};
pub use holding::Holding;
pub use host::Host;
pub use ladder::Ladder;
pub use own::{Collection, Steps, install, retention};
pub use plan::Plan;
pub use plant_kind::PlantKind;
pub use planting::Plant;
pub use rung::Rung;
pub use scenario::Scenario;
pub use tag::Tag;
