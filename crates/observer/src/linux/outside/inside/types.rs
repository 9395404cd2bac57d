//! Objects by what their first word leads to.

use super::Looker;
use super::names::Names;
use crate::TypeSeen;
use crate::linux::outside::live::{First, Live};
use residue_walk::{Target, Vtable, vtable};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Words that are looked up, those with most bytes first.
const WORDS: usize = 64;

/// Types that are told, those with most bytes first.
const TOLD: usize = 32;

/// Fewer objects of a size are no type.
const MIN_OBJECTS: u64 = 2;

/// Objects by first word, and what the words lead to.
#[derive(Debug, Default)]
pub(super) struct Types {
    firsts: Vec<(First, IsExact)>,
    vtables: BTreeMap<u64, Option<Vtable>>,
}

type IsExact = bool;

impl Types {
    /// Looks up what the objects of a walk begin with: all where the walker
    /// told it, else those that `sampled` stands for.
    pub(super) fn add(
        &mut self,
        looker: &Looker<'_>,
        live: &Live,
        sampled: Vec<First>,
    ) {
        let is_exact = live.firsts.is_some();
        let mut firsts = live.firsts.clone().unwrap_or(sampled);
        firsts.retain(|first| first.objects >= MIN_OBJECTS);
        firsts.sort_by_key(|first| Reverse(first.size * first.objects));
        let mut words = BTreeSet::new();
        for First { word, .. } in &firsts {
            if words.len() < WORDS && words.insert(*word) {
                let known = looker.names.knows(looker.target, *word);
                let entry = self.vtables.entry(*word);
                entry.or_insert_with(|| match known {
                    true => None,
                    false => vtable(looker.target, *word),
                });
            }
        }
        firsts.retain(|first| words.contains(&first.word));
        self.firsts.extend(firsts.into_iter().map(|first| (first, is_exact)));
    }

    /// The types with their names, those with most bytes first. What has none
    /// is no type.
    pub(super) fn finish(
        self,
        names: &Names,
        target: &Target<'_>,
    ) -> Vec<TypeSeen> {
        names.learn(target, &self.vtables);
        let mut by_name = BTreeMap::<(String, u64), (u64, IsExact)>::new();
        for (first, is_exact) in self.firsts {
            let Some(name) = names.get(target, first.word) else { continue };
            let sum = by_name.entry((name, first.size)).or_insert((0, true));
            sum.0 += first.objects;
            sum.1 &= is_exact;
        }
        let types = by_name.into_iter();
        let types = types.map(|((name, size), (objects, is_exact))| TypeSeen {
            name,
            size,
            objects,
            is_exact,
        });
        let mut types: Vec<TypeSeen> = types.collect();
        types.sort_by_key(|of| Reverse(of.bytes()));
        types.truncate(TOLD);
        types
    }
}
