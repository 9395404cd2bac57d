//! The allocators under test, by name.
//!
//! A process has one backend. It is named by the environment variable
//! [`VARIABLE`], chosen at the first allocation and never changed, so that no
//! heap leaks from one measurement into the next. [`Selected`] is the global
//! allocator that forwards to it.
//!
//! Two sides use this crate:
//!
//! - the process that *starts* probes asks [`Backend::environment`] with which
//!   variables a probe has to start;
//! - the *probe* calls [`apply`], which sets what must be set at run time and
//!   reads every requested setting back, then [`effective_settings`],
//!   [`collect`], [`purge`], [`keep_nothing`] and [`statistics`] as it goes.
//!
//! ```
//! use residue_backends::{Backend, Settings};
//!
//! let settings = Settings::from([("dirty_decay_ms".into(), "0".into())]);
//! let variables = Backend::Jemalloc.environment(&settings)?;
//! assert!(variables.contains(&("RESIDUE_BACKEND".into(), "jemalloc".into())));
//!
//! let misspelt = Settings::from([("dirty_decay".into(), "0".into())]);
//! let error = Backend::Jemalloc.environment(&misspelt).unwrap_err();
//! assert!(error.to_string().contains("did you mean `dirty_decay_ms`"));
//! # Ok::<(), residue_backends::SettingError>(())
//! ```
//!
//! This crate knows nothing of what is measured, by whom, or how it is
//! reported. A new backend is one file that implements the internal trait
//! `Operations`, with all that is particular to it, and an entry in the list of
//! allocators.

mod backend;
mod current;
mod selected;

mod drift;
mod error;
mod knob;
mod settings;
mod statistics;

mod operations;

mod allocators;

pub use self::allocators::dhat::{
    RunningProfiler, dhat_heap_stats, in_profiler, start_profiler,
    start_profiler_into,
};
pub use self::backend::Backend;
pub use self::current::{
    VARIABLE, apply, collect, current, effective_settings, header_bytes,
    keep_nothing, least_usable_size, purge, statistics,
};
pub use self::drift::Drift;
pub use self::error::SettingError;
pub use self::knob::{Knob, Settings, Values};
pub use self::selected::{Selected, usable_size};
pub use self::statistics::Statistics;
