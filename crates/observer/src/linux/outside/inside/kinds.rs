//! Kinds of contents: of the largest objects one by one, of all others by a
//! few of each size.

use super::Looker;
use crate::ContentsSeen;
use crate::linux::Span;
use crate::linux::outside::account::overlap;
use crate::linux::outside::live::{
    First, Live, LiveClass, LiveObject, leads_to,
};
use residue_walk::Contents;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Objects of all sizes and walks together that are looked into: each takes one
/// read, a millisecond or two in all, while the process stands still.
pub(in super::super) const LOOKS: u64 = 1 << 10;

/// Objects of one size that are looked into, at least and at most.
const OF_A_SIZE: std::ops::RangeInclusive<u64> = 8..=64;

/// Bytes that are looked at in one place.
const BYTES: u64 = 512;

/// Places that are looked at in a large object.
const PLACES: u64 = 8;

/// Whether more than one place of an object is looked at: the same ones
/// wherever it is told, so that one object is one thing.
fn is_large(size: u64) -> bool {
    size >= BYTES * PLACES
}

/// What so many objects, or places of one, hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    counts: BTreeMap<Contents, u64>,
}

/// Looks into objects.
#[derive(Debug)]
pub(super) struct Kinds<'a> {
    looker: &'a Looker<'a>,
    looks: u64,
    firsts: Vec<First>,
}

impl<'a> Kinds<'a> {
    pub(super) fn of(looker: &'a Looker<'a>) -> Kinds<'a> {
        Kinds { looker, looks: looker.looks, firsts: Vec::new() }
    }

    /// What a large object holds, by places spread over what is resident.
    pub(super) fn of_large(&self, object: &LiveObject) -> Option<Contents> {
        if object.resident == 0 {
            return self.looker.unwritten();
        }
        let mut tally = Tally::default();
        for address in self.places(object) {
            let end = object.address + object.size;
            if let Some(kind) = self.look(address..end) {
                tally.count(kind);
            }
        }
        tally.all_in_all()
    }

    /// The object's beginning if it is resident, and the beginnings of pages.
    fn places(&self, object: &LiveObject) -> Vec<u64> {
        let span = object.address..object.address + object.size;
        let page = self.looker.target.page;
        let step = (object.resident / PLACES).max(page);
        let resident = self.looker.resident;
        let first = resident.partition_point(|part| part.end <= span.start);
        let parts = resident[first..].iter();
        let parts = parts.take_while(|part| part.start < span.end);
        let (mut places, mut before) = (Vec::new(), 0);
        for part in parts {
            let part = part.start.max(span.start)..part.end.min(span.end);
            // The next place, in resident bytes from the object's beginning.
            let mut at = places.len() as u64 * step;
            while places.len() < PLACES as usize
                && at < before + (part.end - part.start)
            {
                let place = part.start + (at - before);
                let aligned = place & !(page - 1);
                places.push(aligned.max(part.start));
                at += step;
            }
            before += part.end - part.start;
        }
        places
    }

    /// What objects of each size hold, those that hold most first, until
    /// enough was read.
    pub(super) fn of_classes(&mut self, live: &Live) -> BTreeMap<u64, Tally> {
        let mut classes: Vec<_> = live.by_size.iter().collect();
        classes.sort_by_key(|(size, class)| Reverse(**size * class.objects));
        let mut tallies = BTreeMap::new();
        for (&size, class) in classes {
            let bytes = u128::from(size * class.objects);
            let share = u128::from(self.looker.looks) * bytes;
            let share = (share / u128::from(live.bytes.max(1))) as u64;
            let share = share.clamp(*OF_A_SIZE.start(), *OF_A_SIZE.end());
            let cost = if is_large(size) { PLACES } else { 1 };
            let share = (share / cost).max(*OF_A_SIZE.start());
            let share = share.min(class.sample.len() as u64);
            let reads = share * cost;
            let Some(left) = self.looks.checked_sub(reads) else { break };
            self.looks = left;
            tallies.insert(size, self.of_class(class, share, live));
        }
        tallies
    }

    fn of_class(&mut self, class: &LiveClass, most: u64, live: &Live) -> Tally {
        let mut tally = Tally::default();
        let mut words = Vec::new();
        let memory = self.looker.target.memory;
        for object in class.sample.few(most as usize) {
            let end = object.address + object.size;
            let kind = match object.resident {
                0 => self.looker.unwritten(),
                _ if is_large(object.size) => self.of_large(&object),
                _ => self.look(object.address..end),
            };
            let Some(kind) = kind else { continue };
            tally.count(kind);
            if object.resident > 0 && object.size >= 8 {
                words.extend(memory.word(object.address));
            }
        }
        if live.firsts.is_none() {
            self.estimate(class, &tally, &words);
        }
        tally
    }

    /// How many objects of a size begin with each word, by those looked into.
    fn estimate(&mut self, class: &LiveClass, tally: &Tally, words: &[u64]) {
        let Some(any) = class.sample.few(1).next() else { return };
        let mut counts = BTreeMap::<u64, u64>::new();
        for &word in words {
            if leads_to(self.looker.constants, word) {
                *counts.entry(word).or_default() += 1;
            }
        }
        let looked = tally.total().max(1);
        for (word, count) in counts {
            let objects = u128::from(class.objects) * u128::from(count);
            let objects = (objects / u128::from(looked)) as u64;
            self.firsts.push(First { word, size: any.size, objects });
        }
    }

    /// Objects by first words, estimated: where the walker told none.
    pub(super) fn firsts(self) -> Vec<First> {
        self.firsts
    }

    /// What stands at the beginning of `span`, up to the end of its page: one
    /// read.
    fn look(&self, span: Span) -> Option<Contents> {
        let target = self.looker.target;
        let page_end = (span.start | (target.page - 1)) + 1;
        let end = span.end.min(span.start + BYTES).min(page_end);
        if overlap(self.looker.resident, &(span.start..end)) == 0 {
            return None;
        }
        let mut bytes = vec![0; (end - span.start) as usize];
        target.memory.read(span.start, &mut bytes).ok()?;
        let is_mapped = |word| target.mapping_at(word).is_some();
        Some(Contents::of(&bytes, is_mapped))
    }
}

