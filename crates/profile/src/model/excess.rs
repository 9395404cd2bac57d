//! What was live at any time is no more than all there ever was.

use std::fmt;

use super::{Field, Fields, Point};

/// A point of which more was live than it ever allocated: damage where the
/// profiler counts; where it takes samples, two estimates may part so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Excess {
    /// Which point it is.
    pub(crate) point: usize,
    /// What is too much.
    pub(crate) part: Field,
    whole: Field,
    value: u64,
    most: u64,
}

impl Excess {
    /// The first among `points`, of which `known` is known.
    pub(crate) fn find(points: &[Point], known: Fields) -> Option<Excess> {
        points.iter().enumerate().find_map(|(point, it)| {
            PARTS.into_iter().find_map(|(part, whole)| {
                let (value, most) = (it.get(part), it.get(whole));
                let is_known = known.has(part) && known.has(whole);
                (is_known && value > most).then_some(Excess {
                    point,
                    part,
                    whole,
                    value,
                    most,
                })
            })
        })
    }
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Excess { whole, value, most, .. } = self;
        write!(f, "{value} is more than {}, {most}", whole.name())
    }
}

const PARTS: [(Field, Field); 6] = [
    (Field::MaxBytes, Field::Bytes),
    (Field::MaxBlocks, Field::Blocks),
    (Field::PeakBytes, Field::Bytes),
    (Field::PeakBlocks, Field::Blocks),
    (Field::EndBytes, Field::Bytes),
    (Field::EndBlocks, Field::Blocks),
];
