//! Allocators and runtimes that map memory for themselves and that no walker
//! reads: what they hold cannot be told from what the program itself mapped.

use crate::{Found, Module, Refusal, Target};

/// Something that maps memory for itself, and what it is known by.
#[derive(Clone, Copy, Debug)]
struct Stranger {
    name: &'static str,
    mark: Mark,
}

#[derive(Clone, Copy, Debug)]
enum Mark {
    /// The name of its file begins so.
    File(&'static str),
    /// Its file defines this.
    Symbol(&'static str),
    /// Its file defines this, and the walker of this name found nothing there
    /// and refused nothing.
    Unwalked(&'static str, &'static str),
    /// Its file has a section whose name ends so, and the walker of this name
    /// found nothing there and refused nothing.
    Section(&'static str, &'static str),
}

/// All that are known; another is one line. The last has no name of its own.
const STRANGERS: &[Stranger] = &[
    Stranger { name: "Go", mark: Mark::Section(".gopclntab", "Go") },
    Stranger { name: "Java", mark: Mark::File("libjvm.so") },
    Stranger { name: "V8", mark: Mark::Symbol("_ZN2v87Isolate8AllocateEv") },
    Stranger { name: ".NET", mark: Mark::File("libcoreclr.so") },
    Stranger { name: "Python", mark: Mark::Unwalked(PYTHON, "pymalloc") },
    Stranger { name: "PHP", mark: Mark::Symbol("_emalloc") },
    Stranger { name: "Erlang", mark: Mark::Symbol("erts_alloc_init") },
    Stranger { name: "OCaml", mark: Mark::Symbol("caml_alloc_shr") },
    Stranger { name: "tcmalloc", mark: Mark::Symbol("tc_malloc") },
    Stranger { name: "snmalloc", mark: Mark::Symbol("sn_malloc") },
    Stranger { name: "rpmalloc", mark: Mark::Symbol("rpmalloc") },
    Stranger { name: "scudo", mark: Mark::Symbol("scudoMalloc") },
    Stranger { name: "another malloc", mark: Mark::Symbol(MALLOC) },
];

const MALLOC: &str = "malloc";
/// Of the library that tracks a program in the place of its `malloc`, and
/// passes everything on.
const TRACKER: &str = "residue_mark";
const PYTHON: &str = "PyObject_Malloc";

/// The strangers in `target`, beside the allocators that were `found`.
pub(crate) fn find(
    target: &Target<'_>,
    found: &Found,
) -> Vec<(&'static str, Refusal)> {
    let modules: Vec<_> = target.modules().collect();
    let mut strangers: Vec<_> = modules
        .iter()
        .filter_map(|module| Some((of(module, found)?, module.name())))
        .map(|(name, file)| (name, stranger(format!("its code is in {file}"))))
        .collect();
    strangers.dedup_by_key(|(name, _)| *name);
    let is_explained = !found.heaps.is_empty() || !found.refused.is_empty();
    if let ([program], [], false) =
        (modules.as_slice(), strangers.as_slice(), is_explained)
    {
        let why = format!(
            "{} is linked statically, and nothing in it shows which one it is",
            program.name()
        );
        strangers.push(("its allocator", stranger(why)));
    }
    strangers
}

fn stranger(known_by: String) -> Refusal {
    Refusal::Stranger { known_by }
}

/// The first stranger that `module` bears a mark of.
fn of(module: &Module<'_>, found: &Found) -> Option<&'static str> {
    let marks = |name: &str| {
        let mut marks = STRANGERS.iter().map(|stranger| stranger.mark);
        marks.any(|mark| match mark {
            Mark::Symbol(of) | Mark::Unwalked(of, _) => of == name,
            Mark::File(_) | Mark::Section(..) => false,
        })
    };
    let symbols = module.symbols(&marks);
    let bears = |stranger: &&Stranger| match stranger.mark {
        Mark::File(start) => module.file_name().starts_with(start),
        Mark::Symbol(MALLOC) => {
            symbols.get(MALLOC).is_some() && !is_known(module, found)
        }
        Mark::Symbol(name) => symbols.get(name).is_some(),
        Mark::Unwalked(name, walker) => {
            symbols.get(name).is_some() && !is_walked_by(walker, module, found)
        }
        Mark::Section(end, walker) => {
            module.has_section(&|name| name.ends_with(end))
                && !is_walked_by(walker, module, found)
        }
    };
    STRANGERS.iter().find(bears).map(|stranger| stranger.name)
}

fn is_walked_by(walker: &str, module: &Module<'_>, found: &Found) -> bool {
    let mut heaps = found.heaps.iter().map(|heap| heap.allocator());
    heaps.any(|of| of.name == walker && of.module == module.name())
        || found.refused.iter().any(|(name, _)| *name == walker)
}

/// Whether the `malloc` of `module` is no stranger's: a walker reads it, or it
/// is the C library's or its loader's, of which walkers know whether it is
/// used, or the tracker's, which passes everything on.
fn is_known(module: &Module<'_>, found: &Found) -> bool {
    let symbols = module.symbols(&|name| name == TRACKER);
    if symbols.get(TRACKER).is_some() {
        return true;
    }
    const LIBC: [&str; 4] = ["libc.", "libc-", "ld-", "ld."];
    let file = module.file_name();
    let walked = |module_of: &str| module_of == module.name();
    found.heaps.iter().any(|heap| walked(&heap.allocator().module))
        || LIBC.iter().any(|start| file.starts_with(start))
}
