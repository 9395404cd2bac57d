//! What was kept of a program is refused with its place, or examined and shown
//! in every format, and written as it was read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use residue_present::{Format, TextStyle};
use residue_report::doctor::Examination;
use residue_report::kept::{Kept, KeptSchema};
use residue_report::show_examined;

fuzz_target!(|bytes: &[u8]| {
    KeptSchema::begins(bytes);
    match Kept::from_bytes(bytes) {
        Ok(kept) => {
            let examined = [Examination::of_kept(&kept)];
            for format in Format::ALL {
                shown(&examined, format, None);
            }
            shown(&examined, Format::Terminal, Some(40));
            let text = kept.to_json();
            assert_eq!(Kept::from_bytes(text.as_bytes()).unwrap(), kept);
        }
        Err(error) => obeys_nothing(&error.to_string()),
    }
});

fn shown(examined: &[Examination], format: Format, width: Option<u16>) {
    let options = TextStyle { width, colour: false, links: false };
    let mut out = Vec::new();
    show_examined(examined, &[], format, options, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    // A program that reads it has names as they are.
    if format != Format::Json {
        text.lines().for_each(obeys_nothing);
    }
}

fn obeys_nothing(text: &str) {
    assert!(!text.contains(char::is_control), "{text:?}");
}