impl Tally {
    fn count(&mut self, kind: Contents) {
        *self.counts.entry(kind).or_default() += 1;
    }

    fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    pub(super) fn add(&mut self, other: &Tally) {
        for (kind, count) in &other.counts {
            *self.counts.entry(*kind).or_default() += count;
        }
    }

    /// The kind that most are of.
    pub(super) fn seen(&self) -> Option<ContentsSeen> {
        let (kind, alike) = self.counts.iter().max_by_key(|(_, n)| **n)?;
        let sampled = self.total();
        Some(ContentsSeen { kind: *kind, alike: *alike, sampled })
    }

    /// What an object is whose places these are: what is zeros in most places
    /// is mostly zeros.
    fn all_in_all(&self) -> Option<Contents> {
        let count = |kind| self.counts.get(&kind).copied().unwrap_or(0);
        let zeros = count(Contents::Zeros);
        let few = zeros + count(Contents::MostlyZeros);
        let total = self.total();
        if zeros == total || few * 4 < total * 3 {
            return self.seen().map(|seen| seen.kind);
        }
        Some(Contents::MostlyZeros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(kinds: &[Contents]) -> Tally {
        let mut tally = Tally::default();
        kinds.iter().for_each(|&kind| tally.count(kind));
        tally
    }

    #[test]
    fn most_decide_and_how_many_is_told() {
        let [text, other] = [Contents::Text, Contents::Other];
        let seen = tally(&[text, other, text]).seen().expect("a kind");
        assert_eq!((seen.kind, seen.alike, seen.sampled), (text, 2, 3));
        assert_eq!(tally(&[]).seen(), None);
    }

    #[test]
    fn an_object_of_zeros_in_most_places_is_mostly_zeros() {
        use Contents::{MostlyZeros, Other, Text, Zeros};
        for (places, all) in [
            (&[Zeros, Zeros, Zeros, Zeros][..], Some(Zeros)),
            (&[Zeros, Zeros, MostlyZeros, Other], Some(MostlyZeros)),
            (&[Zeros, Text, Text, Text], Some(Text)),
            (&[], None),
        ] {
            assert_eq!(tally(places).all_in_all(), all, "{places:?}");
        }
    }
}
