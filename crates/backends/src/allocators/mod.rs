//! The allocators, each with all that is particular to it, and the list of
//! them.

pub(crate) mod dhat;
pub(crate) mod jemalloc;
pub(crate) mod mimalloc;
pub(crate) mod system;

/// Gives the list to the macro of that name, before its other arguments. A new
/// allocator is one entry, in the order in which backends are shown.
macro_rules! each_allocator {
    ($macro:ident $($arguments:tt)*) => {
        $macro! {
            [
                /// The allocator of the C library, which is what Rust uses by
                /// default.
                System = $crate::allocators::system::System, "system";
                /// jemalloc, as the crate `tikv-jemallocator` builds it.
                Jemalloc = $crate::allocators::jemalloc::Jemalloc, "jemalloc";
                /// mimalloc 3, as the crate `libmimalloc-sys` builds it.
                Mimalloc = $crate::allocators::mimalloc::Mimalloc, "mimalloc";
                /// The heap profiler of the crate `dhat`, over the system's
                /// allocator.
                Dhat = $crate::allocators::dhat::Dhat, "dhat";
            ]
            $($arguments)*
        }
    };
}

pub(crate) use each_allocator;
