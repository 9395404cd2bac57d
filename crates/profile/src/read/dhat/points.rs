//! The points of a file, which become the model's as they are read: nothing
//! of them is in memory twice.

use std::fmt;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

use super::wire::PointEntry;
use crate::model::{Field, Fields, Point};

/// All points of a file.
#[derive(Default)]
pub(super) struct Points {
    pub(super) points: Vec<Point>,
    pub(super) stacks: Vec<u32>,
    /// The first point that does not have a field, by field.
    lacks: [Option<u32>; Field::ALL.len()],
}

impl Points {
    /// The first point that does not have `field`.
    pub(super) fn lacking(&self, field: Field) -> Option<usize> {
        self.lacks[field as usize].map(|at| at as usize)
    }

    /// What every point has.
    pub(super) fn known(&self) -> Fields {
        let has = |field: &Field| self.lacking(*field).is_none();
        Field::ALL.into_iter().filter(has).collect()
    }

    fn push(&mut self, entry: PointEntry) {
        let start = self.stacks.len();
        self.stacks.extend_from_slice(&entry.fs);
        let mut point = Point::at(start..self.stacks.len());
        for field in Field::ALL {
            match entry.get(field) {
                Some(value) => point.set(field, value),
                None => {
                    let at = self.points.len() as u32;
                    self.lacks[field as usize].get_or_insert(at);
                }
            }
        }
        point.counts = entry.acc;
        self.points.push(point);
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Points, D::Error> {
        from.deserialize_seq(Entries)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Points;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a sequence")
    }

    fn visit_seq<S: SeqAccess<'de>>(
        self,
        mut entries: S,
    ) -> Result<Points, S::Error> {
        let mut points = Points::default();
        while let Some(entry) = entries.next_element()? {
            points.push(entry);
        }
        Ok(points)
    }
}
