//! Rust: the standard library, by the crates in a name, by the paths of its
//! sources, and by the names of inlined functions that have neither.

use super::{FrameText, Origin, path};
use crate::name;

/// Crates that every allocation passes through.
const CRATES: &[&str] = &[
    "alloc",
    "core",
    "std",
    "hashbrown",
    "dhat",
    "residue",
    "residue_backends",
    "residue_runner",
    "backtrace",
    "tikv_jemallocator",
    "tikv_jemalloc_sys",
    "jemallocator",
    "mimalloc",
    "libmimalloc_sys",
    "snmalloc_rs",
    "stats_alloc",
    "cap",
];

/// The compiler's own symbols, by how they begin.
const SYMBOLS: [&str; 4] = ["__rust_", "__rustc", "__rg_", "__rdl_"];

/// Folders of the standard library's sources.
const FOLDERS: [&str; 10] = [
    "library/alloc/",
    "library/core/",
    "library/std/",
    "library\\alloc\\",
    "library\\core\\",
    "library\\std\\",
    "/rustc/",
    "src/liballoc/",
    "src/libcore/",
    "src/libstd/",
];

/// Sources that the standard library alone has, by their last part.
const SOURCES: &[&str] = &[
    "raw_vec.rs",
    "boxed.rs",
    "spec_from_elem.rs",
    "spec_from_iter.rs",
    "spec_from_iter_nested.rs",
    "spec_extend.rs",
    "in_place_collect.rs",
    "from_iter_in_place.rs",
    "source_iter_marker.rs",
    "set_len_on_drop.rs",
    "vec_deque.rs",
    "binary_heap.rs",
    "linked_list.rs",
    "os_str.rs",
    "c_str.rs",
    "wtf8.rs",
    "iterator.rs",
    "double_ended.rs",
    "exact_size.rs",
    "panicking.rs",
    "panic.rs",
    "function.rs",
    "rt.rs",
    "maybe_uninit.rs",
    "manually_drop.rs",
    "const_ptr.rs",
    "mut_ptr.rs",
    "non_null.rs",
    "unique.rs",
    "bufreader.rs",
    "bufwriter.rs",
    "linewriter.rs",
    "linewritershim.rs",
    "into_iter.rs",
];

/// Sources that a program may have as well.
const SHARED: &[&str] = &[
    "alloc.rs",
    "mod.rs",
    "map.rs",
    "set.rs",
    "string.rs",
    "slice.rs",
    "str.rs",
    "fmt.rs",
    "option.rs",
    "result.rs",
    "rc.rs",
    "sync.rs",
    "borrow.rs",
    "convert.rs",
    "clone.rs",
    "default.rs",
    "collect.rs",
    "range.rs",
    "node.rs",
    "entry.rs",
    "append.rs",
    "unix.rs",
    "macros.rs",
    "filter.rs",
    "cloned.rs",
    "copied.rs",
    "chain.rs",
    "zip.rs",
    "hash.rs",
    "enumerate.rs",
    "flatten.rs",
    "adapter.rs",
    "fs.rs",
    "path.rs",
    "env.rs",
    "io.rs",
    "collections.rs",
    "process.rs",
    "thread.rs",
];

/// Words of functions that allocate in those, and in few programs.
const WORDS: &[&str] = &[
    "alloc",
    "alloc_zeroed",
    "realloc",
    "allocate",
    "allocate_zeroed",
    "allocate_in",
    "try_allocate_in",
    "alloc_impl",
    "alloc_impl_runtime",
    "grow_impl",
    "exchange_malloc",
    "box_new",
    "with_capacity",
    "with_capacity_in",
    "with_capacity_zeroed",
    "with_capacity_zeroed_in",
    "try_with_capacity",
    "try_with_capacity_in",
    "from_elem",
    "from_iter",
    "from_iter_in",
    "collect",
    "to_vec",
    "to_vec_in",
    "into_vec",
    "to_owned",
    "into_owned",
    "to_string",
    "push_str",
    "push_mut",
    "reserve",
    "reserve_exact",
    "try_reserve",
    "do_reserve_and_handle",
    "reserve_for_push",
    "reserve_rehash",
    "resize_inner",
    "grow_one",
    "grow_amortized",
    "grow_exact",
    "finish_grow",
    "extend",
    "extend_desugared",
    "extend_trusted",
    "extend_from_slice",
    "append_elements",
    "spec_extend",
    "shrink_to_fit",
    "into_boxed_slice",
    "into_boxed_str",
    "map_or_else",
    "prepare_resize",
    "format_inner",
    "allocate_for_layout",
    "allocate_for_slice",
    "new_uninit",
    "new_uninit_in",
    "new_uninit_slice",
    "new_leaf",
    "do_alloc",
    "new_uninitialized",
    "fallible_with_capacity",
    "reserve_rehash_inner",
    "find_or_find_insert_index",
    "find_or_find_insert_slot",
];

pub(super) fn origin(said: &FrameText<'_>) -> Option<Origin> {
    let of_compiler = SYMBOLS.iter().any(|at| said.function.starts_with(at));
    let of_library = said
        .file
        .is_some_and(|file| FOLDERS.iter().any(|at| file.contains(at)));
    let of_package = said
        .file
        .and_then(path::package)
        .is_some_and(|package| CRATES.contains(&package));
    let is_machinery = of_compiler
        || of_package
        || is_of_crates(said.function)
        || (of_library && !is_of_program(said.function))
        || is_inlined(said);
    is_machinery.then_some(Origin::Machinery)
}

/// Whether the crates in the name are the library's. What implements a trait
/// is of the trait's crate or of the type's: of the library only if both are.
fn is_of_crates(function: &str) -> bool {
    let of_library = |path: &str| {
        name::owner(path).is_some_and(|owner| CRATES.contains(&owner))
    };
    match name::head(function) {
        // What a type of the language has by itself: `<str>::to_owned`.
        (kind, None) if function.starts_with('<') => {
            name::owner(kind).is_none_or(|owner| CRATES.contains(&owner))
        }
        (kind, None) => of_library(kind),
        (kind, Some(of_trait)) => {
            let of_language = name::owner(kind).is_none();
            let trait_of_language = name::owner(of_trait).is_none();
            match (of_language, trait_of_language) {
                (true, _) => of_library(of_trait),
                (false, true) => of_library(kind),
                (false, false) => of_library(kind) && of_library(of_trait),
            }
        }
    }
}

/// Whether a name says that it is another's than the library's.
fn is_of_program(function: &str) -> bool {
    let (kind, _) = name::head(function);
    name::owner(kind).is_some() && !is_of_crates(function)
}

/// Whether it is a function of the library's, inlined, of which the profiler
/// knows neither the crate nor the path.
fn is_inlined(said: &FrameText<'_>) -> bool {
    let Some(file) = said.file else { return false };
    if file.contains(['/', '\\']) || !said.is_unqualified() {
        return false;
    }
    let tells = said.function.contains("alloc::alloc::Global")
        || WORDS.contains(&said.stem());
    SOURCES.contains(&file) || SHARED.contains(&file) && tells
}
