//! What a path says of who wrote it.

use super::{FrameText, Origin};

/// The last part of `path`.
pub(super) fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The folders in which systems keep shared objects.
const OF_SYSTEM: [&str; 12] = [
    "/lib/",
    "/lib32/",
    "/lib64/",
    "/usr/lib",
    "/usr/libexec/",
    "/usr/local/lib",
    "/opt/homebrew/",
    "/nix/store/",
    "/snap/",
    "/System/",
    "C:\\Windows\\",
    "C:\\WINDOWS\\",
];

/// Objects whose functions every allocation passes through, by how their
/// names begin.
const MACHINERY: [&str; 16] = [
    "vgpreload_",
    "libheaptrack",
    "libc.so",
    "libc-2",
    "libc.musl",
    "libm.so",
    "libpthread",
    "libstdc++",
    "libc++",
    "libgcc_s",
    "libglib-2",
    "libgobject-2",
    "libQt",
    "libjemalloc",
    "libmimalloc",
    "libtcmalloc",
];

/// Whose a shared object is; `None` if it may be the program's.
pub(crate) fn of_object(object: &str) -> Option<Origin> {
    let name = base(object);
    if MACHINERY.iter().any(|start| name.starts_with(start)) {
        return Some(Origin::Machinery);
    }
    let of_system = OF_SYSTEM.iter().any(|start| object.starts_with(start));
    // A program may be installed there; what is shared tells its version.
    let is_shared = name.contains(".so")
        || name.contains(".dylib")
        || name.to_ascii_lowercase().ends_with(".dll");
    (of_system && is_shared).then_some(Origin::Library)
}

/// Whose a frame is by its object, and by where its source is kept.
pub(super) fn origin(said: &FrameText<'_>) -> Option<Origin> {
    if let Some(origin) = said.object.and_then(of_object) {
        return Some(origin);
    }
    let file = said.file?;
    let of_system = file.starts_with("/usr/include/")
        || file.starts_with("/usr/local/include/")
        || file.starts_with("/usr/src/");
    (of_system || package(file).is_some()).then_some(Origin::Library)
}

/// The package that a file is of, by where package managers unpack them:
/// `serde_json` of `.cargo/registry/src/x/serde_json-1.0.1/src/de.rs`.
pub(crate) fn package(file: &str) -> Option<&str> {
    if !file.contains(['/', '\\']) {
        return None;
    }
    let mut parts = file.split(['/', '\\']);
    let by_version = parts.by_ref().find_map(|part| {
        // A crate's folder ends in a version, a module's of Go behind an @.
        let (name, version) =
            part.split_once("@v").or_else(|| versioned(part))?;
        let is_version = version.starts_with(|at: char| at.is_ascii_digit());
        (is_version && !name.is_empty()).then_some(name)
    });
    by_version.or_else(|| {
        let (_, rest) = file.split_once("/git/checkouts/")?;
        let name = rest.split('/').next()?;
        Some(name.rsplit_once('-').map_or(name, |(name, _)| name))
    })
}

/// Takes `name-1.2.3` apart.
fn versioned(part: &str) -> Option<(&str, &str)> {
    let (at, _) = part.match_indices('-').find(|(at, _)| {
        let version = &part[at + 1..];
        let numbers = version.split(['.', '-', '+']).take(3);
        let is_number = |text: &str| {
            !text.is_empty() && text.bytes().all(|of| of.is_ascii_digit())
        };
        version.matches('.').count() >= 2
            && numbers.filter(|at| is_number(at)).count() == 3
    })?;
    Some((&part[..at], &part[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_told_by_its_folder() {
        for (file, name) in [
            (
                "/r/.cargo/registry/src/i-6f1/serde_json-1.0.1/src/de.rs",
                Some("serde_json"),
            ),
            ("C:\\r\\serde-1.0.0-rc.1\\src\\de.rs", Some("serde")),
            ("serde_json-1.0.96/src/de.rs", Some("serde_json")),
            ("/g/pkg/mod/github.com/x/y@v1.2.0/y.go", Some("y")),
            (
                "/r/.cargo/git/checkouts/tool-0123abcd/4f5e/src/a.rs",
                Some("tool"),
            ),
            ("/home/me/app-2/src/main.rs", None),
            ("src/main.rs", None),
            ("a-1.2.3.rs", None),
        ] {
            assert_eq!(package(file), name, "{file}");
        }
    }
}
