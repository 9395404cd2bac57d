//! What binaries gave names to, and what they did not.

use residue_present::{Count, Item, Tone};

use crate::model::{NamedAddresses, Profile};

/// What each binary named of `profile`.
pub(super) fn facts(profile: &Profile) -> impl Iterator<Item = String> {
    profile.named.iter().map(|named| {
        let addresses = addresses(named, named.addresses);
        let NamedAddresses { binary, named, .. } = named;
        format!("{} of {addresses}, by {binary}", Count(*named as u64))
    })
}

/// Addresses that stayed without a name.
pub(super) fn left(profile: &Profile) -> impl Iterator<Item = Item> {
    let left = profile.named.iter().filter(|of| of.named < of.addresses);
    left.map(|named| {
        let addresses = addresses(named, named.addresses - named.named);
        let text = format!("{} has no names for {addresses}", named.binary);
        Item { tone: Tone::Unsure, ..Item::plain(text) }
    })
}

fn addresses(named: &NamedAddresses, count: usize) -> String {
    let addresses = match count {
        1 => "1 address".to_owned(),
        many => format!("{} addresses", Count(many as u64)),
    };
    match &named.object {
        Some(object) => format!("{addresses} of {object}"),
        None => addresses,
    }
}
