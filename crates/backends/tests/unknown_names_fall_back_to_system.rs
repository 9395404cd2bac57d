//! A name that is no backend cannot stop the process, which has not begun;
//! `current` tells whoever asked for it.

mod common;

use residue_backends::{Backend, Selected, VARIABLE, current};

#[global_allocator]
static ALLOCATOR: Selected = Selected;

#[test]
fn unknown_names_fall_back_to_system() {
    if common::part().is_some() {
        return assert_eq!(current(), Backend::System);
    }
    for name in ["", "jemaloc", "Mimalloc"] {
        let mut variables = common::variables(Backend::Mimalloc, &[]);
        assert_eq!(variables.pop(), Some(named("mimalloc")));
        common::probe("no name", &variables);
        variables.push(named(name));
        common::probe(name, &variables);
    }
}

fn named(name: &str) -> (String, String) {
    (VARIABLE.to_owned(), name.to_owned())
}
