//! The allocators that the benches measure trackers over.

/// Gives the list to the macro of that name. A new allocator is one entry, in
/// the order in which they are shown, and the crate that brings it.
#[macro_export]
macro_rules! each_base {
    ($macro:ident) => {
        $macro! {
            /// The C library's.
            System = ::std::alloc::System, "system";
            /// jemalloc, with its profiler built in.
            Jemalloc = ::tikv_jemallocator::Jemalloc, "jemalloc";
            /// mimalloc.
            Mimalloc = ::mimalloc::MiMalloc, "mimalloc";
        }
    };
}

macro_rules! names {
    ($($(#[$doc:meta])* $base:ident = $type:path, $name:literal;)*) => {
        /// Their names.
        pub const BASES: [&str; [$($name),*].len()] = [$($name),*];
    };
}

each_base!(names);
