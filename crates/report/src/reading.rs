//! The reading: in one or two sentences, who holds what after the peak, and
//! what gave it back. Computed from the rows alone.

mod holders;
mod rungs;

pub(crate) use crate::course::Course;
use crate::findings::{Finding, Reading, findings};
use crate::run::{Phase, Probe};
use residue_present::Bytes;

/// Who holds what after the peak of `probe`, and what each rung gave back.
/// Names in it are as the run has them: a view escapes them for itself.
pub fn reading(probe: &Probe) -> String {
    let Some(course) = Course::of(&probe.phases) else {
        return "No phase was measured, so nothing is known.".to_owned();
    };
    if probe.resident_is_profiler {
        return profiler(&course);
    }
    // A program that was only looked at adds nothing to itself.
    if !course.grows() && !probe.remedy.is_empty() {
        return costs(course.at(), &found(probe));
    }
    let stays = stays(&course, &found(probe));
    match rungs::sentence(&course) {
        Some(rungs) => format!("{stays} {rungs}"),
        None => stays,
    }
}

fn found(probe: &Probe) -> Vec<Finding> {
    Reading::of_probe(probe).as_ref().map(findings).unwrap_or_default()
}

fn stays(course: &Course<'_>, found: &[Finding]) -> String {
    let at = course.at();
    let net = Bytes(at.net_resident());
    let mut opening = match course.is_after_peak() {
        true if course.is_back_at_start() => format!(
            "After the peak nothing is held beyond what the process started \
             with: {net} stay resident"
        ),
        true => format!("After the peak {net} stay resident"),
        false => format!("At {} {net} are resident", at.name),
    };
    opening.push_str(&match at.payload() {
        Some(payload) => format!(" for {} of payload", Bytes(payload)),
        None => " for an unknown payload".to_owned(),
    });
    let holders = holders::clauses(at, found);
    if holders.is_empty() {
        return format!("{opening}.");
    }
    let colon = if opening.contains(':') { ";" } else { ":" };
    format!("{opening}{colon} {holders}.")
}

/// The reading of a scenario that asks for nothing of note.
fn costs(at: &Phase, found: &[Finding]) -> String {
    let mut rows: Vec<_> = holders::rows(found)
        .into_iter()
        .map(|(row, bytes)| (bytes, row))
        .filter(|&(bytes, _)| bytes > at.net_resident() / 100)
        .collect();
    rows.sort_by_key(|&(bytes, _)| std::cmp::Reverse(bytes));
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(bytes, row)| format!("{} {}", row.title(), Bytes(bytes)))
        .collect();
    let rows = match rows.is_empty() {
        true => "in which rows is not known".to_owned(),
        false => rows.join(", "),
    };
    format!(
        "The scenario adds next to nothing: the process itself costs {} \
         ({rows}).",
        Bytes(at.net_resident()),
    )
}

fn profiler(course: &Course<'_>) -> String {
    let at = course.at();
    let when = match course.is_after_peak() {
        true => "After the peak".to_owned(),
        false => format!("At {}", at.name),
    };
    let or_unknown = |bytes: Option<u64>| {
        bytes.map_or("an unknown number of bytes".to_owned(), |bytes| {
            Bytes(bytes).to_string()
        })
    };
    format!(
        "{when} {} are live for {} of payload; what is resident is the \
         profiler's own heap and says nothing of the program.",
        or_unknown(at.live),
        or_unknown(at.payload()),
    )
}
