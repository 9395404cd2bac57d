//! What the backends state of themselves, for comparisons.

use residue_backends::Backend;
use residue_report::diff::BackendDrift;

/// What of the figures of each backend moves by itself, for
/// [`Side::new`](residue_report::diff::Side::new).
pub fn drifts() -> Vec<BackendDrift> {
    Backend::ALL.iter().copied().map(of).collect()
}

fn of(backend: Backend) -> BackendDrift {
    let drift = backend.drift();
    BackendDrift {
        backend: backend.name(),
        timers: drift.timers,
        tables: drift.tables,
        begins_anywhere: drift.begins_anywhere,
    }
}
