//! None, one or two containers, each of its own type.

use super::container::{Container, Held, Peak, Step};

/// The containers of a scenario.
pub(crate) trait Containers: Sync {
    /// What each needs at its peak, by the number of elements.
    fn peaks(&self, elements: u64) -> impl Iterator<Item = Peak>;

    /// Makes them, under their names and empty, which allocates nothing.
    fn make<R>(
        &self,
        names: &[&'static str],
        run: impl FnOnce(&mut [&mut dyn Step]) -> R,
    ) -> R;
}

impl Containers for () {
    fn peaks(&self, _: u64) -> impl Iterator<Item = Peak> {
        std::iter::empty()
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
    fn peaks(&self, elements: u64) -> impl Iterator<Item = Peak> {
        std::iter::once((self.peak)(elements))
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
    fn peaks(&self, elements: u64) -> impl Iterator<Item = Peak> {
        self.0.peaks(elements).chain(self.1.peaks(elements))
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
