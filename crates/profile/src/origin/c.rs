//! C: allocators, the C library, and the wrappers that libraries have.

use super::{FrameText, Origin, path};

/// By whole names.
const WHOLE: &[&str] = &[
    "malloc",
    "calloc",
    "realloc",
    "reallocarray",
    "memalign",
    "posix_memalign",
    "aligned_alloc",
    "valloc",
    "pvalloc",
    "free",
    "memcpy",
    "memmove",
    "mempcpy",
    "memset",
    "strdup",
    "strndup",
    "__strdup",
    "__strndup",
    "asprintf",
    "vasprintf",
    "getline",
    "getdelim",
    "xmalloc",
    "xcalloc",
    "xrealloc",
    "xzalloc",
    "xstrdup",
    "xstrndup",
    "xnmalloc",
    "xpalloc",
    "HeapAlloc",
    "RtlAllocateHeap",
    "_malloc_base",
];

/// By how names begin: allocators and their hooks, and the C library.
const BEGIN: &[&str] = &[
    "je_",
    "_rjem_",
    "_rjem_je_",
    "mi_",
    "_mi_",
    "tc_",
    "tcmalloc::",
    "do_malloc",
    "moz_x",
    "replace_malloc",
    "malloc_zone_",
    "szone_",
    "nanov2_",
    "_IO_",
    "_dl_",
    "_nl_",
    "__libc_",
    "__GI_",
    "__vfprintf",
    "__vasprintf",
    "__fopen",
    "pthread_",
    "_cgo_sys_",
    "_int_malloc",
    "sysmalloc",
];

/// Sources of the C library and of Valgrind, by how their names begin. What
/// is inlined into them has no path.
const SOURCES: &[&str] = &[
    "vg_replace_malloc.c",
    "vg_replace_strmem.c",
    "filedoalloc.c",
    "fileops.c",
    "genops.c",
    "iofopen.c",
    "iofdopen.c",
    "iogetline.c",
    "iogetdelim.c",
    "vfprintf-",
    "vasprintf.c",
    "asprintf.c",
    "printf.c",
    "fprintf.c",
    "strdup.c",
    "strndup.c",
    "setlocale.c",
    "loadlocale.c",
    "findlocale.c",
    "opendir.c",
    "scandir.c",
    "tzset.c",
    "tzfile.c",
    "libc-start.c",
    "libc_start_call_main.h",
    "pthread_create.c",
    "allocatestack.c",
    "regcomp.c",
    "regexec.c",
    "getaddrinfo.c",
    "qsort.c",
    "msort.c",
    "getcwd.c",
    "realpath.c",
    "canonicalize.c",
];

/// Sources of glib, whose functions all begin alike.
const OF_GLIB: [&str; 14] = [
    "gmem.c",
    "gslice.c",
    "gstrfuncs.c",
    "garray.c",
    "ghash.c",
    "gstring.c",
    "glist.c",
    "gslist.c",
    "gtree.c",
    "gqueue.c",
    "gquark.c",
    "gobject.c",
    "gtype.c",
    "gvariant.c",
];

/// Functions of glib that only pass on what another asked for.
const GLIB: [&str; 10] = [
    "g_malloc",
    "g_realloc",
    "g_try_",
    "g_slice_",
    "g_strdup",
    "g_strndup",
    "g_strconcat",
    "g_memdup",
    "g_aligned_alloc",
    "g_new",
];

pub(super) fn origin(said: &FrameText<'_>) -> Option<Origin> {
    let name = said.function;
    let begins = |starts: &[&str]| starts.iter().any(|at| name.starts_with(at));
    let source = said.base().unwrap_or_default();
    let is_machinery = WHOLE.contains(&name)
        || begins(BEGIN)
        || begins(&GLIB)
        || SOURCES.iter().any(|start| source.starts_with(start))
        || OF_GLIB.contains(&source) && name.starts_with("g_")
        || said.object.and_then(path::of_object) == Some(Origin::Machinery);
    is_machinery.then_some(Origin::Machinery)
}
