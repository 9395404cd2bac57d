//! What is left is too little to be anybody's fault.

use super::{Finding, Reading, Verdict};

pub(super) fn find(
    reading: &Reading<'_>,
    found: &[Finding],
) -> Option<Finding> {
    let mut rest = reading.collect(Verdict::Released, found, |_| true);
    rest.blamed = 0;
    (rest.bytes > 0).then_some(rest)
}
