//! Boxed values in a map that was made for them, of which some stay: how many,
//! and whether those that go lie side by side, decides what goes back.

use crate::containers::{Map, sized_hash_map};
use crate::retention::{Blames, Container, Retention, Stages};
use crate::{Blocks, Freed, Plan, Scenario, Tag, random};

/// Two of them lie on each page.
const SURVIVORS: u64 = 16;

static ONE_IN_16: &dyn Scenario = &churn(
    "churn-one-in-16",
    "HashMap<u64, Box<[u8; 128]>>: remove all but one in 16",
    |map, plan| remove(map, plan, |index| index % SURVIVORS != 0),
    |elements| freed(elements - elements.div_ceil(SURVIVORS)),
    Blames::Scattered,
);

static IN_ORDER: &dyn Scenario = &churn(
    "churn-in-order",
    "HashMap<u64, Box<[u8; 128]>>: remove the older half",
    |map, plan| remove(map, plan, |index| index < plan.elements / 2),
    |elements| freed(elements / 2),
    Blames::Freed,
);

static AT_RANDOM: &dyn Scenario = &churn(
    "churn-at-random",
    "HashMap<u64, Box<[u8; 128]>>: remove half of them, at random",
    |map, plan| {
        remove(map, plan, |index| random::draw(index, 7).is_multiple_of(2))
    },
    |elements| freed(elements / 2),
    Blames::Scattered,
);

/// In the order in which they are listed and run.
pub(in crate::catalog) static ALL: &[&dyn Scenario] =
    &[ONE_IN_16, IN_ORDER, AT_RANDOM];

type Values = Map<Box<[u8; 128]>>;

const fn churn(
    name: &'static str,
    summary: &'static str,
    drain: fn(&mut Values, &Plan),
    freed: fn(u64) -> Freed,
    blames: Blames,
) -> Retention<Container<Values>> {
    Retention {
        name,
        summary,
        tags: &[Tag::Objects, Tag::Load],
        names: &["entries"],
        containers: Container { drain, freed, ..sized_hash_map() },
        stages: Stages::logging(128),
        blames,
    }
}

fn freed(values: u64) -> Freed {
    [Blocks::of(values, 128), Blocks::default()]
}

/// Removes the elements whose place in the order of insertion is so.
fn remove(map: &mut Values, plan: &Plan, goes: impl Fn(u64) -> bool) {
    for index in (0..plan.elements).filter(|&index| goes(index)) {
        map.remove(&random::key(plan.seed, index));
    }
}
