//! One binary: its code, its build id, and its names.

use std::cell::OnceCell;
use std::fs::File;
use std::path::{Path, PathBuf};

use addr2line::Loader;
use object::elf::{EM_AARCH64, EM_X86_64, ET_EXEC};
use object::read::elf::{ElfFile, FileHeader};
use object::{
    Object, ObjectSegment, ObjectSymbol, ReadCache, SegmentFlags, SymbolKind,
    elf,
};

use super::call::{self, Call, Code, Machine};
use crate::error::Error;

/// An ELF file with code, or with the debug information of one.
pub(super) struct Binary {
    /// What it is called where it is told of.
    pub(super) name: String,
    path: PathBuf,
    /// In hexadecimal.
    pub(super) build_id: Option<String>,
    /// Whether it is loaded at the addresses that it has in the file.
    pub(super) is_fixed: bool,
    /// What calls look like; `None` of a machine that is not known.
    pub(super) machine: Option<Machine>,
    pub(super) code: Vec<Code>,
    has_names: bool,
    /// In the order of their addresses.
    symbols: Vec<FunctionSymbol>,
    /// See [`call::density`].
    density: OnceCell<f64>,
    names: Option<Loader>,
}

/// A function, as the symbol table has it.
pub(super) struct FunctionSymbol {
    /// Where it begins, as the file has addresses.
    pub(super) address: u64,
    size: u64,
    pub(super) name: Box<str>,
}

impl Binary {
    /// The binary at `path`, which must have names.
    pub(super) fn with_names(path: &Path) -> Result<Binary, Error> {
        let name = path.display().to_string();
        let cannot =
            |what: String| Error::NoSymbols { binary: name.clone(), what };
        let mut binary = Binary::without_names(path).map_err(cannot)?;
        if !binary.has_names {
            return Err(cannot(
                "it has neither symbols nor debug information itself: pass \
                 the binary as it was before it was stripped"
                    .to_owned(),
            ));
        }
        let names = Loader::new(path);
        binary.names = Some(names.map_err(|error| cannot(error.to_string()))?);
        Ok(binary)
    }

    /// The binary at `path`, whatever is left of its names; else what is
    /// wrong with it, in words.
    pub(super) fn without_names(path: &Path) -> Result<Binary, String> {
        let no_elf = || "it is not an ELF file".to_owned();
        if !path.is_file() {
            return Err("there is no such file".to_owned());
        }
        let file = File::open(path).map_err(|error| error.to_string())?;
        let cache = ReadCache::new(file);
        match object::FileKind::parse(&cache).map_err(|_| no_elf())? {
            object::FileKind::Elf64 => {
                read::<elf::FileHeader64<object::Endianness>>(path, &cache)
            }
            object::FileKind::Elf32 => {
                read::<elf::FileHeader32<object::Endianness>>(path, &cache)
            }
            _ => Err(no_elf()),
        }
    }

    /// The last part of its path, without what debug information is called.
    pub(super) fn base(&self) -> &str {
        let base = self.path.file_name().and_then(|name| name.to_str());
        let base = base.unwrap_or_default();
        base.strip_suffix(".debug").unwrap_or(base)
    }

    /// Whether it has code, and it is known what calls look like there.
    pub(super) fn shows_calls(&self) -> bool {
        self.machine.is_some()
            && self.code.iter().any(|code| !code.bytes.is_empty())
    }

    /// How often a place in its code is one right behind a call, if it is
    /// chosen blindly.
    pub(super) fn density(&self) -> f64 {
        let density = || match self.machine {
            Some(machine) => call::density(machine, &self.code),
            None => 0.0,
        };
        *self.density.get_or_init(density)
    }

    /// What is called right before `address`, if a call ends there.
    pub(super) fn call_before(&self, address: u64) -> Option<Call> {
        call::before(self.machine?, &self.code, address)
    }

    /// Where an offset of the file is executed, as the file has addresses.
    pub(super) fn address_of(&self, offset: u64) -> Option<u64> {
        const PAGE: u64 = 4096;
        // Mappings begin where pages do, and what is executed may not.
        let within = |code: &&Code| {
            let first = code.offset - code.offset % PAGE;
            let bytes = code.addresses.end - code.addresses.start;
            (first..code.offset + bytes).contains(&offset)
        };
        let code = self.code.iter().find(within)?;
        (code.addresses.start + offset).checked_sub(code.offset)
    }

    /// The symbol of the function that an address is in.
    pub(super) fn symbol_at(&self, address: u64) -> Option<&FunctionSymbol> {
        let behind = self.symbols.partition_point(|at| at.address <= address);
        let symbol = self.symbols.get(behind.checked_sub(1)?)?;
        // Assembly does not always tell how long it is.
        let is_within =
            symbol.size == 0 || address - symbol.address < symbol.size;
        is_within.then_some(symbol)
    }

    /// The names.
    pub(super) fn names(&self) -> Option<&Loader> {
        self.names.as_ref()
    }
}

fn read<H: FileHeader<Endian = object::Endianness>>(
    path: &Path,
    cache: &ReadCache<File>,
) -> Result<Binary, String> {
    let said = |error: object::Error| error.to_string();
    let file = ElfFile::<H, _>::parse(cache).map_err(said)?;
    let endian = file.endian();
    let header = file.elf_header();
    let symbols = symbols(&file);
    let has_names = file.section_by_name(".debug_info").is_some()
        || file.section_by_name(".zdebug_info").is_some()
        || !symbols.is_empty();
    let build_id = file.build_id().ok().flatten().map(hexadecimal);
    let mut code = Vec::new();
    for segment in file.segments() {
        let SegmentFlags::Elf { p_flags, .. } = segment.flags() else {
            continue;
        };
        if !p_flags.contains(elf::PF_X) {
            continue;
        }
        let start = segment.address();
        let addresses = start..start.saturating_add(segment.size());
        let offset = segment.file_range().0;
        let bytes = segment.data().map(<[u8]>::to_vec).unwrap_or_default();
        code.push(Code { addresses, offset, bytes });
    }
    Ok(Binary {
        name: path.display().to_string(),
        path: path.to_owned(),
        build_id,
        is_fixed: header.e_type(endian) == ET_EXEC,
        machine: match header.e_machine(endian) {
            EM_X86_64 => Some(Machine::X86_64),
            EM_AARCH64 => Some(Machine::Aarch64),
            _ => None,
        },
        code,
        has_names,
        symbols,
        density: OnceCell::new(),
        names: None,
    })
}

/// The functions of `file`, each address once.
fn symbols<'data>(file: &impl Object<'data>) -> Vec<FunctionSymbol> {
    let functions = file.symbols().filter(|symbol| {
        symbol.kind() == SymbolKind::Text && symbol.is_definition()
    });
    let symbol = functions.filter_map(|symbol| {
        let (address, size) = (symbol.address(), symbol.size());
        let name = symbol.name().ok().filter(|name| !name.is_empty())?.into();
        Some(FunctionSymbol { address, size, name })
    });
    let mut symbols: Vec<_> = symbol.collect();
    symbols.sort_by_key(|symbol| symbol.address);
    symbols.dedup_by_key(|symbol| symbol.address);
    symbols
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
