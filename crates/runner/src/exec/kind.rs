//! What a program is, as far as that matters to who would track it.

/// Whether a library can take the place of a program's `malloc`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is linked dynamically, by the C library that the library is for.
    Dynamic,
    /// It needs no loader, and so loads no library.
    Static,
    /// Its C library is musl.
    Musl,
    /// It is Go's: its runtime has an allocator of its own.
    Go,
    /// It gets rights that its caller lacks: the loader ignores what the
    /// caller wants preloaded.
    Privileged,
    /// A sanitizer's runtime is its allocator, which has to come before any
    /// other library.
    Sanitized,
    /// It is of another machine, or of 32 bits.
    Foreign,
    /// It cannot be read, or is no program of this system.
    Unknown,
}

impl Kind {
    /// Why nothing can be preloaded, if so.
    pub fn reason(self) -> Option<&'static str> {
        Some(match self {
            Kind::Dynamic => return None,
            Kind::Static => "it is linked statically",
            Kind::Musl => "its C library is musl",
            Kind::Go => "Go's runtime allocates by itself",
            Kind::Privileged => {
                "it gets rights that you lack (setuid), and the loader \
                 preloads nothing"
            }
            Kind::Sanitized => {
                "a sanitizer is its allocator, and lets no library come before"
            }
            Kind::Foreign => "it is a program of another machine",
            Kind::Unknown => "what it is cannot be read",
        })
    }
}

/// An allocator that a program's own file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linked {
    /// It takes the place of `malloc` itself, before any library can.
    Malloc,
    /// Rust's jemalloc, beside the C library's `malloc`.
    RustJemalloc,
    /// Rust's mimalloc, beside the C library's `malloc`.
    RustMimalloc,
    /// A `new` of C++, which may or may not call `malloc`.
    New,
}
