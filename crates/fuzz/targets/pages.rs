//! Page maps are read or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use residue_report::pages;

fuzz_target!(|bytes: &[u8]| {
    if let Err(error) = pages::read(bytes) {
        assert!(!error.to_string().contains(char::is_control), "{error:?}");
    }
});
