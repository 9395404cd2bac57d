//! C++'s demangler writes what a function returns in front of its name, for
//! templates alone.

use super::scan::outside;

/// `name` without the type that the function returns: `grow<double>(int)` of
/// `double* grow<double>(int)`. Names of other languages stay as they are.
pub(crate) fn plain(name: &str) -> &str {
    let mut start = 0;
    let mut end = None;
    for (at, character) in outside(name) {
        match character {
            ' ' if !is_within_operator(&name[start..at]) => start = at + 1,
            '(' if at > 0 && takes_arguments(name, at) => {
                end = Some(at);
                break;
            }
            _ => {}
        }
    }
    match end {
        Some(end) if start < end => &name[start..],
        _ => name,
    }
}

/// Whether a space behind `front` is of the name: `operator new`,
/// `operator bool`.
fn is_within_operator(front: &str) -> bool {
    let word = front.rsplit(':').next().unwrap_or_default();
    word.starts_with("operator")
}

/// Whether the parenthesis at `at` holds what the function takes, and is no
/// part of its name, as in `(anonymous namespace)::f()`.
fn takes_arguments(name: &str, at: usize) -> bool {
    let is_operator = name[..at].ends_with("operator");
    let behind = outside(&name[at..]).nth(1);
    let is_scope = behind.is_some_and(|(_, next)| next == ':');
    !name[..at].ends_with(' ') && !is_operator && !is_scope
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_function_returns_is_no_part_of_its_name() {
        for (name, expected) in [
            (
                "double* grow<double>(unsigned long)",
                "grow<double>(unsigned long)",
            ),
            (
                "void std::vector<int, std::allocator<int> >::f<int const&>(int)",
                "std::vector<int, std::allocator<int> >::f<int const&>(int)",
            ),
            ("std::b<c> std::operator+<c>(char)", "std::operator+<c>(char)"),
            ("operator new(unsigned long)", "operator new(unsigned long)"),
            ("a::B::operator bool() const", "a::B::operator bool() const"),
            ("Cache::fill()", "Cache::fill()"),
            (
                "main::{lambda()#1}::operator()() const",
                "main::{lambda()#1}::operator()() const",
            ),
            ("(anonymous namespace)::f(int)", "(anonymous namespace)::f(int)"),
            (
                "int (anonymous namespace)::f<int>(int)",
                "(anonymous namespace)::f<int>(int)",
            ),
            ("<a::B as c::D>::e", "<a::B as c::D>::e"),
            ("f(int)::g(int)", "f(int)::g(int)"),
            ("main", "main"),
        ] {
            assert_eq!(plain(name), expected);
        }
    }
}
