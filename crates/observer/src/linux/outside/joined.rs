//! What walkers found, joined with what the tracker says of the same objects.

use super::beside::Rest;
use super::tracked::Tracker;
use super::untold::Untold;
use crate::linux::account::Account;
use crate::linux::containers::containers;
use crate::linux::control::ControlRegion;
use crate::linux::reading::Reading;
use crate::linux::rows::{RowFigures, rows};
use crate::linux::{Span, reading};
use crate::{Counters, Snapshot};
use residue_ledger::Row;

/// What a tracker told while the process stood still.
#[derive(Debug)]
pub(super) struct TrackerReading {
    control: ControlRegion,
    /// Its objects, or why they are not known.
    objects: Result<Joined, String>,
}

/// The objects of a tracker over the pages.
#[derive(Debug)]
struct Joined {
    account: Account,
    rest: Rest,
    /// Whether an allocator was walked.
    is_walked: bool,
}

impl TrackerReading {
    /// Joins what `tracker` says with the `walked` accounts of allocators that
    /// lie in `regions`, sorted.
    pub(super) fn of(
        tracker: Tracker<'_>,
        walked: &[Account],
        regions: &[Span],
        reading: &Reading,
        resident: &[Span],
    ) -> TrackerReading {
        let Tracker { control, map } = tracker;
        let objects = map.map(|map| {
            let rest = Rest::of(&map, regions, reading, resident);
            let mut account = rest.account.clone();
            walked.iter().for_each(|of| account.add(of));
            Joined { account, rest, is_walked: !walked.is_empty() }
        });
        TrackerReading { control, objects }
    }

    /// What the program counted.
    pub(super) fn counters(&self) -> Counters {
        self.control.counters
    }

    /// Where objects lie that no walker found.
    pub(super) fn unwalked(&self) -> &[Span] {
        self.objects.as_ref().map_or(&[], |joined| &joined.rest.heap)
    }

    /// Whether the objects are known, and so the rows that they are in.
    pub(super) fn has_objects(&self) -> bool {
        self.objects.is_ok()
    }

    /// Enters what is known into `snapshot`, in which all but the heap's rows
    /// stand; `walked` are the resident bytes of all walked allocators, and
    /// `untold` is said of others that hold some of its objects.
    pub(super) fn enter(
        self,
        snapshot: &mut Snapshot,
        walked: u64,
        reading: &Reading,
        untold: Option<Untold>,
    ) {
        let TrackerReading { control, objects } = self;
        match objects {
            Ok(joined) => {
                let beside = joined.rest.held();
                joined.enter(snapshot, walked, &control, reading);
                if let Some(untold) = untold.filter(|_| beside.pages > 0) {
                    untold.enter(snapshot, beside);
                }
            }
            Err(why) => say_unknown(snapshot, &why),
        }
        snapshot.counters = Some(control.counters);
        snapshot.phase = control.phase;
        snapshot.statistics = control.statistics;
    }
}

impl Joined {
    fn enter(
        self,
        snapshot: &mut Snapshot,
        walked: u64,
        control: &ControlRegion,
        reading: &Reading,
    ) {
        let Joined { account, rest, is_walked } = self;
        let containers = containers(&control.containers, &account);
        let residual = snapshot.ledger.residual.unwrap_or(0);
        let pages = walked + rest.bytes;
        let figures = RowFigures {
            pages,
            heap: pages.saturating_add_signed(residual),
            program: snapshot.ledger.get(Row::Program).unwrap_or(0),
            live: control.counters.live,
            has_metadata: is_walked,
            has_foreign: is_walked,
            ..RowFigures::default()
        };
        let rows = rows(&account, &containers, figures);
        snapshot.warnings = reading.doubts(control, &account);
        snapshot.heap = pages;
        reading::fill_rows(snapshot, rows, containers);
        if account.unsurveyed > 0 {
            let why = format!(
                "{} objects lie in no allocator that can be walked, and of \
                 these the usable size is not known",
                account.unsurveyed
            );
            snapshot.absent.push((Row::Rounding.name(), why.clone()));
            snapshot.absent.push(("allocated", why));
        }
        if !is_walked {
            let why = "no allocator was walked: its tables stand in cached";
            snapshot.absent.push((Row::Metadata.name(), why.into()));
        }
    }
}

/// What a tracker that keeps no map of objects cannot tell. What is known of
/// usable sizes does not depend on it, and what was counted is known.
fn say_unknown(snapshot: &mut Snapshot, why: &str) {
    let rounding = Row::Rounding.name();
    snapshot.absent.retain(|(field, _)| *field == rounding);
    let fields = [Row::Payload.name(), Row::Slack.name(), "containers"];
    let unknown = fields.map(|field| (field, why.to_owned()));
    snapshot.absent.extend(unknown);
}
