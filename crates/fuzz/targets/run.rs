//! A run is refused with its place, or shown, and written as it was read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use residue_present::{Format, TextStyle};
use residue_report::pages::PageMaps;
use residue_report::{Detail, Run, show_run};

fuzz_target!(|bytes: &[u8]| {
    match Run::from_reader(bytes) {
        Ok(run) => {
            shown(&run, None);
            shown(&run, Some(40));
            let text = run.to_json_pretty();
            assert_eq!(Run::from_json(&text).unwrap(), run);
        }
        Err(error) => obeys_nothing(&error.to_string()),
    }
});

fn shown(run: &Run, width: Option<u16>) {
    let options = TextStyle { width, colour: false, links: false };
    let (maps, format) = (PageMaps::default(), Format::Terminal);
    let mut out = Vec::new();
    show_run(run, &maps, Detail::Full, format, options, &mut out).unwrap();
    for line in String::from_utf8(out).unwrap().lines() {
        obeys_nothing(line);
    }
}

fn obeys_nothing(text: &str) {
    assert!(!text.contains(char::is_control), "{text:?}");
}
