//! A profile is refused with its place, or shown, and written as it was read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use residue_present::{Format, TextStyle};
use residue_profile::diff::{self, Diff};
use residue_profile::show::{self, Selection};
use residue_profile::{Profile, export, html};

fuzz_target!(|bytes: &[u8]| {
    match Profile::from_slice(bytes) {
        Ok(profile) => shown(&profile),
        Err(error) => obeys_nothing(&error.to_string()),
    }
});

fn shown(profile: &Profile) {
    // One that knows nothing is refused by all that follows.
    let Some(order) = profile.known().next() else { return };
    let mut out = Vec::new();
    let options = TextStyle { width: Some(60), ..TextStyle::default() };
    let selection = Selection { order, ..Selection::default() };
    show::profile(profile, selection, Format::Terminal, options, &mut out)
        .unwrap();
    for line in String::from_utf8(out).unwrap().lines() {
        obeys_nothing(line);
    }
    html::render(profile, order, &mut Vec::new()).unwrap();
    for format in export::Format::ALL {
        let mut out = Vec::new();
        // What a format cannot hold is refused.
        let written = format.write(profile, order, &mut out);
        if format == export::Format::Dhat && written.is_ok() {
            let again = Profile::from_slice(&out).unwrap();
            // Where there is no point, nothing says which fields they have.
            if !profile.points().is_empty() {
                assert_eq!(again.sums(), profile.sums());
            }
        }
    }
    assert!(!Diff::of(profile, profile, &diff::Options::default()).unwrap().fails());
}

fn obeys_nothing(text: &str) {
    assert!(!text.contains(char::is_control), "{text:?}");
}
