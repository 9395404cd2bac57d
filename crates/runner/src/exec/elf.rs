//! What a program's or a library's own file says of it.

use super::kind::{Kind, Linked};
use object::elf::{DT_NEEDED, PT_INTERP};
use object::read::elf::{Dyn, ElfFile64, ProgramHeader};
use object::{Endianness, Object, ObjectSymbol, ReadCache};
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
    let exports = |name| {
        elf.dynamic_symbols()
            .any(|symbol| symbol.is_definition() && symbol.name() == Ok(name))
    };
    if exports("malloc") {
        return Some(Linked::Malloc);
    }
    let of_rust =
        elf.symbols().filter(|of| of.is_definition()).find_map(|symbol| {
            match symbol.name().ok()? {
                "_rjem_malloc" | "_rjem_mallocx" => Some(Linked::RustJemalloc),
                "mi_malloc" | "mi_malloc_aligned" => Some(Linked::RustMimalloc),
                _ => None,
            }
        });
    // `operator new(unsigned long)`
    of_rust.or_else(|| exports("_Znwm").then_some(Linked::New))
}
