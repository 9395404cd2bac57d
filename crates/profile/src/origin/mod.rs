//! Whose code a frame is of: told by its name, by the path of its source, and
//! by the frames around it.
//!
//! One language, one file; each answers where it knows and is silent where it
//! does not.

mod c;
mod context;
mod cpp;
mod go;
mod path;
mod rust;
mod start;
mod unnamed;

pub(crate) use self::context::Context;
pub(crate) use self::path::{of_object, package};
pub(crate) use self::unnamed::is_unnamed;

/// Whose code a frame is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The program's own.
    Program,
    /// A library that the program uses: a crate, a module of Go, a shared
    /// object of the system.
    Library,
    /// What every allocation passes through: allocators, and the standard
    /// library of the language.
    Machinery,
    /// Where programs and threads begin, outside of all else.
    Start,
    /// It has no name: the profiler did not find the symbol.
    Unnamed,
}

impl Origin {
    /// All origins.
    pub const ALL: [Origin; 5] = [
        Origin::Program,
        Origin::Library,
        Origin::Machinery,
        Origin::Start,
        Origin::Unnamed,
    ];

    /// The origin's name in stored views.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Program => "program",
            Origin::Library => "library",
            Origin::Machinery => "machinery",
            Origin::Start => "start",
            Origin::Unnamed => "unnamed",
        }
    }
}

/// What a frame says of itself.
#[derive(Clone, Copy)]
pub(crate) struct FrameText<'a> {
    pub(crate) function: &'a str,
    pub(crate) file: Option<&'a str>,
    pub(crate) object: Option<&'a str>,
}

impl<'a> FrameText<'a> {
    /// The last part of the file's path.
    fn base(&self) -> Option<&'a str> {
        self.file.map(path::base)
    }

    /// The function without what it is an instance of: `push` of `push<u8>`.
    fn stem(&self) -> &'a str {
        let end = self.function.find(['<', '(']).filter(|&at| at > 0);
        &self.function[..end.unwrap_or(self.function.len())]
    }

    /// Whether the name says nothing of where it belongs, as that of an
    /// inlined function often does.
    fn is_unqualified(&self) -> bool {
        !self.stem().contains("::") && !self.function.starts_with('<')
    }
}

/// What can be told of a frame by itself.
pub(crate) fn of(said: &FrameText<'_>) -> Origin {
    if start::is_start(said) {
        return Origin::Start;
    }
    if is_unnamed(said.function) {
        let of_system = said.object.and_then(of_object);
        return of_system.unwrap_or(Origin::Unnamed);
    }
    let languages = [go::origin, rust::origin, cpp::origin, c::origin];
    let known = languages.iter().find_map(|known| known(said));
    let by_path = || path::origin(said);
    known.or_else(by_path).unwrap_or(Origin::Program)
}

