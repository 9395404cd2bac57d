//! What is not the same on both sides besides the figures, in words.

use std::collections::BTreeSet;

use crate::diff::{Difference, Pair};

/// What the user allowed to differ.
pub(crate) fn across(differences: &[Difference]) -> Option<String> {
    let (keys, what) = told(differences)?;
    Some(format!(
        "Compared across {keys}, which may be why anything changed: {what}."
    ))
}

/// What nobody allowed to differ, and the flag that would.
pub(crate) fn refused(differences: &[Difference]) -> Option<String> {
    let (keys, what) = told(differences)?;
    Some(format!(
        "Not compared, because the two sides are not alike: {what}. To \
         compare them all the same, pass --across {keys}."
    ))
}

/// What differs and makes nothing incomparable.
pub(crate) fn noted(differences: &[Difference]) -> Option<String> {
    let (_, what) = told(differences)?;
    Some(format!("Not the same either: {what}."))
}

/// Why `pair` could not be compared.
pub(crate) fn unlike(pair: &Pair) -> String {
    let reason = pair.reason.clone();
    let differs = told(&pair.refused)
        .map(|(keys, what)| format!("{what} (--across {keys})"));
    let parts: Vec<_> = reason.into_iter().chain(differs).collect();
    parts.join("; ")
}

/// The keys, and what differs; nothing if nothing does.
fn told(differences: &[Difference]) -> Option<(String, String)> {
    let keys: BTreeSet<_> = differences.iter().map(|d| &*d.key).collect();
    let keys: Vec<_> = keys.into_iter().collect();
    let what: Vec<_> = differences.iter().map(one).collect();
    (!what.is_empty()).then(|| (keys.join(","), what.join("; ")))
}

fn one(difference: &Difference) -> String {
    let what = match difference.what.is_empty() {
        true => &difference.key,
        false => &difference.what,
    };
    let [old, new] = [&difference.old, &difference.new]
        .map(|value| if value.is_empty() { "unknown" } else { value.as_str() });
    // Some values name themselves, as versions of compilers do.
    match old.starts_with(what.as_str()) && new.starts_with(what.as_str()) {
        true => format!("{old}, now {new}"),
        false => format!("{what} {old}, now {new}"),
    }
}
