//! What Residue measured, as data, and how it is shown.
//!
//! A [`Run`] holds all probes of one invocation and the machine they ran on;
//! it is what a `run.json` stores. Each [`Phase`] of a [`Probe`] carries a
//! [`Ledger`], in which every resident byte stands in exactly one [`Row`].
//!
//! This crate measures nothing and prints nothing: it turns a run into bytes,
//! through a writer that the caller chooses, and the same run always gives
//! the same bytes. Of the workspace it knows the ledger alone.
//!
//! ```
//! use residue_report::{Bytes, Ledger, Row};
//!
//! let mut ledger = Ledger::default();
//! ledger.set(Row::Slack, 34 << 20);
//! ledger.set(Row::Program, 2 << 20);
//! ledger.residual = Some(0);
//! assert!(ledger.closes(36 << 20, 0));
//! assert_eq!(Bytes(34 << 20).to_string(), "34.0 MiB");
//! ```

pub mod bench;
mod course;
pub mod descent;
pub mod diff;
pub mod doctor;
mod documents;
mod error;
pub mod findings;
mod github;
pub mod html;
pub mod kept;
pub mod pages;
mod policies;
mod reading;
mod run;
mod section;
mod settings;
mod show;
mod steps;
mod table;
mod told;
mod wording;

pub use documents::Detail;
pub use error::ReadError;
pub use reading::reading;
pub use residue_ledger::{ContainerRow, Drift, Group, Ledger, Row};
pub use residue_present::{
    Bytes, Count, Nanoseconds, Percent, SignedBytes, SignedCount,
    SignedNanoseconds, Unit,
};
pub use run::{
    Environment, Named, Outcome, Phase, Probe, Run, SCHEMA, Sample, Schema,
};
pub use show::{
    show_bench, show_diff, show_doctor, show_examined, show_examined_briefly,
    show_moved, show_run, show_self_test,
};
