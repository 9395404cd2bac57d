//! A profile as data.

mod figure;
mod frame;
mod marks;
mod meta;
mod point;
mod profile;

pub use residue_compare::Kind;

pub use self::figure::{Figure, Figures, UnknownFigure};
pub use self::frame::Frame;
pub use self::marks::{Harness, MARKS_SCHEMA, Marks, PhaseMark};
pub use self::meta::{Meta, Mode, Units};
pub use self::point::{Accesses, Lives, Point};
pub use self::profile::Profile;
