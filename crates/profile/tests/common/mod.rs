//! Profiles for tests.

pub(crate) mod large;

use residue_profile::Profile;

/// The files that profilers wrote, by name.
pub(crate) const FIXTURES: [(&str, &str); 13] = [
    ("valgrind-heap", include_str!("../fixtures/valgrind-heap.json")),
    ("valgrind-copy", include_str!("../fixtures/valgrind-copy.json")),
    ("valgrind-ad-hoc", include_str!("../fixtures/valgrind-ad-hoc.json")),
    ("dhat-rs-heap", include_str!("../fixtures/dhat-rs-heap.json")),
    ("dhat-rs-ad-hoc", include_str!("../fixtures/dhat-rs-ad-hoc.json")),
    ("heapscope-heap", include_str!("../fixtures/heapscope-heap.json")),
    ("rust-O0-legacy", include_str!("../fixtures/rust-O0-legacy.json")),
    ("rust-O2-v0", include_str!("../fixtures/rust-O2-v0.json")),
    ("rust-O3-lto-legacy", include_str!("../fixtures/rust-O3-lto-legacy.json")),
    ("rust-O3-lto-v0", include_str!("../fixtures/rust-O3-lto-v0.json")),
    ("cpp-O0", include_str!("../fixtures/cpp-O0.json")),
    ("cpp-O2", include_str!("../fixtures/cpp-O2.json")),
    ("cpp-O3-lto", include_str!("../fixtures/cpp-O3-lto.json")),
];

/// The text of a fixture.
pub(crate) fn text(name: &str) -> &'static str {
    let found = FIXTURES.iter().find(|(fixture, _)| *fixture == name);
    found.expect("the name of a fixture").1
}

/// A fixture, read.
pub(crate) fn fixture(name: &str) -> Profile {
    read(text(name))
}

/// A profile from its text.
pub(crate) fn read(text: &str) -> Profile {
    Profile::from_slice(text.as_bytes()).expect("a profile")
}
