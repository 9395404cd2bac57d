//! Small files, each made to mislead in one way.

use residue_profile::Profile;

use crate::common::read;

/// All of them, by name.
const CASES: [(&str, &str); 14] = [
    ("cpp", include_str!("../fixtures/cases/cpp.json")),
    ("cut-stack", include_str!("../fixtures/cases/cut-stack.json")),
    ("dup-stack", include_str!("../fixtures/cases/dup-stack.json")),
    (
        "end-without-lifetimes",
        include_str!("../fixtures/cases/end-without-lifetimes.json"),
    ),
    ("lto-suffix-new", include_str!("../fixtures/cases/lto-suffix-new.json")),
    ("lto-suffix-old", include_str!("../fixtures/cases/lto-suffix-old.json")),
    ("moved-new", include_str!("../fixtures/cases/moved-new.json")),
    ("moved-old", include_str!("../fixtures/cases/moved-old.json")),
    ("nosym-new", include_str!("../fixtures/cases/nosym-new.json")),
    ("nosym-old", include_str!("../fixtures/cases/nosym-old.json")),
    ("paren-path", include_str!("../fixtures/cases/paren-path.json")),
    (
        "rust-under-valgrind",
        include_str!("../fixtures/cases/rust-under-valgrind.json"),
    ),
    ("short-new", include_str!("../fixtures/cases/short-new.json")),
    ("short-old", include_str!("../fixtures/cases/short-old.json")),
];

/// The text of a case.
pub(crate) fn case_text(name: &str) -> &'static str {
    let found = CASES.iter().find(|(case, _)| *case == name);
    found.expect("the name of a case").1
}

/// A case, read.
pub(crate) fn case(name: &str) -> Profile {
    read(case_text(name))
}
