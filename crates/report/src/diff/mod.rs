//! Two sets of runs, held against each other.
//!
//! Each [`Side`] takes in the probes of any number of runs; [`compare`] pairs
//! those that are the same probe on both, holds every [`Metric`] of every
//! phase against the other side's, and tells change from noise. What moved
//! from whom to whom is a [`Headline`], and what grew beyond a [`Limit`] an
//! [`Alarm`].
//!
//! ```
//! use residue_report::diff::{Limit, Options, Side, compare};
//! use residue_report::{Environment, Phase, Probe};
//!
//! let mut probe = Probe::default();
//! probe.phases.push(Phase { live: Some(1000), ..Phase::default() });
//! // Of no backend is it known what it leaves to chance.
//! let [mut old, mut new] = ["old", "new"].map(|of| Side::new(of.into(), &[]));
//! old.begin_file("old/run.json", &Environment::default());
//! old.add(&probe);
//! new.begin_file("new/run.json", &Environment::default());
//! probe.phases[0].live = Some(1001);
//! new.add(&probe);
//!
//! // Live bytes have no noise, so that one byte is a change...
//! let diff = compare(&old, &new, &Options::default());
//! assert!(diff.fails());
//! // ... but not one too many, if the user says so.
//! let limits = [Limit::parse("live=+1%")?].into_iter().collect();
//! let options = Options { limits, ..Options::default() };
//! assert!(!compare(&old, &new, &options).fails());
//! # Ok::<(), residue_report::diff::CompareError>(())
//! ```

mod across;
mod alarms;
mod change;
mod compare;
mod config;
mod containers;
mod drift;
mod environment;
mod figures;
mod floor;
mod headline;
mod method;
mod metric;
mod model;
mod moment;
mod moves;
mod noise;
mod objections;
mod options;
mod pairing;
mod pairs;
mod phases;
mod places;
mod random;
mod record;
mod scope;
mod self_test;
mod side;
mod stored;
mod tally;

pub use residue_compare::{
    CompareError, Estimate, Kind, Presence, Severity, Verdict,
};

pub use across::AcrossKey;
pub use change::{Change, ContainerChange, PhaseDiff};
pub use compare::compare;
pub use config::{Config, ConfigError};
pub use drift::BackendDrift;
pub use figures::Figures;
pub use metric::Metric;
pub(crate) use metric::show;
pub use model::{
    Alarm, Diff, Difference, Headline, Move, Pair, Place, SideSummary, Summary,
};
pub use options::Options;
pub use scope::{Limit, Limits, Phases};
pub use self_test::{FalseAlarms, SelfTest, SelfTestError, self_test};
pub use side::Side;
pub use stored::DIFF_SCHEMA;
