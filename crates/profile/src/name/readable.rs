//! What people read of a symbol.

use std::borrow::Cow;
use std::fmt::{self, Write};

use cpp_demangle::DemangleOptions;

use super::{signature, suffix};

/// Characters of a name that are kept; a demangled name can be far larger
/// than what it came from.
const MOST: usize = 4096;

/// `symbol` demangled, if it is mangled, without what compilers append and
/// without what the function returns.
pub(crate) fn readable(symbol: &str) -> Box<str> {
    let symbol = suffix::without(symbol.trim());
    let mut shown = Bounded(String::new());
    if let Ok(demangled) = rustc_demangle::try_demangle(symbol) {
        // What does not fit is cut: the error only says so.
        let _ = write!(shown, "{demangled:#}");
    } else if !demangled_cpp(symbol, &mut shown) {
        let _ = shown.write_str(symbol);
    }
    let name = suffix::without(&shown.0);
    without_crate_hashes(signature::plain(name)).into()
}

/// Writes `symbol` demangled, if it is one of C++; as much of it as has room,
/// for a short symbol can stand for a name without end.
fn demangled_cpp(symbol: &str, shown: &mut Bounded) -> bool {
    let symbol = match symbol.strip_prefix("__Z") {
        // macOS puts one more underscore in front.
        Some(rest) => Cow::Owned(format!("_Z{rest}")),
        None if symbol.starts_with("_Z") => Cow::Borrowed(symbol),
        None => return false,
    };
    let Ok(symbol) = cpp_demangle::Symbol::new(symbol.as_bytes()) else {
        return false;
    };
    let options = DemangleOptions::default();
    let _ = symbol.structured_demangle(shown, &options);
    !shown.0.is_empty()
}

/// `name` without the hashes that some demanglers print behind crates:
/// `app::work` of `app[4d6a2b8a6c3f3c3a]::work`.
fn without_crate_hashes(name: &str) -> Cow<'_, str> {
    let mut left = Cow::Borrowed(name);
    let mut from = 0;
    while let Some(open) = left[from..].find('[').map(|at| from + at) {
        let inner = &left[open + 1..];
        let len = inner.find(']').unwrap_or(0);
        let is_hash = (6..=16).contains(&len)
            && inner[..len].bytes().all(|byte| byte.is_ascii_hexdigit())
            && inner[len + 1..].starts_with("::")
            && left[..open].ends_with(|at: char| at.is_alphanumeric());
        match is_hash {
            true => left.to_mut().replace_range(open..open + len + 2, ""),
            false => from = open + 1,
        }
    }
    left
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
    fn names_are_demangled_without_what_a_compiler_numbers() {
        for (mangled, name) in [
            ("_ZN3app4work17h0123456789abcdefE", "app::work"),
            ("_ZN3app4work17h0123456789abcdefE.llvm.12", "app::work"),
            ("__ZN3app4work17h0123456789abcdefE", "app::work"),
            ("app::work::h0123456789abcdef", "app::work"),
            ("app::work::hash", "app::work::hash"),
            ("_RNvCs1234_7mycrate3foo", "mycrate::foo"),
            ("app[4d6a2b8a6c3f3c3a]::work", "app::work"),
            (
                "<app[4d6a2b8a]::T as core[0123456789]::C>::f",
                "<app::T as core::C>::f",
            ),
            ("a[12]::b", "a[12]::b"),
            ("_ZN5Cache4fillEv", "Cache::fill()"),
            ("_Z4growIdEPT_m", "grow<double>(unsigned long)"),
            ("operator new(unsigned long)", "operator new(unsigned long)"),
            ("Cache::fill() [clone .constprop.0]", "Cache::fill()"),
            ("???", "???"),
            ("", ""),
        ] {
            assert_eq!(&*readable(mangled), name, "{mangled}");
        }
    }

    #[test]
    fn a_name_takes_no_more_than_its_room() {
        let long = readable(&"ß".repeat(1 << 20));
        assert!(long.len() <= MOST && long.ends_with('…'), "{}", long.len());
        // Each argument is a pair of the one before: twice as long.
        let mut bomb = "_Z1fSt4pairIiiE".to_owned();
        for at in "_0123456789ABCDEFGHIJ".chars() {
            let before = if at == '_' { String::new() } else { at.into() };
            bomb.push_str(&format!("St4pairIS{before}_S{before}_E"));
        }
        let long = readable(&bomb);
        assert!(long.len() <= MOST, "{}", long.len());
    }
}
