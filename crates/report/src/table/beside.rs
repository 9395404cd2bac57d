//! What stands beside the rows of a ledger.

use super::series::Series;
use crate::run::Probe;
use residue_present::Unit;

/// The figures beside the rows, each only where it adds something.
pub(super) fn series(probe: &Probe, unit: Unit) -> Vec<Series> {
    let live = Series::new(probe, "live", "live", |phase| phase.live);
    let allocated =
        Series::new(probe, "allocated", "allocated", |phase| phase.allocated);
    let untouched =
        Series::new(probe, "untouched", "untouched", |phase| phase.untouched);
    let swapped =
        Series::new(probe, "swapped", "swapped", |phase| phase.swapped);
    let lazy =
        Series::new(probe, "lazy_free", "lazy free", |phase| phase.lazy_free);

    let differs = differ(&live, &allocated);
    let shows =
        untouched.largest() > (unit.bytes() / 20).max(live.largest() / 100);
    let mut beside = vec![live];
    beside.extend(differs.then_some(allocated));
    beside.extend(shows.then_some(untouched));
    beside.extend([swapped, lazy].into_iter().filter(|s| s.largest() > 0));
    beside
}

/// Whether two figures differ by more than a hundredth at any phase.
fn differ(one: &Series, other: &Series) -> bool {
    one.values.iter().zip(&other.values).any(|pair| match pair {
        (Some(one), Some(other)) => one.abs_diff(*other) > one / 100,
        (one, other) => one.is_some() != other.is_some(),
    })
}
