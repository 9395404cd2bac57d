//! Whose a function is: the crate, the namespace, or Go's package.

use super::scan::outside;

/// The paths that a name begins with: that of `<T as alloc::vec::X>::f` are
/// `T` and `alloc::vec::X`, that of any other name is the name itself.
pub(crate) fn head(name: &str) -> (&str, Option<&str>) {
    if !name.starts_with('<') {
        return (unwrapped(name), None);
    }
    // The second character outside of brackets is the one behind `>`.
    let end = outside(name).nth(1).map_or(name.len(), |(at, _)| at);
    let inner = &name[1..end];
    let inner = inner.strip_suffix('>').unwrap_or(inner);
    let as_trait = outside(inner)
        .map(|(at, _)| at)
        .find(|&at| inner[at..].starts_with(" as "));
    match as_trait {
        Some(at) => {
            (unwrapped(&inner[..at]), Some(unwrapped(&inner[at + 4..])))
        }
        None => (unwrapped(inner), None),
    }
}

/// `path` without what says how a type is held: `&mut `, `dyn `, `[`.
fn unwrapped(path: &str) -> &str {
    let mut path = path;
    loop {
        let shorter = path.trim_start_matches(['<', '&', '*', '[', '(', ' ']);
        let words = ["mut ", "const ", "dyn ", "unsafe ", "extern \"C\" "];
        let cut = words.iter().find_map(|word| shorter.strip_prefix(word));
        match cut {
            Some(cut) => path = cut,
            None => return shorter,
        }
    }
}

/// The crate or namespace at the front of a name, `None` if it has none:
/// `app` of `app::cache::fill` and of `<[T] as app::Fill>::fill`.
pub(crate) fn owner(name: &str) -> Option<&str> {
    let (path, of_trait) = head(name);
    [Some(path), of_trait].into_iter().flatten().find_map(first)
}

/// The first part of a path that has several.
fn first(path: &str) -> Option<&str> {
    let end = path.find(|at: char| !at.is_alphanumeric() && at != '_')?;
    let is_path = path[end..].starts_with("::") && end > 0;
    is_path.then(|| &path[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_of_what_its_path_begins_with() {
        for (name, whose) in [
            ("app::cache::fill", Some("app")),
            ("<app::T as core::clone::Clone>::clone", Some("app")),
            ("<T as alloc::vec::X>::f", Some("alloc")),
            ("<[u8] as app::Fill>::fill", Some("app")),
            ("<&mut app::T>::f", Some("app")),
            ("<dyn app::T as core::X>::f", Some("app")),
            ("std::vector<int>::f(int)", Some("std")),
            ("<F as core::ops::FnOnce<(A, B)>>::call", Some("core")),
            ("main", None),
            ("fill<app::T>", None),
            ("", None),
            ("<", None),
            ("<>", None),
        ] {
            assert_eq!(owner(name), whose, "{name}");
        }
    }
}
