//! The operations of `overhead`, each in a process of its own.

use crate::Which;
use crate::callgrind::{Often, SELDOM, each, under_valgrind};
use crate::peers::reading::Reading;
use crate::peers::subject::{Base, subjects};
use crate::repeat::REPEAT;
use residue_benches::{Case, Count, Unit};
use std::env;
use std::error::Error;

/// So often that grants, which come once in many, fall evenly.
const OFTEN: Often = [1_000, 11_000];

/// Counts every case of every subject.
pub(crate) fn count(
    which: Which,
    keep: &mut impl FnMut(Count),
) -> Result<(), Box<dyn Error>> {
    let own = env::current_exe()?;
    for base in Base::ALL {
        for (place, subject) in subjects(base)?.iter().enumerate() {
            // One that is measured in another process is not seen here.
            let is_here = !matches!(subject.reading, Reading::Served(_));
            if !is_here || !which.has(base.name(), subject.name) {
                continue;
            }
            for case in Case::single(false) {
                let is_slow = subject.name == "dhat, on";
                let often = if is_slow { SELDOM } else { OFTEN };
                let tenths = each(often, |count| {
                    let base = base.name();
                    let order = format!("{base} {place} {count} {case}");
                    let mut command = under_valgrind(&own);
                    command.env(REPEAT, order);
                    command
                })?;
                keep(Count {
                    base: base.name().to_owned(),
                    subject: subject.name.to_owned(),
                    work: format!("{} {} B", case.operation.name(), case.size),
                    unit: Unit::Operation,
                    tenths,
                });
            }
        }
    }
    Ok(())
}
