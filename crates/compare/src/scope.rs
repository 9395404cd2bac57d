//! What a limit is restricted to.

use std::fmt::Debug;

use crate::{CompareError, Figure};

/// What a limit can be restricted to, such as the probes of some scenarios or
/// the call stacks of some functions, and how that is written.
pub trait Scope: Clone + Debug {
    /// The figures that are compared there.
    type Figure: Figure;

    /// How a limit is written, with an example: what stands behind "write".
    const FORM: &'static str;

    /// What is an alarm where the user gives no limit, in words.
    const BY_DEFAULT: &'static str;

    /// Splits what stands in front of a limit's `=` into the scope and the
    /// figure's name.
    fn parse(address: &str) -> Result<(Self, &str), CompareError>;
}
