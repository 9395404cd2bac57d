//! The names of functions.

use std::fmt::{self, Write};

/// Characters of a name that are kept; a demangled name can be far larger
/// than what it came from.
const MOST: usize = 4096;

/// What every allocation passes through, by how the names begin. A name in
/// angle brackets is looked at within them.
const PLUMBING: &[&str] = &[
    "alloc::",
    "core::",
    "std::",
    "hashbrown::",
    "dhat::",
    "residue::",
    "residue_backends::",
    "backtrace::",
    "__rust_",
    "__rustc",
    "__rg_",
    "__rdl_",
    "operator new",
    "[root]",
];

/// The same, by whole names.
const PLUMBING_WHOLE: &[&str] = &[
    "malloc",
    "calloc",
    "realloc",
    "reallocarray",
    "memalign",
    "posix_memalign",
    "aligned_alloc",
    "memcpy",
    "memmove",
    "mempcpy",
    "memset",
    "strdup",
];

/// `name` demangled if it is a mangled name of Rust's, and without the hash
/// that the compiler puts behind it.
pub(super) fn readable(name: &str) -> Box<str> {
    let name = name.trim();
    let mut shown = Bounded(String::new());
    match rustc_demangle::try_demangle(name) {
        // What does not fit is cut: the error only says so.
        Ok(demangled) => drop(write!(shown, "{demangled:#}")),
        Err(_) => drop(shown.write_str(without_hash(name))),
    }
    shown.0.into()
}

/// `name` without `::h0123456789abcdef` behind it.
fn without_hash(name: &str) -> &str {
    let is_hash = |hash: &&str| {
        hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    match name.rsplit_once("::h") {
        Some((front, hash)) if is_hash(&hash) => front,
        _ => name,
    }
}

/// Whether the function only passes on what another asked for.
pub(super) fn is_plumbing(name: &str) -> bool {
    let begins = |name: &str| {
        let inner = name.trim_start_matches(['<', '&', '*', '[']);
        PLUMBING.iter().any(|start| inner.starts_with(start))
    };
    // What the library does for a type of the language, as `u8`, or for any.
    let of_language = |(kind, library): (&str, &str)| {
        kind.starts_with('<') && !kind.contains("::") && begins(library)
    };
    begins(name)
        || PLUMBING_WHOLE.contains(&name)
        || name.split_once(" as ").is_some_and(of_language)
}

/// Text that takes no more than it may.
struct Bounded(String);

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = MOST - self.0.len();
        if text.len() <= room {
            self.0.push_str(text);
            return Ok(());
        }
        let end = text.floor_char_boundary(room.saturating_sub(3));
        self.0.push_str(&text[..end]);
        while self.0.len() > MOST - '…'.len_utf8() {
            self.0.pop();
        }
        self.0.push('…');
        Err(fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rusts_names_are_demangled_without_the_hash() {
        for (mangled, name) in [
            ("_ZN3app4work17h0123456789abcdefE", "app::work"),
            ("app::work::h0123456789abcdef", "app::work"),
            ("app::work::hash", "app::work::hash"),
            ("_RNvCs1234_7mycrate3foo", "mycrate::foo"),
            ("operator new(unsigned long)", "operator new(unsigned long)"),
            ("???", "???"),
        ] {
            assert_eq!(&*readable(mangled), name, "{mangled}");
        }
    }

    #[test]
    fn a_name_takes_no_more_than_its_room() {
        let long = readable(&"ß".repeat(1 << 20));
        assert!(long.len() <= MOST && long.ends_with('…'), "{}", long.len());
    }

    #[test]
    fn machinery_is_told_from_what_asks() {
        for name in [
            "malloc",
            "<alloc::vec::Vec<T> as Clone>::clone",
            "hashbrown::raw::RawTable<T,A>::reserve_rehash",
            "operator new(unsigned long)",
            "<u8 as alloc::vec::spec_from_elem::SpecFromElem>::from_elem",
        ] {
            assert!(is_plumbing(name), "{name}");
        }
        for name in ["main", "app::alloc::grow", "<app::T as Clone>::clone"] {
            assert!(!is_plumbing(name), "{name}");
        }
    }
}
