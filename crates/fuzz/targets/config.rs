//! A `residue.toml` is read or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use residue_report::diff::Config;

fuzz_target!(|text: &str| {
    if let Err(error) = Config::from_toml(text) {
        assert!(!error.to_string().is_empty());
    }
});
