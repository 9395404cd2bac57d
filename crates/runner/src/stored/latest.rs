//! `latest`: the newest run under results/, by the name of its folder.

use super::place::{names_in, run_in};
use crate::RESULTS;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// The newest run that has a dated folder. Names are told apart and ordered
/// by what they say, not by when a file was changed: a checkout or a copy
/// changes files.
pub(super) fn latest() -> Result<PathBuf> {
    let results = Path::new(RESULTS);
    let mut dated: Vec<_> = names_in(results)
        .into_iter()
        .filter_map(|name| Some((Moment::of(&name)?, name)))
        .collect();
    dated.sort_unstable();
    let newest_first = dated.iter().rev();
    let mut runs =
        newest_first.filter_map(|(_, name)| run_in(&results.join(name)));
    match runs.next() {
        Some(file) => Ok(file),
        None => bail!(
            "no dated run under {RESULTS}/: `residue run` makes one, or \
             name a run.json"
        ),
    }
}

/// When a run began, by the name of its folder: `2026-11-22T20-00-00`,
/// `2026-11-22T20-00-00-10` for the tenth of the same second, `2026-11-22`
/// for a record, which stands before the other runs of its day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    date: jiff::civil::Date,
    time: Option<jiff::civil::Time>,
    number: u64,
}

impl Moment {
    fn of(name: &str) -> Option<Moment> {
        let date = name.get(..10)?;
        let date = jiff::civil::Date::strptime("%Y-%m-%d", date).ok()?;
        let Some(rest) = name[10..].strip_prefix('T') else {
            let moment = Moment { date, time: None, number: 1 };
            return (name.len() == 10).then_some(moment);
        };
        let time = jiff::civil::Time::strptime("%H-%M-%S", rest.get(..8)?);
        let number = match &rest[8..] {
            "" => 1,
            suffix => suffix.strip_prefix('-')?.parse().ok()?,
        };
        Some(Moment { date, time: Some(time.ok()?), number })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_one_second_are_ordered_by_number() {
        let ordered = [
            "2025-12-31T23-59-59-99",
            "2026-11-22",
            "2026-11-22T20-00-00",
            "2026-11-22T20-00-00-2",
            "2026-11-22T20-00-00-9",
            "2026-11-22T20-00-00-10",
            "2026-11-22T20-00-01",
            "2026-11-23",
        ];
        let moments = ordered.map(|name| Moment::of(name).expect(name));
        assert!(moments.is_sorted(), "{moments:?}");
    }

    #[test]
    fn other_names_are_no_moment() {
        let names = ["baselines", "2026-11-22-ab", "2026-11-22T20-00", "2026"];
        for name in names.iter().chain(&["2026-13-01", "2026-11-22T20-00-00x"])
        {
            assert_eq!(Moment::of(name), None, "{name}");
        }
    }
}
