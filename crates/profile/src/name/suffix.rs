//! What compilers and linkers append to names of functions that they copied,
//! split or gave a version.

/// Words that stand behind a dot.
const WORDS: [&str; 12] = [
    "llvm",
    "constprop",
    "isra",
    "part",
    "cold",
    "lto_priv",
    "localalias",
    "warm",
    "__uniq",
    "specialized",
    "abi0",
    "hot",
];

/// `name` without all that was appended: `work` of `work.llvm.123`,
/// `work.3632`, `work [clone .cold]` and `work@@VERS_1.2`.
pub(super) fn without(name: &str) -> &str {
    let mut name = name;
    loop {
        let shorter = [clone, appended, version, hash]
            .iter()
            .find_map(|cut| cut(name).filter(|left| !left.is_empty()));
        match shorter {
            Some(shorter) => name = shorter,
            None => return name,
        }
    }
}

/// Cuts ` [clone .cold]` of GNU's demangler and ` (.cold)` of LLVM's.
fn clone(name: &str) -> Option<&str> {
    let (front, rest) = name.rsplit_once(" [clone .").or_else(|| {
        let (front, rest) = name.rsplit_once(" (.")?;
        rest.ends_with(')').then_some((front, rest))
    })?;
    rest.ends_with([']', ')']).then_some(front)
}

/// Cuts `.123` and `.cold`, but not the numbers of Go's closures.
fn appended(name: &str) -> Option<&str> {
    let (front, word) = name.rsplit_once('.')?;
    let is_number = is_digits(word) && !is_closure_of_go(front);
    (is_number || WORDS.contains(&word)).then_some(front)
}

/// Whether `front` ends in `.func1`, or `.func1.2`: what is behind it counts
/// functions within functions.
fn is_closure_of_go(front: &str) -> bool {
    let mut parts = front.rsplit('.').skip_while(|part| is_digits(part));
    let part = parts.next().unwrap_or_default();
    let number = part.strip_prefix("func").or(part.strip_prefix("gowrap"));
    number.is_some_and(is_digits) || part == "init"
}

/// Cuts the version of a symbol: `@@GLIBC_2.2.5`, `@plt`.
fn version(name: &str) -> Option<&str> {
    let (front, version) = name.rsplit_once('@')?;
    let is_version = version == "plt"
        || version.starts_with(|first: char| first.is_ascii_uppercase())
            && version.contains('_')
            && version.contains(|one: char| one.is_ascii_digit())
            && !version.contains(['/', ' ', '>', ')']);
    is_version.then(|| front.trim_end_matches('@'))
}

/// Cuts `::h0123456789abcdef`, which Rust's older mangling ends in.
fn hash(name: &str) -> Option<&str> {
    let (front, hash) = name.rsplit_once("::h")?;
    let is_hash =
        hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then_some(front)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_compilers_append_is_cut() {
        for name in [
            "work.3632",
            "work.llvm.123456",
            "work.constprop.0",
            "work.isra.0.cold",
            "work.cold",
            "work [clone .constprop.0]",
            "work [clone .cold] [clone .12]",
            "work (.llvm.77)",
            "work@@GLIBC_2.2.5",
            "work@plt",
            "work::h0123456789abcdef",
            "work::h0123456789abcdef.llvm.99",
            "work.abi0",
        ] {
            assert_eq!(without(name), "work", "{name}");
        }
    }

    #[test]
    fn what_belongs_to_a_name_stays() {
        for name in [
            "work",
            "app::work::hash",
            "main.main.func1",
            "main.main.func1.2",
            "main.(*Cache).Fill",
            "f(double)",
            "github.com/x/y.work",
            "-[NSObject work:]",
            ".cold",
            "a@b",
        ] {
            assert_eq!(without(name), name);
        }
    }
}
