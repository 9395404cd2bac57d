//! A profile as data.

mod equal;
mod excess;
mod field;
mod figure;
mod frame;
mod marks;
mod merge;
mod merged;
mod meta;
mod module;
mod named;
mod point;
mod profile;

pub use residue_compare::Kind;

pub(crate) use self::equal::first_equals;
pub(crate) use self::excess::Excess;
pub use self::field::Field;
pub(crate) use self::field::{Fields, OF_ACCESSES, OF_LIVES};
pub use self::figure::{Figure, Figures, UnknownFigure};
pub use self::frame::Frame;
pub use self::marks::{Harness, MARKS_SCHEMA, Marks, PhaseMark};
pub use self::meta::{Meta, Mode, Units};
pub(crate) use self::module::LoadedFile;
pub(crate) use self::named::NamedAddresses;
pub use self::point::Point;
pub use self::profile::Profile;
