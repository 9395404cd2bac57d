//! What belongs under the table of a ledger.

use std::collections::BTreeMap;

use super::series::{Series, UNKNOWN};
use crate::course::Course;
use crate::run::{NO_REASON, Phase, Probe};
use residue_ledger::{Ledger, Row};
use residue_present::{Bytes, Nanoseconds};

/// What Residue cost the process: memory, and time in which it stood still.
pub(super) fn observer(probe: &Probe) -> String {
    let observers = probe.phases.iter().map(|phase| phase.observer);
    let standing = probe.phases.iter().map(|phase| phase.standing_ns);
    format!(
        "observer {}, stood still {}",
        range(observers, Bytes),
        range(standing, Nanoseconds)
    )
}

fn range<T: ToString>(
    values: impl Iterator<Item = u64> + Clone,
    unit: fn(u64) -> T,
) -> String {
    let show = |value: Option<u64>| unit(value.unwrap_or(0)).to_string();
    let (least, most) = (show(values.clone().min()), show(values.max()));
    if least == most { most } else { format!("{least} to {most}") }
}

/// What containers say that they have room for after the peak, where they
/// hold more than that: a capacity that counts no tombstones, say.
pub(super) fn rooms(probe: &Probe) -> Vec<String> {
    let course = Course::of(&probe.phases);
    let rows = course.iter().flat_map(|course| &course.at().containers);
    let told = rows.filter_map(|row| Some((row, probe.room(row)?)));
    let wrong = told.filter(|(row, room)| {
        let owned = row.live.saturating_sub(row.payload);
        row.slack.min(owned) > room.saturating_add(row.live / 10)
    });
    let said = wrong.map(|(row, room)| {
        format!(
            "{}: by its capacity it has room for {}, and it holds {}",
            row.name,
            Bytes(room),
            Bytes(row.live),
        )
    });
    said.collect()
}

/// Which rows are not shown because they never hold anything.
pub(super) fn left_out(rows: impl Iterator<Item = Row>) -> Option<String> {
    let titles: Vec<_> = rows.map(Row::title).collect();
    (!titles.is_empty()).then(|| format!("0 throughout: {}", titles.join(", ")))
}

/// Why figures that are shown as unknown are.
pub(super) fn reasons<'a>(
    probe: &'a Probe,
    shown: impl Iterator<Item = &'a Series>,
) -> Vec<String> {
    let unknown = shown.filter(|series| series.has_unknown());
    by_reason(unknown.map(|series| {
        let mut phases = probe.phases.iter();
        let reason = phases.find_map(|p| p.absent.get(series.field));
        (series.label, reason)
    }))
}

/// Why each of the labels is shown as unknown, those of one reason together.
pub(super) fn by_reason<'a>(
    unknown: impl Iterator<Item = (&'a str, Option<&'a String>)>,
) -> Vec<String> {
    let mut labels: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (label, reason) in unknown {
        let reason = reason.map_or(NO_REASON, |why| why);
        labels.entry(reason).or_default().push(label);
    }
    let note = |(reason, labels): (&str, Vec<&str>)| {
        format!("{UNKNOWN} {}: {reason}", labels.join(", "))
    };
    labels.into_iter().map(note).collect()
}

/// Which ledger does not add up, the worst of them.
pub(super) fn open_ledger(probe: &Probe) -> Option<String> {
    let open =
        |phase: &&Phase| phase.ledger.residual.is_some() && !phase.closes();
    let worst = probe
        .phases
        .iter()
        .filter(open)
        .max_by_key(|phase| phase.ledger.residual.map(i64::unsigned_abs))?;
    let tolerance = Bytes(Ledger::tolerance(worst.resident));
    Some(format!(
        "the ledger does not close at {}: its rows and residual miss \
         resident, or residual is beyond {tolerance}, which is a bug in \
         Residue",
        worst.name
    ))
}
