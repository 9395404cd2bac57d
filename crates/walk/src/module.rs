//! A file of code in a process, and its symbols.

use crate::blocks::Blocks;
use crate::{Files, FoundBy, Mapping};
use object::elf::FileHeader64;
use object::read::elf::{self, ElfFile64, ElfSymbol64, SectionHeader};
use object::{
    Endianness, Object, ObjectSection, ObjectSegment, ObjectSymbol, ReadCache,
    SymbolKind,
};
use std::collections::BTreeMap;
use std::fmt::{self, Debug, Formatter};

/// The binary of a process, or a library.
#[derive(Clone, Copy)]
pub struct Module<'a> {
    /// The mapping of the file's beginning, or of what is lowest.
    first: &'a Mapping,
    /// All mappings of the process.
    mappings: &'a [Mapping],
    files: &'a dyn Files,
}

/// A symbol, at its address in the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its address; of a thread-local one, its offset in the module's block.
    pub address: u64,
    /// Its bytes, as the symbol table says; 0 where it does not.
    pub size: u64,
    /// Whether each thread has its own.
    pub thread_local: bool,
}

/// Symbols of a module, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Symbols {
    found: BTreeMap<String, (Symbol, From)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Module,
    DebugFile,
}

type Bytes<'data> = &'data ReadCache<Blocks>;
type Elf<'data> = ElfFile64<'data, Endianness, Bytes<'data>>;
type ElfSymbol<'data, 'elf> =
    ElfSymbol64<'data, 'elf, Endianness, Bytes<'data>>;
type SymbolTable<'data> =
    elf::SymbolTable<'data, FileHeader64<Endianness>, Bytes<'data>>;

impl<'a> Module<'a> {
    /// Every file of which code is mapped.
    pub(crate) fn all(
        mappings: &'a [Mapping],
        files: &'a dyn Files,
    ) -> impl Iterator<Item = Module<'a>> + use<'a> {
        let first = move |at: usize| {
            let map = &mappings[at];
            !mappings[..at].iter().any(|before| before.is_same_file(map))
        };
        let has_code = move |map: &Mapping| {
            let same = |m: &&Mapping| m.is_same_file(map);
            mappings.iter().filter(same).any(|m| m.executable)
        };
        (0..mappings.len())
            .filter(move |&at| mappings[at].inode != 0 && first(at))
            .map(move |at| &mappings[at])
            .filter(move |map| has_code(map))
            .map(move |first| Module { first, mappings, files })
    }

