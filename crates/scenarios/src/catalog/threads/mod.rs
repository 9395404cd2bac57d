//! What several threads do to an allocator.

mod crews;
mod exchange;
mod free_elsewhere;

use crate::Scenario;

pub(in crate::catalog) use crews::ALL as CREWS;

/// In the order in which they are listed and run.
pub(super) const ALL: &[&dyn Scenario] =
    &[&exchange::ThreadsExchange, free_elsewhere::SCENARIO];
