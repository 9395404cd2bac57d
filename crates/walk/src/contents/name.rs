//! Names in binaries, as their authors wrote them.

use cpp_demangle::{BorrowedSymbol, DemangleOptions};

/// The characters of a name that are kept: what generics and templates spell
/// out has no end.
const LONGEST: usize = 160;

/// What a symbol is called in its source: Rust's without its hash, C++'s with
/// its types, any other as it stands.
pub fn demangled(symbol: &str) -> String {
    if let Ok(name) = rustc_demangle::try_demangle(symbol) {
        return tidy(&format!("{name:#}"));
    }
    demangled_cpp(symbol).unwrap_or_else(|| tidy(symbol))
}

pub(super) fn demangled_cpp(symbol: &str) -> Option<String> {
    if !symbol.starts_with("_Z") {
        return None;
    }
    let parsed = BorrowedSymbol::new(symbol.as_bytes()).ok()?;
    let options = DemangleOptions::new().no_params().no_return_type();
    let name = parsed.demangle(&options).ok()?;
    // As debuggers have it.
    let class =
        name.strip_prefix("{vtable(").and_then(|n| n.strip_suffix(")}"));
    Some(match class {
        Some(class) => tidy(&format!("vtable for {class}")),
        None => tidy(&name),
    })
}

/// A file may be forged: what a name holds must not reach a terminal.
fn tidy(name: &str) -> String {
    let kept = name.chars().filter(|c| !c.is_control());
    let mut kept: Vec<char> = kept.take(LONGEST + 1).collect();
    if kept.len() > LONGEST {
        kept[LONGEST - 1] = '…';
        kept.truncate(LONGEST);
    }
    kept.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_in_the_source() {
        for (symbol, name) in [
            ("_ZTV7Session", "vtable for Session"),
            ("_ZTVN3app4NodeE", "vtable for app::Node"),
            ("_ZN4core3fmt5write17h0123456789abcdefE", "core::fmt::write"),
            ("file_ops", "file_ops"),
            ("_Z", "_Z"),
        ] {
            assert_eq!(demangled(symbol), name);
        }
    }

    #[test]
    fn a_forged_name_is_short_and_without_control_characters() {
        let name = demangled(&format!("\x1b[31m{}\n", "x".repeat(5000)));
        assert!(name.starts_with("[31mxxx") && name.ends_with("x…"));
        assert_eq!(name.chars().count(), LONGEST);
    }
}
