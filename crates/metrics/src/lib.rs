//! The figures of Residue as text that Prometheus and its kin scrape: which
//! there are ([`Metric`]), and how they are written ([`write()`]).
//!
//! Who serves them only says what each figure is now. The rest is the same
//! wherever it is served: every family stands once, in one order, with its
//! type, unit and meaning, and one of which nothing is known is left out.
//! Nothing is allocated here, so that a program can write figures of itself.
//!
//! ```
//! use residue_metrics::{Metric, TextFormat, write};
//!
//! let mut text = String::new();
//! write(TextFormat::OpenMetrics, &mut text, |metric, family| match metric {
//!     Metric::Ledger => family.sample(&[("row", &"cached")], 4096_u64),
//!     _ => Ok(()),
//! })?;
//! assert!(text.contains("residue_ledger_bytes{row=\"cached\"} 4096\n"));
//! assert!(text.ends_with("# EOF\n"));
//! # Ok::<(), std::fmt::Error>(())
//! ```

mod escape;
mod figures;
mod format;
mod metric;
mod value;
mod write;

pub use figures::{Contained, Counted};
pub use format::TextFormat;
pub use metric::{Kind, Metric, Unit};
pub use value::Value;
pub use write::{Family, Label, write};
