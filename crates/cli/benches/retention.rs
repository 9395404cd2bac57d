//! The ledger of a small run, so that `cargo bench` also shows who holds what:
//! live, allocated and resident bytes, and no time.

use residue_backends::Backend;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let binary = Path::new(env!("CARGO_BIN_EXE_residue"));
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let backends: Vec<_> = Backend::ALL.iter().map(|b| b.name()).collect();
    residue_benches::retention(binary, temporary, &backends)
}
