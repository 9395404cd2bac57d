//! How far a figure moves by itself: the floor below which no difference is
//! a change. How much each allowance is stands in [`Floor`].

use residue_compare::{Chance, ENOUGH, Extent};

use super::Metric;
use super::floor::{Floor, untouched_apart};
use super::moment::Moment;
use super::record::Repetitions;
use residue_ledger::Drift;

/// What decides how far the figures of a pair move by themselves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noise {
    /// Whether the program makes the same allocations each time.
    exact: bool,
    /// Bytes of a page.
    page: u64,
    /// What the allocators leave to chance.
    chance: Chance,
    /// Whether both sides have [`ENOUGH`] repetitions to show their noise.
    shown: bool,
}

impl Noise {
    /// The noise of two groups' repetitions, on pages of so many bytes.
    pub(super) fn of(
        old: Repetitions<'_>,
        new: Repetitions<'_>,
        page: u64,
    ) -> Noise {
        let few = old.repetitions.len().min(new.repetitions.len());
        let exact = old.is_exact() && new.is_exact();
        let either = old.group.chance.or(new.group.chance);
        let chunk = Floor::GivenBack.size().bytes;
        let chance = Chance { races: !exact, chunk, ..either };
        Noise { exact, page, chance, shown: few >= ENOUGH }
    }

    /// A difference up to here, either way, is noise.
    pub(super) fn floor(
        &self,
        metric: Metric,
        extent: Extent,
        moment: Moment,
    ) -> u64 {
        let floors = Floor::ALL.iter().filter(|floor| floor.is_of(metric));
        floors.fold(0, |sum: u64, &floor| {
            sum.saturating_add(self.allowed(floor, metric, extent, moment))
        })
    }

    /// The floor of a container's figure, which is declared or counted.
    pub(super) fn container_floor(&self, extent: Extent) -> u64 {
        self.allowed(Floor::Raced, Metric::Live, extent, Moment::default())
    }

    /// How much one allowance of a metric comes to.
    fn allowed(
        &self,
        floor: Floor,
        metric: Metric,
        extent: Extent,
        moment: Moment,
    ) -> u64 {
        let size = floor.size().of(extent.figure, self.page);
        let given_back = || {
            let room = self.chance.room(cached(metric, moment), moment.clock);
            self.as_shown(room, extent)
        };
        match floor {
            Floor::Raced | Floor::RacedSplit if self.exact => 0,
            Floor::Begins => {
                self.as_shown(self.begins(moment.untouched), extent)
            }
            Floor::GivenBack => given_back(),
            // What may have been given back has room for the tables too.
            Floor::Tables => self.chance.always.saturating_sub(given_back()),
            _ if floor.is_by_chance() => self.as_shown(size, extent),
            _ => size,
        }
    }

    /// Room for pages that nobody touches here and somebody does there, where
    /// chance decides where a large object begins.
    fn begins(&self, untouched: u64) -> u64 {
        if !self.chance.begins {
            return 0;
        }
        let pages = untouched.div_ceil(self.page.max(1));
        untouched_apart(pages).saturating_mul(self.page).min(untouched)
    }

    /// `room`, but no more than enough repetitions show to be needed.
    fn as_shown(&self, room: u64, extent: Extent) -> u64 {
        if self.shown { extent.as_shown(room) } else { room }
    }
}

/// What may have been given back of what the metric counts.
fn cached(metric: Metric, moment: Moment) -> u64 {
    match metric {
        Metric::Row(row) if row.drift() == Drift::Tables => 0,
        Metric::PeakResident | Metric::TransientResident => moment.most_cached,
        _ => moment.cached,
    }
}