    /// The file's path, as the process sees it.
    pub fn name(&self) -> &'a str {
        self.first.name.strip_suffix(" (deleted)").unwrap_or(&self.first.name)
    }

    /// The name without its folders.
    pub fn file_name(&self) -> &'a str {
        self.name().rsplit('/').next().unwrap_or_default()
    }

    /// What is mapped of the file, in address order, and the memory without a
    /// file that directly follows a writable part of it: where variables lie
    /// that begin as zeros.
    pub fn mappings(&self) -> impl Iterator<Item = &'a Mapping> + use<'a> {
        let (first, all) = (self.first, self.mappings);
        let own = move |map: &Mapping| map.is_same_file(first);
        (0..all.len())
            .filter(move |&at| {
                let map = &all[at];
                let before = at.checked_sub(1).and_then(|at| all.get(at));
                own(map)
                    || map.is_anonymous()
                        && before.is_some_and(|before| {
                            own(before)
                                && before.writable
                                && before.span.end == map.span.start
                        })
            })
            .map(move |at| &all[at])
    }

    /// The symbols that are `wanted`, by name: of the file itself, and, where
    /// it holds not a single one of them beyond what it exports, of its
    /// separate debug symbols too. Where nothing can be read there are none.
    pub fn symbols(&self, wanted: &dyn Fn(&str) -> bool) -> Symbols {
        let mut symbols = Symbols::default();
        self.each_elf(&mut |elf, bias, from| {
            symbols.add(elf, bias, from, wanted);
        });
        symbols
    }

    /// The names of the symbols that these addresses lie in, by address: as
    /// they stand in the file or its separate debug symbols, and not of a
    /// symbol whose size is not told.
    pub fn names(&self, addresses: &[u64]) -> BTreeMap<u64, String> {
        let mut sorted = addresses.to_vec();
        sorted.sort_unstable();
        let mut names = BTreeMap::new();
        self.each_elf(&mut |elf, bias, _| {
            for symbol in elf.symbols().chain(elf.dynamic_symbols()) {
                let start = symbol.address().wrapping_add(bias);
                let end = start.saturating_add(symbol.size());
                let first = sorted.partition_point(|&at| at < start);
                let reached = sorted[first..].iter().take_while(|&&a| a < end);
                let has_address = !symbol.is_undefined()
                    && symbol.kind() != SymbolKind::Tls
                    && symbol.kind() != SymbolKind::Section;
                for &address in reached.filter(|_| has_address) {
                    let Ok(name) = symbol.name() else { continue };
                    let name = || name.to_owned();
                    names.entry(address).or_insert_with(name);
                }
            }
        });
        names
    }

    /// Whether `address` is mapped from the file.
    pub fn holds(&self, address: u64) -> bool {
        let at = self.mappings.partition_point(|map| map.span.end <= address);
        self.mappings.get(at).is_some_and(|map| {
            map.span.contains(&address) && map.is_same_file(self.first)
        })
    }

    /// Where `address` stands, counted from where the file is mapped.
    pub fn offset(&self, address: u64) -> u64 {
        address.wrapping_sub(self.first.span.start)
    }

    /// Shows the file, and where it holds nothing beyond what it exports, its
    /// separate debug symbols too; each with what is added to its addresses.
    fn each_elf(&self, each: &mut dyn FnMut(&Elf<'_>, u64, From)) {
        let Some(cache) = self.open() else { return };
        let Ok(elf) = Elf::parse(&cache) else { return };
        let Some(bias) = self.bias(&elf) else { return };
        each(&elf, bias, From::Module);
        if elf.symbol_table().is_none()
            && let Ok(Some(id)) = elf.build_id()
            && let Some(debug) = self.files.open_debug(id)
            && let Ok(debug) = Blocks::of(debug)
        {
            let cache = ReadCache::new(debug);
            // Laid out as the file that it was taken from, whose build id it
            // must bear.
            if let Ok(debug) = Elf::parse(&cache)
                && debug.build_id() == Ok(Some(id))
            {
                each(&debug, bias, From::DebugFile);
            }
        }
    }

    /// Up to `len` bytes of the file from where `text` stands first among its
    /// constants.
    pub fn find_text(&self, text: &[u8], len: usize) -> Option<Vec<u8>> {
        let cache = self.open()?;
        let elf = Elf::parse(&cache).ok()?;
        let constants = elf.section_by_name(".rodata")?;
        let bytes = constants.data().ok()?;
        let at = bytes.windows(text.len()).position(|part| part == text)?;
        Some(bytes[at..].iter().take(len).copied().collect())
    }

    /// Up to `len` bytes of the file's section of this name.
    pub(crate) fn section(&self, name: &str, len: usize) -> Option<Vec<u8>> {
        let cache = self.open()?;
        let elf = Elf::parse(&cache).ok()?;
        let bytes = elf.section_by_name(name)?.data().ok()?;
        Some(bytes.iter().take(len).copied().collect())
    }

    /// Whether one of the file's sections has a name that is `wanted`.
    pub(crate) fn has_section(&self, wanted: &dyn Fn(&str) -> bool) -> bool {
        let has = |cache: ReadCache<Blocks>| {
            let elf = Elf::parse(&cache).ok()?;
            elf.sections().any(|s| s.name().is_ok_and(wanted)).then_some(())
        };
        self.open().and_then(has).is_some()
    }

    fn open(&self) -> Option<ReadCache<Blocks>> {
        let file = self.files.open(self.first).ok()?;
        Blocks::of(file).ok().map(ReadCache::new)
    }

    /// What is added to an address in the file to have one in the process.
    /// A segment need not begin at a page, but its mapping does.
    fn bias(&self, elf: &Elf<'_>) -> Option<u64> {
        let mapped = self.first;
        let lead = |offset: u64| offset.checked_sub(mapped.offset);
        let segments = elf.segments().filter_map(|segment| {
            Some((lead(segment.file_range().0)?, segment.address()))
        });
        let (lead, address) = segments.min()?;
        Some(mapped.span.start.wrapping_add(lead).wrapping_sub(address))
    }
}

impl Debug for Module<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Module").field(&self.name()).finish()
    }
}

impl Symbols {
    /// The symbol of this name.
    pub fn get(&self, name: &str) -> Option<Symbol> {
        self.found.get(name).map(|(symbol, _)| *symbol)
    }

