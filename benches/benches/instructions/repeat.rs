//! A case done over and over by itself, for whoever counts what it takes:
//! this program again, under Valgrind.

use crate::peers;
use crate::peers::subject::{Base, subjects};
use residue_benches::Case;
use std::env;
use std::error::Error;

/// Set in the process that repeats, to the base and the subject's place
/// among those over it, how often, and the case.
pub(crate) const REPEAT: &str = "RESIDUE_BENCH_REPEAT";

/// Repeats and ends, where this process was started for it.
pub(crate) fn repeat_if_asked() {
    let Ok(order) = env::var(REPEAT) else { return };
    let done = repeat(&order);
    let code = if done.is_ok() { 0 } else { 2 };
    peers::finish(done.map_err(|error| format!("{order}: {error}").into()));
    std::process::exit(code);
}

fn repeat(order: &str) -> Result<(), Box<dyn Error>> {
    let mut words = order.splitn(4, ' ');
    let mut word = || words.next().ok_or("an order is four words");
    let (base, place, count, case) = (word()?, word()?, word()?, word()?);
    let base = Base::ALL.into_iter().find(|one| one.name() == base);
    let all = subjects(base.ok_or("no such base")?)?;
    let subject = all.get(place.parse::<usize>()?).ok_or("no such subject")?;
    let case: Case = case.parse()?;
    // A tracker is set up by the first allocation, which in a program comes
    // before everything else.
    subject.timed.time(case, 1);
    let _on = (subject.switch)();
    subject.timed.time(case, count.parse()?);
    Ok(())
}
