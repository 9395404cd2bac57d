//! What the tests share.

pub(crate) mod child;
pub(crate) mod piece;
pub(crate) mod random;
pub(crate) mod segment;
pub(crate) mod workload;
