//! What is timed.

use crate::PAIR_SIZE;
use std::fmt;
use std::str::FromStr;

/// What one iteration does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Allocates and frees.
    Pair,
    /// Allocates zeroed memory and frees it.
    Zeroed,
    /// Allocates, reallocates to twice the size, frees.
    Grow,
    /// Allocates, reallocates to half the size, frees.
    Shrink,
    /// Frees the oldest of 1,024 objects and allocates one of another size,
    /// from 8 bytes up to the case's.
    Random,
    /// Allocates; another thread frees. On one thread the frees are its own.
    HandOver,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Operation; 6] = [
        Operation::Pair,
        Operation::Zeroed,
        Operation::Grow,
        Operation::Shrink,
        Operation::Random,
        Operation::HandOver,
    ];

    /// What it is called in benchmarks and summaries.
    pub const fn name(self) -> &'static str {
        match self {
            Operation::Pair => "pair",
            Operation::Zeroed => "zeroed",
            Operation::Grow => "grow",
            Operation::Shrink => "shrink",
            Operation::Random => "random",
            Operation::HandOver => "hand-over",
        }
    }
}

/// An operation with its sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Case {
    /// What is done.
    pub operation: Operation,
    /// Bytes of the objects.
    pub size: usize,
    /// Threads that do it at once, each as often as asked.
    pub threads: usize,
}

/// From the smallest class of every allocator to past every threshold at
/// which one maps memory by itself.
const SIZES: [usize; 8] =
    [8, 64, 512, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20];

impl Case {
    const fn of(operation: Operation, size: usize) -> Case {
        Case { operation, size, threads: 1 }
    }

    /// What `overhead` times: five sizes of pairs and one of each other
    /// operation, or all sizes of all.
    pub fn single(full: bool) -> Vec<Case> {
        use Operation::{Grow, Pair, Random, Shrink, Zeroed};
        if full {
            let each = |operation| SIZES.map(|size| Case::of(operation, size));
            let all = [Pair, Zeroed, Grow, Shrink, Random];
            return all.into_iter().flat_map(each).collect();
        }
        let sizes = [8, PAIR_SIZE, 1 << 10, 32 << 10, 1 << 20];
        let pairs = sizes.map(|size| Case::of(Pair, size));
        let others = [
            Case::of(Zeroed, 1 << 10),
            Case::of(Grow, 64),
            Case::of(Shrink, 1 << 10),
            Case::of(Random, 4 << 10),
        ];
        pairs.into_iter().chain(others).collect()
    }

    /// What `contention` times.
    pub fn contended() -> Vec<Case> {
        let of = |operation, threads| Case {
            threads,
            ..Case::of(operation, PAIR_SIZE)
        };
        [Operation::Pair, Operation::HandOver]
            .into_iter()
            .flat_map(|operation| {
                [1, 2, 4, 8].map(|threads| of(operation, threads))
            })
            .collect()
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Case { operation, size, threads } = self;
        write!(f, "{} {size} {threads}", operation.name())
    }
}

impl FromStr for Case {
    type Err = String;

    /// Reads what `Display` writes.
    fn from_str(text: &str) -> Result<Case, String> {
        let read = || {
            let mut words = text.split(' ');
            let name = words.next()?;
            let operation = Operation::ALL
                .into_iter()
                .find(|operation| operation.name() == name)?;
            let mut number = || words.next()?.parse().ok();
            Some(Case { operation, size: number()?, threads: number()? })
        };
        read().ok_or_else(|| {
            format!("`{text}` is no case: write `OPERATION SIZE THREADS`")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_reads_back() {
        let all = [Case::single(true), Case::single(false), Case::contended()];
        for case in all.concat() {
            assert_eq!(case.to_string().parse(), Ok(case));
        }
        for text in ["pair 8", "pears 8 1", "pair 8 many", ""] {
            assert!(text.parse::<Case>().is_err(), "{text}");
        }
    }

    #[test]
    fn both_grids_have_every_operation_of_one_thread() {
        for full in [false, true] {
            for operation in Operation::ALL {
                let is_in = Case::single(full)
                    .iter()
                    .any(|case| case.operation == operation);
                assert_eq!(is_in, operation != Operation::HandOver);
            }
        }
    }
}
