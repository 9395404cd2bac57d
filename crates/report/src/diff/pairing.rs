//! Which probe of one side is held against which of the other.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use residue_compare::Sides;

use super::record::{Key, ProbeGroup};
use super::{AcrossKey, Difference, Options};

/// Two groups that are one pair, or a group that has no other.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// Indices into the sides' groups.
    pub(super) sides: Sides<usize>,
    /// In what the two differ; empty for an exact match.
    pub(super) differences: Vec<Difference>,
}

impl Match {
    fn alone(sides: Sides<usize>) -> Match {
        Match { sides, differences: Vec::new() }
    }
}

/// The parts that are overlooked, in turn, to find a partner for what has no
/// exact one: first a single change, likely ones before unlikely ones; then
/// everything.
const OVERLOOKED: &[&[AcrossKey]] = &[
    &[AcrossKey::BackendVersion],
    &[AcrossKey::Settings],
    &[AcrossKey::Settle],
    &[AcrossKey::Seed],
    &[AcrossKey::Remedy],
    &[AcrossKey::Elements],
    &[AcrossKey::BackendVersion, AcrossKey::Settings],
    &AcrossKey::ALL,
];

/// Every group of both sides, in exactly one match: those of the new side in
/// its order, then those that only the old side has.
pub(super) fn matches(
    old: &[ProbeGroup],
    new: &[ProbeGroup],
    options: &Options,
) -> Vec<Match> {
    let mut partners = Partners::new(old, new);
    partners.exact();
    partners.overlooking(&options.across);
    for parts in OVERLOOKED {
        partners.overlooking(parts);
    }
    partners.matches()
}

struct Partners<'a> {
    old: &'a [ProbeGroup],
    new: &'a [ProbeGroup],
    of_old: Vec<Option<usize>>,
    of_new: Vec<Option<usize>>,
}

impl<'a> Partners<'a> {
    fn new(old: &'a [ProbeGroup], new: &'a [ProbeGroup]) -> Partners<'a> {
        let (of_old, of_new) = (vec![None; old.len()], vec![None; new.len()]);
        Partners { old, new, of_old, of_new }
    }

    /// Joins what is equal in every part.
    fn exact(&mut self) {
        self.join(|group| &group.key);
    }

    /// Joins what is left and equal in every part but `parts`, if it is alone
    /// with that on its side: of several, none is more right than another.
    fn overlooking(&mut self, parts: &[AcrossKey]) {
        if !parts.is_empty() {
            self.join(|group| Masked::of(&group.key, parts));
        }
    }

    fn join<K: Hash + Eq>(&mut self, key: impl Fn(&'a ProbeGroup) -> K) {
        let old = alone(self.old, &self.of_old, &key);
        let new = alone(self.new, &self.of_new, &key);
        for (key, new) in new {
            let (Some(new), Some(&Some(old))) = (new, old.get(&key)) else {
                continue;
            };
            self.of_old[old] = Some(new);
            self.of_new[new] = Some(old);
        }
    }

    fn matches(self) -> Vec<Match> {
        let of_new = self.of_new.iter().enumerate();
        let of_new = of_new.map(|(new, &old)| match old {
            None => Match::alone(Sides::OnlyNew(new)),
            Some(old) => Match {
                sides: Sides::Both(old, new),
                differences: differences(
                    &self.old[old].key,
                    &self.new[new].key,
                ),
            },
        });
        let only_old = self.of_old.iter().enumerate();
        let only_old = only_old.filter(|(_, new)| new.is_none());
        let only_old =
            only_old.map(|(old, _)| Match::alone(Sides::OnlyOld(old)));
        of_new.chain(only_old).collect()
    }
}

/// The groups without a partner by their key; `None` where several share it.
fn alone<'a, K: Hash + Eq>(
    groups: &'a [ProbeGroup],
    partners: &[Option<usize>],
    key: impl Fn(&'a ProbeGroup) -> K,
) -> HashMap<K, Option<usize>> {
    let mut alone = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        if partners[at].is_none() {
            alone
                .entry(key(group))
                .and_modify(|other| *other = None)
                .or_insert(Some(at));
        }
    }
    alone
}

/// A key without some of its parts.
#[derive(PartialEq, Eq, Hash)]
struct Masked<'a> {
    scenario: &'a str,
    backend: &'a str,
    profiler: bool,
    version: Option<&'a str>,
    settings: Option<&'a BTreeMap<String, String>>,
    elements: Option<u64>,
    remedy: Option<&'a str>,
    seed: Option<u64>,
    settle: Option<u64>,
}

impl<'a> Masked<'a> {
    fn of(key: &'a Key, without: &[AcrossKey]) -> Masked<'a> {
        let has = |part: AcrossKey| !without.contains(&part);
        Masked {
            scenario: &key.scenario,
            backend: &key.backend,
            profiler: key.profiler,
            version: has(AcrossKey::BackendVersion).then_some(&*key.version),
            settings: has(AcrossKey::Settings).then_some(&*key.settings),
            elements: has(AcrossKey::Elements).then_some(key.elements),
            remedy: has(AcrossKey::Remedy).then_some(&*key.remedy),
            seed: has(AcrossKey::Seed).then_some(key.seed),
            settle: has(AcrossKey::Settle).then_some(key.settle_ns),
        }
    }
}

/// Every part in which two keys differ.
fn differences(old: &Key, new: &Key) -> Vec<Difference> {
    if old == new {
        return Vec::new();
    }
    let mut parts: BTreeMap<_, [Option<String>; 2]> = BTreeMap::new();
    for (side, key) in [old, new].into_iter().enumerate() {
        for (part, what, value) in key.parts() {
            parts.entry((part, what)).or_default()[side] = Some(value);
        }
    }
    let changed = parts.into_iter().filter(|(_, [old, new])| old != new);
    changed
        .map(|((part, what), sides)| {
            let [old, new] =
                sides.map(|value| value.unwrap_or_else(|| "unset".to_owned()));
            Difference { key: part.name().to_owned(), what, old, new }
        })
        .collect()
}