/// Whether the name is that of a closure without what it stands in, or of an
/// inlined function that nobody named: it names no one.
pub(crate) fn is_bare(function: &str) -> bool {
    let stem = function.split('<').next().unwrap_or_default();
    let inner = stem.trim_start_matches('{');
    let is_closure =
        inner.starts_with("closure") || inner.starts_with("lambda");
    matches!(stem, "UnknownInlinedFun" | "operator()" | "_FUN")
        || (stem.starts_with('{') && is_closure && !stem.contains("}::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(function: &str, file: &str) -> Origin {
        let file = Some(file).filter(|file| !file.is_empty());
        let (object, file) = match file.and_then(|at| at.strip_prefix("in ")) {
            Some(object) => (Some(object), None),
            None => (None, file),
        };
        of(&FrameText { function, file, object })
    }

    #[test]
    fn machinery_is_told_by_name_by_path_and_by_both() {
        for (function, file) in [
            ("malloc", ""),
            ("malloc", "vg_replace_malloc.c"),
            ("<alloc::vec::Vec<T> as Clone>::clone", ""),
            ("hashbrown::raw::RawTable<T,A>::reserve_rehash", ""),
            ("operator new(unsigned long)", "in /usr/libexec/valgrind/vg.so"),
            ("<u8 as alloc::vec::spec_from_elem::SpecFromElem>::from_elem", ""),
            ("alloc::vec::Vec<T,A>::reserve", "src/vec/mod.rs"),
            ("alloc", "alloc.rs"),
            ("with_capacity<u8>", "mod.rs"),
            ("collect<app::I>", "library/core/src/iter/traits/iterator.rs"),
            ("UnknownInlinedFun", "/rustc/0123abc/library/alloc/src/string.rs"),
            ("UnknownInlinedFun", "new_allocator.h"),
            ("allocate", "new_allocator.h"),
            ("push_back", "/usr/include/c++/12/bits/stl_vector.h"),
            ("std::vector<int>::_M_realloc_insert<int const&>(int)", ""),
            ("g_malloc", "in /usr/lib/libglib-2.0.so.0"),
            ("g_malloc0", "gmem.c"),
            ("_IO_file_doallocate", "filedoalloc.c"),
            ("runtime.mallocgc", "/usr/lib/go-1.19/src/runtime/malloc.go"),
            ("strings.(*Builder).grow", "strings/builder.go"),
            ("QArrayData::allocate(unsigned long)", "qarraydata.cpp"),
            ("???", "in /usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30"),
            ("<str>::to_owned", "str.rs"),
            ("alloc", "dhat-0.3.3/src/lib.rs"),
            ("insert", "/r/hashbrown-0.15.2/src/map.rs"),
            ("pthread_getattr_np", "pthread_getattr_np.c"),
        ] {
            assert_eq!(origin(function, file), Origin::Machinery, "{function}");
        }
    }

    #[test]
    fn libraries_are_what_the_program_uses() {
        for (function, file) in [
            (
                "from_str",
                "/home/user/.cargo/registry/src/x/serde_json-1.0.1/src/de.rs",
            ),
            ("serde_json::de::from_str", "serde_json-1.0.96/src/de.rs"),
            ("sqlite3_open", "in /usr/lib/x86_64-linux-gnu/libsqlite3.so.0"),
            (
                "github.com/x/y.F",
                "/home/user/go/pkg/mod/github.com/x/y@v1.2.0/y.go",
            ),
            ("boost::f(int)", "/usr/include/boost/f.hpp"),
        ] {
            assert_eq!(origin(function, file), Origin::Library, "{function}");
        }
    }

    #[test]
    fn the_program_is_all_else() {
        for (function, file) in [
            ("main", ""),
            ("main", "main.cpp"),
            ("app::alloc::grow", "app/src/alloc.rs"),
            ("<app::T as core::clone::Clone>::clone", ""),
            ("<alloc::vec::Vec<u8> as app::Grow>::grow", "src/grow.rs"),
            ("load", "main.rs"),
            ("load", "src/main.rs"),
            ("Cache::fill()", "cache.cpp"),
            ("fill", "src/map.rs"),
            ("step", "mod.rs"),
            ("main.(*Cache).Fill", "/home/me/app/cache.go"),
            ("app/internal/cache.Fill", "/home/me/app/internal/cache.go"),
            ("grow<double>(unsigned long)", "b.cpp"),
        ] {
            assert_eq!(origin(function, file), Origin::Program, "{function}");
        }
        assert_eq!(origin("__libc_start_main", ""), Origin::Start);
        assert_eq!(origin("(below main)", ""), Origin::Start);
        assert_eq!(origin("call_init", "dl-init.c"), Origin::Start);
        assert_eq!(origin("???", "in /lib64/ld-linux.so.2"), Origin::Start);
        assert_eq!(origin("???", ""), Origin::Unnamed);
        assert_eq!(origin("__mh_execute_header", ""), Origin::Unnamed);
    }

    #[test]
    fn a_closure_alone_names_no_one() {
        for name in
            ["UnknownInlinedFun", "{closure#0}", "{{closure}}", "operator()"]
        {
            assert!(is_bare(name), "{name}");
        }
        for name in
            ["main", "app::{closure#0}", "{impl#1}::f", "{closure#0}::f"]
        {
            assert!(!is_bare(name), "{name}");
        }
    }
}
