//! The library that is preloaded, which this binary carries.

use anyhow::{Result, bail};
use residue_runner::exec::Library;

/// Built by the build script; empty on systems that it is not for.
pub(crate) const LIBRARY: &[u8] = include_bytes!(env!("RESIDUE_PRELOAD"));

/// The library, as a file that the loader can find.
pub(super) fn library() -> Result<Library> {
    if LIBRARY.is_empty() {
        bail!("programs can be tracked so on Linux with glibc alone");
    }
    Library::of(LIBRARY)
}
