//! Go: its packages stand in front of a function's name.

use super::{FrameText, Origin};

/// Folders of Go's own packages. Those of others have a host in front, and
/// those of a program the name of its module.
const OWN: &[&str] = &[
    "archive",
    "bufio",
    "bytes",
    "cmp",
    "compress",
    "container",
    "context",
    "crypto",
    "database",
    "debug",
    "embed",
    "encoding",
    "errors",
    "expvar",
    "fmt",
    "go",
    "hash",
    "html",
    "image",
    "index",
    "internal",
    "io",
    "iter",
    "log",
    "maps",
    "math",
    "mime",
    "net",
    "os",
    "path",
    "plugin",
    "reflect",
    "regexp",
    "runtime",
    "slices",
    "sort",
    "strconv",
    "strings",
    "sync",
    "syscall",
    "testing",
    "text",
    "time",
    "unicode",
    "unique",
    "unsafe",
    "vendor",
    "weak",
];

pub(super) fn origin(said: &FrameText<'_>) -> Option<Origin> {
    let file = said.file?;
    if !(file.ends_with(".go") || file.ends_with(".s")) {
        return None;
    }
    // What the compiler makes of a package stands as `type:` or `go:`.
    let name =
        said.function.trim_start_matches("go:").trim_start_matches("type:");
    let end = name.find(['/', '.']).unwrap_or(name.len());
    let is_own = OWN.contains(&&name[..end])
        || file.contains("/go/src/runtime/")
        || said.function.starts_with("type:");
    is_own.then_some(Origin::Machinery)
}
