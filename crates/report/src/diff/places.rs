//! What each probe is called, as briefly as it can be told from the others.

use std::collections::{BTreeSet, HashMap};

use super::record::{Key, ProbeGroup};
use super::{AcrossKey, Place};

/// What a place says of every probe.
type Base<'a> = (&'a str, &'a str, u64, &'a str);

/// The places of all groups of both sides.
pub(super) struct Places<'a> {
    /// What, beyond the base, tells the probes of it apart. Most need nothing.
    apart: HashMap<Base<'a>, BTreeSet<String>>,
}

impl<'a> Places<'a> {
    pub(super) fn of(
        old: &'a [ProbeGroup],
        new: &'a [ProbeGroup],
    ) -> Places<'a> {
        let mut by_base: HashMap<Base<'a>, [Vec<&Key>; 2]> = HashMap::new();
        for (side, groups) in [old, new].into_iter().enumerate() {
            for group in groups {
                by_base.entry(base(&group.key)).or_default()[side]
                    .push(&group.key);
            }
        }
        let crowded = by_base
            .into_iter()
            .filter(|(_, sides)| sides.iter().any(|keys| keys.len() > 1));
        let apart = crowded.map(|(base, sides)| (base, varying(&sides)));
        Places { apart: apart.collect() }
    }

    /// What the probe of `key` is called.
    pub(super) fn place(&self, key: &Key) -> Place {
        let apart = self.apart.get(&base(key));
        let settings = apart.map(|apart| {
            let parts = key.parts().into_iter();
            parts
                .filter(|(_, what, _)| apart.contains(what))
                .map(|(_, what, value)| (what, value))
                .collect()
        });
        Place {
            scenario: key.scenario.to_string(),
            backend: key.backend.to_string(),
            elements: key.elements,
            remedy: key.remedy.to_string(),
            settings: settings.unwrap_or_default(),
        }
    }
}

fn base(key: &Key) -> Base<'_> {
    (&key.scenario, &key.backend, key.elements, &key.remedy)
}

/// The parts that are not the same in all keys.
fn varying(sides: &[Vec<&Key>; 2]) -> BTreeSet<String> {
    let keys: Vec<_> = sides.iter().flatten().collect();
    let mut seen: HashMap<(AcrossKey, String), (String, usize)> =
        HashMap::new();
    let mut varying = BTreeSet::new();
    for (part, what, value) in keys.iter().flat_map(|key| key.parts()) {
        let (first, times) = seen
            .entry((part, what.clone()))
            .or_insert_with(|| (value.clone(), 0));
        *times += 1;
        if *first != value {
            varying.insert(what);
        }
    }
    // What some of them do not have at all tells them apart as well.
    let some = seen.into_iter().filter(|(_, (_, of))| *of < keys.len());
    varying.extend(some.map(|((_, what), _)| what));
    varying
}
