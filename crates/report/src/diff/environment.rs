//! What two environments do not agree in.

use super::{AcrossKey, Difference};
use crate::run::Environment;
use residue_present::{Bytes, Count};

/// Stands for what a file does not say.
const UNSAID: &str = "not recorded";

/// Where two environments differ in what the figures depend on. What either
/// file does not say is no difference: it can only be noted.
pub(super) fn refusals(
    old: &Environment,
    new: &Environment,
) -> Vec<Difference> {
    let mut found = Vec::new();
    for (key, read) in REFUSING {
        let (before, after) = (read(old), read(new));
        if before != after && !before.is_empty() && !after.is_empty() {
            found.push(Difference {
                key: key.name().to_owned(),
                what: key.name().to_owned(),
                old: before,
                new: after,
            });
        }
    }
    found
}

/// Where two environments differ in what a reader should know, but the
/// figures depend on little or not at all.
pub(super) fn notes(old: &Environment, new: &Environment) -> Vec<Difference> {
    let refusing = REFUSING.iter().map(|(key, read)| (key.name(), *read));
    let unsaid = refusing
        .filter(|(_, read)| read(old).is_empty() || read(new).is_empty());
    let said = |value: String| match value.is_empty() {
        true => UNSAID.to_owned(),
        false => value,
    };
    unsaid
        .chain(NOTED.iter().copied())
        .map(|(what, read)| (what, read(old), read(new)))
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| Difference {
            key: what.to_owned(),
            what: what.to_owned(),
            old: said(before),
            new: said(after),
        })
        .collect()
}

/// A field as text; empty where the file does not say.
type Read = fn(&Environment) -> String;

const REFUSING: &[(AcrossKey, Read)] = &[
    (AcrossKey::Os, |at| at.os.clone()),
    (AcrossKey::Arch, |at| at.arch.clone()),
    (AcrossKey::Kernel, |at| major(&at.kernel).to_owned()),
    (AcrossKey::PageSize, |at| Bytes(at.page_size).to_string()),
    (AcrossKey::Thp, |at| at.transparent_hugepage.clone()),
    (AcrossKey::Overcommit, |at| at.overcommit.clone().unwrap_or_default()),
];

// The C library only moves a few pages of `program`; where it is the
// allocator, its version is the backend's.
const NOTED: &[(&str, Read)] = &[
    ("kernel release", |at| at.kernel.clone()),
    ("libc", |at| at.libc.clone().unwrap_or_default()),
    ("cpu", |at| at.cpu.clone()),
    ("cores", |at| Count(at.cores).to_string()),
    ("memory", |at| Bytes(at.memory).to_string()),
    ("rustc", |at| at.rustc.clone()),
    ("residue", |at| at.residue.clone()),
    ("git", |at| at.git.clone().unwrap_or_default()),
];

fn major(kernel: &str) -> &str {
    kernel.split('.').next().unwrap_or(kernel)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment() -> Environment {
        Environment {
            kernel: "6.18.5".to_owned(),
            page_size: 4096,
            transparent_hugepage: "madvise".to_owned(),
            os: "linux".to_owned(),
            ..Environment::default()
        }
    }

    #[test]
    fn only_the_kernels_major_version_refuses() {
        let mut other = environment();
        other.kernel = "6.19.0".to_owned();
        assert_eq!(refusals(&environment(), &other), []);
        assert_eq!(notes(&environment(), &other)[0].what, "kernel release");
        other.kernel = "7.0.0".to_owned();
        let found = refusals(&environment(), &other);
        assert_eq!(found[0].key, "kernel");
        assert_eq!((&*found[0].old, &*found[0].new), ("6", "7"));
    }

    #[test]
    fn every_refusing_key_refuses() {
        let other = Environment {
            kernel: "5".to_owned(),
            page_size: 16384,
            transparent_hugepage: "always".to_owned(),
            os: "macos".to_owned(),
            arch: "aarch64".to_owned(),
            overcommit: Some("2".to_owned()),
            ..Environment::default()
        };
        let this = Environment {
            arch: "x86_64".to_owned(),
            overcommit: Some("0".to_owned()),
            ..environment()
        };
        let keys: Vec<_> =
            refusals(&this, &other).into_iter().map(|at| at.key).collect();
        let names: Vec<_> =
            REFUSING.iter().map(|(key, _)| key.name()).collect();
        assert_eq!(keys, names);
    }

    #[test]
    fn what_a_file_does_not_say_is_noted_and_refuses_nothing() {
        let mut other = environment();
        other.os = String::new();
        assert_eq!(refusals(&environment(), &other), []);
        let notes = notes(&environment(), &other);
        assert_eq!((&*notes[0].what, &*notes[0].new), ("os", UNSAID));
    }
}
