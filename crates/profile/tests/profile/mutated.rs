//! Whatever a file has, it is read or refused, and what is read adds up.

use proptest::prelude::*;
use residue_present::{Format, TextStyle};
use residue_profile::diff::{self, Diff};
use residue_profile::show::{self, Selection};
use residue_profile::{Figure, Profile, export, html};

use crate::common::FIXTURES;

/// A fixture with some of its bytes changed, left out, or doubled.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edit = (0_usize..4000, 0_usize..40, any::<u8>(), 0_u8..5);
    let edits = proptest::collection::vec(edit, 0..6);
    (0..FIXTURES.len(), edits).prop_map(|(which, edits)| {
        let mut bytes = FIXTURES[which].1.as_bytes().to_vec();
        for (at, len, byte, kind) in edits {
            let at = at % bytes.len();
            let end = (at + len).min(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes[at] = b'0' + byte % 10,
                2 => drop(bytes.drain(at..end)),
                3 => bytes.splice(at..at, *b"99999999999").for_each(drop),
                _ => {
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part).for_each(drop);
                }
            }
            if bytes.is_empty() {
                bytes.push(byte);
            }
        }
        bytes
    })
}

proptest! {
    #[test]
    fn is_read_or_refused_and_shown_without_a_panic(bytes in mutated()) {
        match Profile::from_slice(&bytes) {
            Ok(profile) => shown(&profile),
            Err(error) => {
                prop_assert!(!error.to_string().contains(char::is_control));
            }
        }
    }
}

fn shown(profile: &Profile) {
    let mut out = Vec::new();
    let (selection, options) = (Selection::default(), TextStyle::default());
    show::profile(profile, selection, Format::Terminal, options, &mut out)
        .unwrap();
    html::render(profile, Figure::Total, &mut Vec::new()).unwrap();
    for format in export::Format::ALL {
        // What a format cannot hold is refused.
        let _ = format.write(profile, Figure::Total, &mut Vec::new());
    }
    let diff = Diff::of(profile, profile, &diff::Options::default()).unwrap();
    assert!(!diff.fails());
}
