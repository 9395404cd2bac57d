//! None, one or two containers, each of its own type.

use super::container::{Container, Held, Peak, Step};
use crate::Freed;

/// The containers of a scenario.
pub(crate) trait Containers: Sync {
    /// How many they are.
    const COUNT: usize;

    /// What each needs at its peak, by the number of elements.
    fn peaks(&self, elements: u64) -> impl Iterator<Item = Peak>;

    /// Bytes of one element in each, without what it owns.
    fn entries(&self) -> Vec<u64>;

    /// Resident bytes that all of them keep when they are drained.
    fn kept(&self, elements: u64) -> u64;

    /// The objects that are freed when they are drained; of two containers
    /// those of the first.
    fn freed(&self, elements: u64) -> Freed;

    /// Makes them, under their names and empty, which allocates nothing.
    fn make<R>(
        &self,
        names: &[&'static str],
        run: impl FnOnce(&mut [&mut dyn Step]) -> R,
    ) -> R;
}

impl Containers for () {
    const COUNT: usize = 0;

    fn peaks(&self, _: u64) -> impl Iterator<Item = Peak> {
        std::iter::empty()
    }

    fn entries(&self) -> Vec<u64> {
        Vec::new()
    }

    fn kept(&self, _: u64) -> u64 {
        0
    }

    fn freed(&self, _: u64) -> Freed {
        Freed::default()
    }

    fn make<R>(
        &self,
        _: &[&'static str],
        run: impl FnOnce(&mut [&mut dyn Step]) -> R,
    ) -> R {
        run(&mut [])
    }
}

impl<C: Default> Containers for Container<C> {
    const COUNT: usize = 1;

    fn peaks(&self, elements: u64) -> impl Iterator<Item = Peak> {
        std::iter::once((self.peak)(elements))
    }

    fn entries(&self) -> Vec<u64> {
        vec![self.entry]
    }

    fn kept(&self, elements: u64) -> u64 {
        (self.kept)(elements)
    }

    fn freed(&self, elements: u64) -> Freed {
        (self.freed)(elements)
    }

    fn make<R>(
        &self,
        names: &[&'static str],
        run: impl FnOnce(&mut [&mut dyn Step]) -> R,
    ) -> R {
        run(&mut [&mut Held::empty(self, names[0])])
    }
}

impl<A: Default, B: Default> Containers for (Container<A>, Container<B>) {
    const COUNT: usize = 2;

    fn peaks(&self, elements: u64) -> impl Iterator<Item = Peak> {
        self.0.peaks(elements).chain(self.1.peaks(elements))
    }

    fn entries(&self) -> Vec<u64> {
        vec![self.0.entry, self.1.entry]
    }

    fn kept(&self, elements: u64) -> u64 {
        (self.0.kept)(elements).saturating_add((self.1.kept)(elements))
    }

    fn freed(&self, elements: u64) -> Freed {
        (self.0.freed)(elements)
    }

    fn make<R>(
        &self,
        names: &[&'static str],
        run: impl FnOnce(&mut [&mut dyn Step]) -> R,
    ) -> R {
        let mut first = Held::empty(&self.0, names[0]);
        let mut second = Held::empty(&self.1, names[1]);
        run(&mut [&mut first, &mut second])
    }
}
