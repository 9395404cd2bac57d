//! A figure of a comparison, by what it is counted in.

use crate::diff::{Change, Kind, show};
use residue_present::{Percent, SignedBytes, SignedCount, SignedNanoseconds};

/// How an unknown figure is shown: never as 0.
pub(super) const UNKNOWN: &str = "-";

pub(super) fn known(kind: Kind, figure: Option<u64>) -> String {
    figure.map_or(UNKNOWN.to_owned(), |figure| show(kind, figure))
}

pub(super) fn difference(kind: Kind, difference: Option<i64>) -> String {
    difference.map_or(UNKNOWN.to_owned(), |difference| match kind {
        Kind::Bytes => SignedBytes(difference).to_string(),
        Kind::Count => SignedCount(difference).to_string(),
        Kind::Time => SignedNanoseconds(difference).to_string(),
    })
}

/// Empty where there was nothing to be a share of.
pub(super) fn share(difference: Option<i64>, of: Option<u64>) -> String {
    match difference.zip(of) {
        None => UNKNOWN.to_owned(),
        Some((difference, of)) => Percent::new(difference, of)
            .map_or(String::new(), |share| share.to_string()),
    }
}

/// What difference would mean nothing; or between what bounds it lies.
pub(super) fn noise(kind: Kind, change: &Change) -> String {
    match change.interval {
        _ if change.difference.is_none() => UNKNOWN.to_owned(),
        Some((least, most)) => {
            let [least, most] =
                [least, most].map(|end| difference(kind, Some(end)));
            format!("{least} to {most}")
        }
        None if change.floor == 0 => "none".to_owned(),
        None => format!("±{}", known(kind, Some(change.floor))),
    }
}
