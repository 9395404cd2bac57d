//! What a program's or a library's own file says of it.

use super::kind::{Kind, Linked};
use object::elf::{DT_NEEDED, FileHeader64, PT_INTERP};
use object::read::elf::{
    Dyn, ElfFile64, ProgramHeader, SectionHeader, Sym, SymbolTable,
};
use object::{Endianness, Object, ReadCache};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Whether `path` is a library of this machine that has a `malloc`.
pub(super) fn has_malloc(path: &Path) -> bool {
    let elf = Elf::read(path);
    elf.is_some_and(|elf| elf.linked == Some(Linked::Malloc))
}

/// What a file of a program says.
pub(super) struct Elf {
    pub(super) kind: Kind,
    pub(super) linked: Option<Linked>,
    pub(super) is_cxx: bool,
}

type File64<'a> = ElfFile64<'a, Endianness, &'a ReadCache<File>>;
type Symbols<'a> =
    SymbolTable<'a, FileHeader64<Endianness>, &'a ReadCache<File>>;

impl Elf {
    /// `None` where `path` cannot be read, or is none.
    pub(super) fn read(path: &Path) -> Option<Elf> {
        let mut file = File::open(path).ok()?;
        let mut head = [0; 20];
        file.read_exact(&mut head).ok()?;
        if !head.starts_with(b"\x7fELF") {
            return None;
        }
        let foreign = Elf { kind: Kind::Foreign, linked: None, is_cxx: false };
        if head[4] != 2 || head[18..20] != MACHINE.to_le_bytes() {
            return Some(foreign);
        }
        let data = ReadCache::new(file);
        let elf = File64::parse(&data).ok()?;
        let loader = loader(&elf, &data);
        let needed = needed(&elf, &data).unwrap_or_default();
        let kind = match &loader {
            _ if elf.section_by_name(".note.go.buildid").is_some() => Kind::Go,
            None => Kind::Static,
            Some(loader) if is_musl(loader) => Kind::Musl,
            Some(_) if needed.iter().any(|of| is_sanitizer(of)) => {
                Kind::Sanitized
            }
            Some(_) => Kind::Dynamic,
        };
        let is_cxx = needed.iter().any(|of| of.starts_with("libstdc++."));
        Some(Elf { kind, linked: linked(&elf), is_cxx })
    }
}

#[cfg(target_arch = "aarch64")]
const MACHINE: u16 = object::elf::EM_AARCH64.0;
#[cfg(not(target_arch = "aarch64"))]
const MACHINE: u16 = object::elf::EM_X86_64.0;

fn is_musl(loader: &str) -> bool {
    loader.rsplit('/').next().is_some_and(|name| name.starts_with("ld-musl"))
}

/// Whether a library is a sanitizer's runtime with an allocator of its own.
fn is_sanitizer(library: &str) -> bool {
    let names = ["libasan.", "libhwasan.", "liblsan.", "libtsan."];
    names.iter().any(|name| library.starts_with(name))
}

/// The loader that it asks for.
fn loader(elf: &File64<'_>, data: &ReadCache<File>) -> Option<String> {
    let endian = elf.endian();
    let headers = elf.elf_program_headers();
    let loader = headers.iter().find(|of| of.p_type(endian) == PT_INTERP)?;
    let name = loader.interpreter(endian, data).ok()??;
    Some(String::from_utf8_lossy(name).into_owned())
}

/// The libraries that it asks for.
fn needed(elf: &File64<'_>, data: &ReadCache<File>) -> Option<Vec<String>> {
    let (endian, sections) = (elf.endian(), elf.elf_section_table());
    let (entries, strings) = sections.dynamic(endian, data).ok()??;
    let strings = sections.strings(endian, data, strings).ok()?;
    let needed = entries
        .iter()
        .filter(|entry| entry.tag(endian) == DT_NEEDED)
        .filter_map(|entry| entry.string(endian, strings).ok());
    Some(needed.map(|n| String::from_utf8_lossy(n).into_owned()).collect())
}

fn linked(elf: &File64<'_>) -> Option<Linked> {
    let exports = |name: &[u8]| {
        defined(elf, elf.elf_dynamic_symbol_table()).any(|one| one == name)
    };
    if exports(b"malloc") {
        return Some(Linked::Malloc);
    }
    let of_rust = defined(elf, elf.elf_symbol_table()).find_map(|name| {
        Some(match name {
            b"_rjem_malloc" | b"_rjem_mallocx" => Linked::RustJemalloc,
            b"mi_malloc" | b"mi_malloc_aligned" => Linked::RustMimalloc,
            _ => return None,
        })
    });
    // `operator new(unsigned long)`
    of_rust.or_else(|| exports(b"_Znwm").then_some(Linked::New))
}

/// The names that a table of symbols defines. They are read at once: a
/// program waits for this before it starts, and `object` by itself asks the
/// kernel for each of what may be hundreds of thousands.
fn defined<'elf, 'data>(
    elf: &'elf File64<'data>,
    table: &'elf Symbols<'data>,
) -> impl Iterator<Item = &'data [u8]> {
    let endian = elf.endian();
    let section = elf.elf_section_table().section(table.string_section());
    let names = section.and_then(|of| of.data(endian, elf.data()));
    let names = names.unwrap_or_default();
    let symbols = table.iter().filter(move |one| !one.is_undefined(endian));
    symbols.filter_map(move |symbol| {
        let name = names.get(symbol.st_name(endian) as usize..)?;
        name.split(|&byte| byte == 0).next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// How often this thread has asked the kernel to read.
    fn reads() -> u64 {
        let io = fs::read_to_string("/proc/thread-self/io").unwrap();
        let count = io.lines().find_map(|line| line.strip_prefix("syscr: "));
        count.unwrap().parse().unwrap()
    }

    #[test]
    fn thousands_of_symbols_are_read_at_once() {
        let own = std::env::current_exe().unwrap();
        let before = reads();
        let elf = Elf::read(&own).unwrap();
        let read = reads() - before;
        assert_eq!(elf.kind, Kind::Dynamic);
        assert!(elf.linked.is_some(), "its allocators are among them");
        assert!(read < 200, "{read} times");

        let bytes = fs::read(&own).unwrap();
        let parsed = object::File::parse(&*bytes).unwrap();
        assert!(parsed.symbols().count() > 2000, "they are thousands");
    }

    #[test]
    fn the_c_library_has_a_malloc_and_this_program_none() {
        let maps = fs::read_to_string("/proc/self/maps").unwrap();
        let libc = maps.lines().find_map(|line| {
            let path = &line[line.find('/')?..];
            path.contains("/libc.so").then_some(path)
        });
        assert!(has_malloc(Path::new(libc.unwrap())));
        assert!(!has_malloc(&std::env::current_exe().unwrap()));
    }
}
