//! C++: the standard library, by namespace and by header, and Qt.

use super::{FrameText, Origin};
use crate::name;

/// By how names begin.
const BEGIN: [&str; 7] = [
    "std::",
    "__gnu_cxx::",
    "__cxxabiv1::",
    "__cxa_",
    "operator new",
    "operator delete",
    "boost::container::",
];

/// Folders of the standard library's headers.
const FOLDERS: [&str; 5] = [
    "include/c++/",
    "/c++/v1/",
    "include\\c++\\",
    "\\include\\xmemory",
    "bits/",
];

/// Headers of GNU's library, by how their names begin: inlined functions
/// have no path, and often no name.
const HEADERS: &[&str] = &[
    "stl_",
    "new_allocator.h",
    "alloc_traits.h",
    "allocator.h",
    "allocated_ptr.h",
    "ext_alloc",
    "basic_string.",
    "cow_string.h",
    "unique_ptr.h",
    "shared_ptr",
    "hashtable",
    "unordered_map.h",
    "unordered_set.h",
    "vector.tcc",
    "deque.tcc",
    "list.tcc",
    "sstream.tcc",
    "fstream.tcc",
    "istream.tcc",
    "ostream.tcc",
    "std_function.h",
    "ptr_traits.h",
    "std_construct.h",
    "ranges_",
    "invoke.h",
    "regex_",
    "forward_list.",
    "char_traits.h",
    "node_handle.h",
    "aligned_buffer.h",
    "string_conversions.h",
    "charconv.h",
    "locale_facets",
    "locale_classes",
    "fs_path.h",
    "move.h",
    "range_access.h",
    "predefined_ops.h",
];

/// Headers that have no ending, of all libraries.
const BARE: &[&str] = &[
    "algorithm",
    "any",
    "array",
    "bitset",
    "deque",
    "filesystem",
    "forward_list",
    "fstream",
    "functional",
    "future",
    "ios",
    "iostream",
    "istream",
    "iterator",
    "list",
    "locale",
    "map",
    "memory",
    "memory_resource",
    "mutex",
    "new",
    "numeric",
    "optional",
    "ostream",
    "queue",
    "ranges",
    "regex",
    "set",
    "sstream",
    "stack",
    "streambuf",
    "string",
    "string_view",
    "thread",
    "tuple",
    "unordered_map",
    "unordered_set",
    "utility",
    "valarray",
    "variant",
    "vector",
    "xmemory",
    "xstring",
    "xhash",
    "xtree",
    "xutility",
];

/// Classes of Qt that hold what others ask for, by how they begin.
const QT: [&str; 12] = [
    "QArrayData",
    "QTypedArrayData",
    "QListData",
    "QList<",
    "QVector<",
    "QHashData",
    "QHash<",
    "QMap",
    "QString::",
    "QByteArray::",
    "QtPrivate::",
    "QtSharedPointer::",
];

pub(super) fn origin(said: &FrameText<'_>) -> Option<Origin> {
    let source = said.base().unwrap_or_default();
    let path = said.file.unwrap_or_default();
    let (path_of, _) = name::head(said.function);
    let begins =
        |starts: &[&str]| starts.iter().any(|start| path_of.starts_with(start));
    let is_machinery = begins(&BEGIN)
        || begins(&QT)
        || FOLDERS.iter().any(|folder| path.contains(folder))
        || source.ends_with(".tcc")
        || HEADERS.iter().any(|start| source.starts_with(start))
        || BARE.contains(&source);
    is_machinery.then_some(Origin::Machinery)
}