    /// All that were found, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Symbol)> {
        self.found.iter().map(|(name, (symbol, _))| (name.as_str(), *symbol))
    }

    /// Whether none was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Where the symbol of this name was found.
    pub fn found_by(&self, name: &str) -> FoundBy {
        match self.found.get(name) {
            Some((_, From::Module)) => FoundBy::Symbols,
            Some((_, From::DebugFile)) => FoundBy::DebugFile,
            None => FoundBy::Invariants,
        }
    }

    fn add(
        &mut self,
        elf: &Elf<'_>,
        bias: u64,
        from: From,
        wanted: &dyn Fn(&str) -> bool,
    ) {
        for (symbol, name) in named_symbols(elf) {
            // Exported symbols may bear their version behind an `@`.
            let name = name.split('@').next().unwrap_or_default();
            if symbol.is_undefined() || !wanted(name) {
                continue;
            }
            let thread_local = symbol.kind() == SymbolKind::Tls;
            let address = if thread_local {
                symbol.address()
            } else {
                symbol.address().wrapping_add(bias)
            };
            let size = symbol.size();
            let symbol = Symbol { address, size, thread_local };
            self.found.entry(name.to_owned()).or_insert((symbol, from));
        }
    }
}

/// Every symbol that has a name, of both tables. All names of a table are read
/// at once: there may be hundreds of thousands, of which few are wanted, and
/// `object` reads and keeps each by itself.
fn named_symbols<'data, 'elf>(
    elf: &'elf Elf<'data>,
) -> impl Iterator<Item = (ElfSymbol<'data, 'elf>, &'data str)> {
    let names = |table| names_of(elf, table).unwrap_or_default();
    let of_file = names(elf.elf_symbol_table());
    let exported = names(elf.elf_dynamic_symbol_table());
    let of_file = elf.symbols().map(move |symbol| (symbol, of_file));
    let exported = elf.dynamic_symbols().map(move |symbol| (symbol, exported));
    of_file.chain(exported).filter_map(|(symbol, names)| {
        let at = symbol.elf_symbol().st_name.get(elf.endian());
        let name = names.get(at as usize..)?.split(|&byte| byte == 0).next()?;
        Some((symbol, str::from_utf8(name).ok()?))
    })
}

/// The names of a table's symbols, each of which ends in a zero.
fn names_of<'data>(
    elf: &Elf<'data>,
    table: &SymbolTable<'data>,
) -> Option<&'data [u8]> {
    let sections = elf.elf_section_table();
    let section = sections.section(table.string_section()).ok()?;
    section.data(elf.endian(), elf.data()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_maps;
    use std::fs::File;
    use std::io;

    struct Own;

    impl Files for Own {
        fn open(&self, mapping: &Mapping) -> io::Result<File> {
            File::open(&mapping.name)
        }

        fn open_debug(&self, _build_id: &[u8]) -> Option<File> {
            None
        }
    }

    #[unsafe(no_mangle)]
    #[expect(unsafe_code, reason = "a symbol under a name of its own")]
    static RESIDUE_WALK_TESTS_SYMBOL: [u8; 24] = [7; 24];

    #[test]
    fn finds_a_symbol_of_this_very_process() {
        let text = std::fs::read_to_string("/proc/self/maps").unwrap();
        let maps = parse_maps(&text).unwrap();
        let here = &raw const RESIDUE_WALK_TESTS_SYMBOL as u64;
        let name = "RESIDUE_WALK_TESTS_SYMBOL";
        let found: Vec<Symbol> = Module::all(&maps, &Own)
            .filter_map(|module| module.symbols(&|n| n == name).get(name))
            .collect();
        let expected = Symbol { address: here, size: 24, thread_local: false };
        assert_eq!(found, [expected]);
    }

    #[test]
    fn an_address_leads_to_the_symbol_that_it_lies_in() {
        let text = std::fs::read_to_string("/proc/self/maps").unwrap();
        let maps = parse_maps(&text).unwrap();
        let start = &raw const RESIDUE_WALK_TESTS_SYMBOL as u64;
        let module = Module::all(&maps, &Own).find(|m| m.holds(start));
        let module = module.expect("this very program");
        let name = "RESIDUE_WALK_TESTS_SYMBOL";
        let names = module.names(&[start + 23, start, start + 24, 8]);
        for inside in [start, start + 23] {
            assert_eq!(names.get(&inside).map(String::as_str), Some(name));
        }
        assert_ne!(names.get(&(start + 24)).map(String::as_str), Some(name));
        assert_eq!(names.get(&8), None);
        assert!(!module.holds(8));
    }

    #[test]
    fn finds_what_a_library_exports() {
        let text = std::fs::read_to_string("/proc/self/maps").unwrap();
        let maps = parse_maps(&text).unwrap();
        let libc = Module::all(&maps, &Own)
            .find(|module| module.file_name().starts_with("libc."))
            .unwrap();
        let symbols = libc.symbols(&|name| name == "malloc");
        let malloc = symbols.get("malloc").unwrap();
        let code = libc.mappings().find(|map| map.executable).unwrap();
        assert!(code.span.contains(&malloc.address));
        assert_eq!(symbols.found_by("malloc"), FoundBy::Symbols);
        assert_eq!(symbols.found_by("free"), FoundBy::Invariants);
    }
}
