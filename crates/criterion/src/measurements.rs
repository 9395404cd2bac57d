//! The measurements.

use crate::amount::Amount;
use crate::counted;
use crate::format::Unit;
use crate::iter_each::Memory;
use criterion::measurement::{Measurement, ValueFormatter};
use residue::Counters;
use std::convert::Infallible;

/// Live bytes that an iteration leaves behind: requested bytes allocated less
/// those freed. With [`iter_each`](crate::IterEach::iter_each) what its output
/// holds counts, and so it is the size of what was built; with criterion's
/// `iter` the output is gone. It panics where it is negative.
#[derive(Clone, Copy, Debug, Default)]
pub struct LiveBytes;

/// Requested bytes of all allocations of an iteration, whether freed again or
/// not; a reallocation counts with its whole new size. At least what
/// [`LiveBytes`] and [`PeakLive`] are. What the allocator sets aside beyond
/// what was requested is not in it.
#[derive(Clone, Copy, Debug, Default)]
#[doc(alias = "AllocatedBytes")]
pub struct RequestedBytes;

/// Allocations of an iteration that succeeded; a reallocation is one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Allocations;

/// The highest that live bytes rose above the start of an iteration, in
/// requested bytes: 0 where they never rose, at least [`LiveBytes`]. Over
/// several iterations it is their mean. Only for
/// [`iter_each`](crate::IterEach::iter_each), and exact where one thread
/// allocates: see [`PeakWatch`](residue::PeakWatch).
#[derive(Clone, Copy, Debug, Default)]
pub struct PeakLive;

trait CounterDelta {
    const UNIT: Unit;
    fn between(start: Counters, end: Counters) -> i64;
}

impl CounterDelta for LiveBytes {
    const UNIT: Unit = Unit::Bytes;

    fn between(start: Counters, end: Counters) -> i64 {
        end.live.wrapping_sub(start.live).cast_signed()
    }
}

impl CounterDelta for RequestedBytes {
    const UNIT: Unit = Unit::Bytes;

    fn between(start: Counters, end: Counters) -> i64 {
        (end - start).total.cast_signed()
    }
}

impl CounterDelta for Allocations {
    const UNIT: Unit = Unit::Allocations;

    fn between(start: Counters, end: Counters) -> i64 {
        (end - start).allocations.cast_signed()
    }
}

/// What all of them do with values.
macro_rules! values {
    ($unit:expr) => {
        type Value = Amount;

        fn add(&self, one: &Amount, other: &Amount) -> Amount {
            *one + *other
        }

        fn zero(&self) -> Amount {
            Amount::default()
        }

        fn to_f64(&self, amount: &Amount) -> f64 {
            amount.for_criterion()
        }

        fn formatter(&self) -> &dyn ValueFormatter {
            &$unit
        }
    };
}

macro_rules! differences {
    ($($name:ident),*) => {$(
        impl Measurement for $name {
            type Intermediate = Counters;

            fn start(&self) -> Counters {
                counted::now()
            }

            fn end(&self, start: Counters) -> Amount {
                Amount::of_some(Self::between(start, counted::now()))
            }

            values!(<$name as CounterDelta>::UNIT);
        }

        impl Memory for $name {
            fn one<O>(routine: impl FnOnce() -> O) -> (O, Amount) {
                let start = counted::now();
                let output = routine();
                let counted = Self::between(start, counted::now());
                (output, Amount::of_one(counted))
            }
        }
    )*};
}

differences!(LiveBytes, RequestedBytes, Allocations);

impl Measurement for PeakLive {
    type Intermediate = Infallible;

    fn start(&self) -> Infallible {
        panic!(
            "PeakLive is measured one iteration at a time: call iter_each of \
             residue_criterion::IterEach in place of criterion's loop"
        );
    }

    fn end(&self, never: Infallible) -> Amount {
        match never {}
    }

    values!(Unit::Bytes);
}

impl Memory for PeakLive {
    fn one<O>(routine: impl FnOnce() -> O) -> (O, Amount) {
        let watch = counted::watch();
        let output = routine();
        (output, Amount::of_one(watch.above_start().cast_signed()))
    }
}
