//! The scenarios, by family.

mod containers;
mod controls;
mod emptied;
mod libraries;
mod loads;
mod policies;
mod threads;
mod values;

use crate::{Scenario, own};

pub use libraries::Optional;

/// The families, in the order in which they are listed and run; controls
/// last.
const FAMILIES: &[&[&dyn Scenario]] = &[
    containers::ALL,
    values::ALL,
    loads::ALL,
    threads::ALL,
    emptied::HASH_MAP,
    emptied::VECTOR,
    values::INLINE,
    values::OWNING,
    loads::CHURN,
    loads::LIFETIMES,
    policies::ALL,
    threads::CREWS,
    libraries::ALL,
    controls::ALL,
];

/// Every scenario. It is put together while this is compiled: a process that
/// looks one up allocates nothing for it.
static ALL: [&dyn Scenario; count()] = joined();

/// Every scenario, in the order in which they are listed and run; controls
/// last.
pub fn all() -> &'static [&'static dyn Scenario] {
    own::installed().unwrap_or(&ALL)
}

/// The scenario of exactly this name.
pub fn find(name: &str) -> Option<&'static dyn Scenario> {
    all().iter().copied().find(|scenario| scenario.name() == name)
}

const fn count() -> usize {
    let (mut count, mut family) = (0, 0);
    while family < FAMILIES.len() {
        count += FAMILIES[family].len();
        family += 1;
    }
    count
}

const fn joined() -> [&'static dyn Scenario; count()] {
    let mut all = [FAMILIES[0][0]; count()];
    let (mut count, mut family) = (0, 0);
    while family < FAMILIES.len() {
        let mut one = 0;
        while one < FAMILIES[family].len() {
            all[count] = FAMILIES[family][one];
            count += 1;
            one += 1;
        }
        family += 1;
    }
    all
}
