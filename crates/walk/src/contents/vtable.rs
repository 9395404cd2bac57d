//! What an object's first word leads to: a vtable, and of which class.
//!
//! A C++ compiler puts, in front of the functions of a class, the address of
//! its `type_info`, which leads to the class's name; both are there in a
//! binary without symbols too, unless it was built without RTTI. Source: the
//! Itanium C++ ABI, 2.5 and 2.9. A vtable of Rust is three words (what drops,
//! size, alignment) and then functions.

use super::name;
use crate::{Mapping, Memory, Target};

/// A table of functions in a binary or a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vtable {
    /// `vtable for CLASS`, where the table itself leads to the class's name.
    pub name: Option<String>,
}

/// A class that is larger than this is none.
const MAX_OBJECT: i64 = 1 << 30;

/// The words of a table that are looked at.
const WORDS: usize = 4;

/// The longest name of a class, as it stands in a binary.
const MAX_NAME: usize = 1 << 10;

/// The table of functions at `address`, if it is one.
pub fn vtable(target: &Target<'_>, address: u64) -> Option<Vtable> {
    if !address.is_multiple_of(8) || !is_constant(target.mapping_at(address)?) {
        return None;
    }
    let words = target.memory.words(address, WORDS).ok()?;
    let is_code = |word: &u64| {
        target.mapping_at(*word).is_some_and(|mapping| mapping.executable)
    };
    if !words.iter().any(is_code) {
        return None;
    }
    if let Some(name) = class(target, address) {
        return Some(Vtable { name: Some(name) });
    }
    // Beside functions there are nothing but sizes.
    let is_size = |word: &u64| *word < 1 << 32;
    let is_table = words.iter().all(|word| is_code(word) || is_size(word));
    is_table.then_some(Vtable { name: None })
}

/// The name of the class whose functions stand at `address`.
fn class(target: &Target<'_>, address: u64) -> Option<String> {
    let memory = target.memory;
    // Where the whole object begins, seen from the part that bears this one.
    let to_top = memory.word(address.checked_sub(16)?).ok()?.cast_signed();
    if !(-MAX_OBJECT..=0).contains(&to_top) || to_top % 8 != 0 {
        return None;
    }
    let info = memory.word(address - 8).ok()?;
    if !info.is_multiple_of(8) || !is_constant(target.mapping_at(info)?) {
        return None;
    }
    let text = memory.word(info.checked_add(8)?).ok()?;
    let mapping = target.mapping_at(text)?;
    if mapping.inode == 0 {
        return None;
    }
    let room = (mapping.span.end - text).min(MAX_NAME as u64) as usize;
    let text = string(memory, text, room)?;
    // GCC marks names that are of one file alone.
    let text = text.strip_prefix('*').unwrap_or(&text);
    let name = name::demangled_cpp(&format!("_ZTV{text}"))?;
    name.starts_with("vtable for ").then_some(name)
}

/// Up to the first zero, which must be among `room` bytes.
fn string(memory: &dyn Memory, address: u64, room: usize) -> Option<String> {
    let mut bytes = vec![0; room];
    memory.read(address, &mut bytes).ok()?;
    let end = bytes.iter().position(|&byte| byte == 0)?;
    bytes.truncate(end);
    String::from_utf8(bytes).ok()
}

/// Whether tables of functions may lie there: what a file holds. A part of it
/// is writable until its addresses are filled in, and stays so in a program
/// that was linked without protection.
fn is_constant(mapping: &Mapping) -> bool {
    mapping.inode != 0 && mapping.readable && mapping.private
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Files, Image, parse_maps};
    use std::fs::File;
    use std::io;

    struct None_;

    impl Files for None_ {
        fn open(&self, _mapping: &Mapping) -> io::Result<File> {
            Err(io::ErrorKind::NotFound.into())
        }

        fn open_debug(&self, _build_id: &[u8]) -> Option<File> {
            None
        }
    }

    const CODE: u64 = 0x1010;
    const TABLE: u64 = 0x2110;
    const INFO: u64 = 0x2400;
    const NAME: u64 = 0x2800;

    /// A file of code and constants; the table's words, from 16 bytes before
    /// its address on.
    fn told(table: [u64; 6], name: &str) -> Option<Vtable> {
        let maps = "\
1000-2000 r-xp 00000000 fe:01 7 /app
2000-3000 r--p 00001000 fe:01 7 /app
8000-9000 rw-p 00000000 00:00 0 [heap]
";
        let mappings = parse_maps(maps).unwrap();
        let mut bytes = vec![0; 0x1000];
        let mut put = |at: u64, with: &[u8]| {
            let at = (at - 0x2000) as usize;
            bytes[at..at + with.len()].copy_from_slice(with);
        };
        for (at, word) in (TABLE - 16..).step_by(8).zip(table) {
            put(at, &word.to_le_bytes());
        }
        put(INFO + 8, &NAME.to_le_bytes());
        put(NAME, name.as_bytes());
        let mut memory = Image::default();
        memory.add(0x2000, bytes);
        memory.add(0x8000, vec![0; 0x1000]);
        let target = Target {
            memory: &memory,
            mappings: &mappings,
            files: &None_,
            threads: &[],
            page: 4096,
        };
        vtable(&target, TABLE)
    }

    fn named(name: &str) -> Option<Vtable> {
        Some(Vtable { name: Some(name.to_owned()) })
    }

    #[test]
    fn a_class_is_named_without_symbols() {
        let table = [0, INFO, CODE, CODE, 0, 0];
        assert_eq!(told(table, "7Session"), named("vtable for Session"));
        let nested = "N3app4PoolI7SessionEE";
        let expected = "vtable for app::Pool<Session>";
        assert_eq!(told(table, nested), named(expected));
        let local = "*N12_GLOBAL__N_14NodeE";
        let expected = "vtable for (anonymous namespace)::Node";
        assert_eq!(told(table, local), named(expected));
    }

    #[test]
    fn the_part_of_a_second_base_is_of_the_same_class() {
        let table = [-24_i64 as u64, INFO, CODE, 0, 0, 0];
        assert_eq!(told(table, "7Session"), named("vtable for Session"));
    }

    #[test]
    fn functions_without_a_class_are_a_table_without_a_name() {
        let unnamed = Some(Vtable { name: None });
        let rust = [1, 2, CODE, 24, 8, CODE];
        assert_eq!(told(rust, ""), unnamed);
        assert_eq!(told([0, INFO, CODE, CODE, 0, 0], "no name"), unnamed);
        assert_eq!(told([0, 0x8000, CODE, CODE, 0, 0], "7Session"), unnamed);
    }

    #[test]
    fn what_leads_to_no_function_is_no_table() {
        assert_eq!(told([0, INFO, 0, 0, 0, 0], "7Session"), None);
        assert_eq!(told([0, 0, 0x2200, 0x2300, 0, 0], ""), None);
        let text = u64::from_le_bytes(*b"a string");
        assert_eq!(told([0, 0, text, text, CODE, text], ""), None);
    }
}
