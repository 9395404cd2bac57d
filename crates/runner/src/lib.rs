//! Running subjects and measuring them: a probe of ours, or any command that
//! speaks the line protocol, from its start to its end, phase after phase,
//! and the store that keeps what was measured.
//!
//! It knows nothing of a command line and prints nothing: the caller chooses
//! what runs, hears of each probe as it ends, and says so in its own way.
//!
//! - [`Subject`]: what is run, and [`measure`], which runs it once.
//! - [`Session`]: the measurement of one process, phase after phase.
//! - [`exec`]: any program, unchanged, tracked from its start to its end.
//! - [`Patient`]: a process that runs already, looked at from outside; and
//!   [`Watch`], which does so again and again. [`Marks`] are how others mark
//!   its phases. [`Patients`]: several at once.
//! - [`metrics`]: what is known of such a process, served for a scraper.
//! - [`plan`]: what a run consists of, by what people name; [`catalogue`]: what
//!   there is to name.
//! - [`Store`]: where a run is kept while it grows, and [`stored`]: those that
//!   are kept, as people name them.
//! - [`probe`] and [`Global`]: the other side of a probe of ours, which is
//!   the caller's binary again.
//! - [`record`]: heap profiles in place of ledgers; [`mod@bench`]: times.

mod allocator;
pub mod bench;
mod brink;
mod capacity;
pub mod catalogue;
mod detached;
mod drift;
pub mod environment;
pub mod exec;
mod globs;
mod interrupt;
pub mod kept;
mod marks;
mod measure;
pub mod metrics;
mod patient;
mod phase;
pub mod plan;
pub mod probe;
mod process;
pub mod record;
pub mod regular;
mod replaced;
mod running;
mod sampler;
pub mod select;
mod session;
pub mod splice;
mod store;
pub mod stored;
mod subject;
mod watch;

pub use allocator::Global;
pub use capacity::Capacity;
pub use detached::detached;
pub use drift::drifts;
pub use globs::expanded;
pub use interrupt::Interrupt;
pub use marks::{Marked, Marks, mark};
pub use measure::{Measured, measure};
pub use patient::{Asked, Patient, Patients};
pub use replaced::{replace, try_to_replace};
pub use running::Running;
pub use session::{Session, Step};
pub use store::{PAGES, RESULTS, RUN, Store, make_folder};
pub use subject::{External, Planted, ScenarioProbe, Subject};
pub use watch::{Seen, Watch, sentence};
