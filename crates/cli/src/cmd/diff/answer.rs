//! What a comparison comes to: the exit code, and on standard error what
//! could not be compared and what to do about it.

use crate::exit::{self, Done};
use residue_present::Format;
use residue_report::diff::{AcrossKey, Alarm, Diff, Severity};

/// Whether there is anything to show. Annotations say in place what could not
/// be compared.
pub(super) fn is_worth_showing(diff: &Diff, format: Format) -> bool {
    format == Format::Github || diff.compares_anything()
}

/// The exit code. What could not be compared outweighs a broken limit, as
/// with tools that search: the answer is not the whole one. `across` is what
/// the user allowed to differ.
pub(crate) fn answer(diff: &Diff, across: &[AcrossKey]) -> Done {
    let objections = diff.objections(across);
    objections.iter().for_each(|text| crate::exit::say!("{text}"));
    match (objections.is_empty(), diff.fails()) {
        (false, _) => Done::InPart,
        (true, false) => Done::Fine,
        (true, true) => {
            tell_broken(diff);
            Done::No
        }
    }
}

/// Says the gravest of the limits that are broken.
fn tell_broken(diff: &Diff) {
    let hard = |alarm: &&Alarm| alarm.severity == Severity::Hard;
    let broken = diff.alarms.iter().filter(hard);
    exit::tell_broken(broken.map(|alarm| alarm.text.as_str()));
}
