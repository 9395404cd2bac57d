//! What the benches share: the workloads that instruction counts and timings
//! are taken of, how a subject is held against the bare allocator, and what
//! is kept and shown of it. It links no allocator; the benches do.
//!
//! `cargo bench` measures a grid that takes minutes; `RESIDUE_BENCH_FULL=1`
//! the whole one. Criterion's arguments work: `cargo bench --bench overhead
//! -- system/pair` measures a part, `-- --quick` everything with less care,
//! `-- --baseline NAME` compares with what `-- --save-baseline NAME` kept.

mod baselines;
mod bases;
mod case;
mod grid;
mod growth;
mod growth_table;
mod instructions;
mod instructions_table;
mod pairs;
mod performance;
mod proportion;
mod report;
mod retention;
mod rounds;
mod splice;
mod summary;
mod table;
mod workload;

pub use baselines::{Baselines, UnknownBaseline};
pub use bases::BASES;
pub use case::{Case, Operation};
pub use grid::{FULL, Grid, criterion_folder};
pub use growth::{Growth, Point, Unclear};
pub use growth_table::GrowthTable;
pub use instructions::{
    Count, Grown, INLINED, INSTRUCTIONS_SCHEMA, Instructions, Unit,
};
pub use pairs::{PAIR_SIZE, PAIRS, pairs};
pub use performance::performance;
pub use proportion::Proportion;
pub use report::Report;
pub use retention::retention;
pub use rounds::{Estimate, Round, Rounds};
pub use splice::{SpliceError, splice};
pub use summary::{Cell, Machine, SCHEMA, Summary};
pub use table::{added, ratios};
pub use workload::{Answer, Workload, program};
