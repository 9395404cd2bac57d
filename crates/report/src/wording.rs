//! A comparison in words, the same in all formats. Names in it are as the
//! files have them: a format escapes whole sentences.

mod answer;
mod differences;
mod finding;
mod sides;

pub(crate) use self::answer::{EMPTY, alarm, answer, is_quiet, quiet, summary};
pub(crate) use self::differences::{across, noted, refused, unlike};
pub(crate) use self::finding::{advice, evidence, remedy};
pub(crate) use self::sides::{only, place, probe, repetitions, side, versions};

/// How many things of one kind a format shows at most before it only counts.
pub(crate) const SHOWN: usize = 10;

/// The first of `all`, up to [`SHOWN`], and how many there are beyond.
pub(crate) fn first<T>(all: &[T]) -> (&[T], usize) {
    let shown = all.len().min(SHOWN);
    (&all[..shown], all.len() - shown)
}
