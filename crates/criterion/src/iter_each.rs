//! A loop that measures each iteration by itself.

use crate::amount::Amount;
use criterion::Bencher;
use criterion::measurement::Measurement;
use std::hint::black_box;

/// A measurement of this crate.
pub trait Memory: Measurement<Value = Amount> {
    /// Runs `routine` once: its output, still held, and what was counted
    /// from its start until now.
    ///
    /// # Panics
    ///
    /// Where nothing is counted.
    fn one<O>(routine: impl FnOnce() -> O) -> (O, Amount);
}

/// Loops for [`Bencher`] that measure each iteration by itself.
pub trait IterEach {
    /// Measures `routine`, and drops each output after it was measured.
    fn iter_each<O>(&mut self, routine: impl FnMut() -> O);

    /// Measures `routine` with an input that `setup`, which is not measured,
    /// makes for each iteration. What `routine` frees of its input counts as
    /// freed.
    fn iter_each_with<I, O>(
        &mut self,
        setup: impl FnMut() -> I,
        routine: impl FnMut(I) -> O,
    );
}

impl<M: Memory> IterEach for Bencher<'_, M> {
    fn iter_each<O>(&mut self, mut routine: impl FnMut() -> O) {
        self.iter_each_with(|| (), |()| routine());
    }

    fn iter_each_with<I, O>(
        &mut self,
        mut setup: impl FnMut() -> I,
        mut routine: impl FnMut(I) -> O,
    ) {
        self.iter_custom(|iterations| {
            let mut sum = Amount::default();
            for _ in 0..iterations {
                let input = black_box(setup());
                let (output, amount) = M::one(|| black_box(routine(input)));
                drop(output);
                sum = sum + amount;
            }
            sum
        });
    }
}
