//! What of a name is the same in two builds of one program.

/// `name` without what a compiler numbers: `{closure#3}`, `{closure_env#3}`
/// and `{{closure}}` are `{closure}`, `main.f.func2.1` is `main.f.func`.
pub(crate) fn key(name: &str) -> String {
    let name = name
        .replace("{{", "{")
        .replace("}}", "}")
        .replace("{closure_env", "{closure");
    without_closures_of_go(&without_numbers(&name)).to_owned()
}

/// `name` without the numbers in `{closure#3}` and behind `{closure}#3`.
fn without_numbers(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find('#') {
        let (front, number) = rest.split_at(at);
        let digits = number[1..].find(|c: char| !c.is_ascii_digit());
        let digits = digits.unwrap_or(number.len() - 1);
        let behind = &number[1 + digits..];
        shown.push_str(front);
        let is_number =
            digits > 0 && (behind.starts_with('}') || front.ends_with('}'));
        match is_number {
            true => rest = behind,
            false => {
                shown.push('#');
                rest = &number[1..];
            }
        }
    }
    shown + rest
}

/// `name` without the numbers of Go's functions in functions.
fn without_closures_of_go(name: &str) -> &str {
    let inner =
        name.trim_end_matches(|at: char| at.is_ascii_digit() || at == '.');
    let is_go = [".func", ".gowrap"].iter().any(|end| inner.ends_with(end));
    if is_go { inner } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_compiler_numbers_does_not_count() {
        for (name, expected) in [
            ("app::work::{closure#3}", "app::work::{closure}"),
            ("app::work::{{closure}}", "app::work::{closure}"),
            ("app::work::{{closure}}#2", "app::work::{closure}"),
            ("f<app::{closure_env#1}>", "f<app::{closure}>"),
            ("app::{impl#12}::work", "app::{impl}::work"),
            (
                "main::{lambda(int)#1}::operator()",
                "main::{lambda(int)}::operator()",
            ),
            ("main.f.func2.1", "main.f.func"),
            ("main.f", "main.f"),
            ("work7", "work7"),
            ("a#1b", "a#1b"),
            ("a#", "a#"),
            ("{#}", "{#}"),
        ] {
            assert_eq!(key(name), expected);
        }
    }
}
