//! A profile in the formats of other tools. All figures are those of the
//! profile: what a format cannot hold is refused, never rounded.

mod dhat;
mod folded;
mod pprof;
pub(crate) mod proto;
mod speedscope;

use std::io::Write;

pub use self::dhat::dhat;
pub use self::folded::folded;
pub(crate) use self::folded::{ending_apart, folded_name};
pub use self::pprof::pprof;
pub use self::speedscope::speedscope;
use crate::error::Error;
use crate::model::{Figure, Profile};

/// A format of another tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `go tool pprof`, Pyroscope and others: `profile.proto`, gzipped.
    Pprof,
    /// Flame graphs: one line for each stack, of one figure.
    Folded,
    /// speedscope.app.
    Speedscope,
    /// Valgrind's `dh_view.html`.
    Dhat,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 4] =
        [Format::Pprof, Format::Folded, Format::Speedscope, Format::Dhat];

    /// The format's name on command lines.
    pub fn name(self) -> &'static str {
        match self {
            Format::Pprof => "pprof",
            Format::Folded => "folded",
            Format::Speedscope => "speedscope",
            Format::Dhat => "dhat",
        }
    }

    /// How the name of a file in the format ends, by custom.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Pprof => "pb.gz",
            Format::Folded => "folded",
            Format::Speedscope => "speedscope.json",
            Format::Dhat => "json",
        }
    }

    /// Whether the bytes are no text, which no terminal should be given.
    pub fn is_binary(self) -> bool {
        self == Format::Pprof
    }

    /// Writes `profile` in the format. `figure` is the one that is written
    /// where the format holds one, and the one that is shown first elsewhere.
    pub fn write(
        self,
        profile: &Profile,
        figure: Figure,
        out: &mut impl Write,
    ) -> Result<(), Error> {
        match self {
            Format::Pprof => pprof(profile, figure, out),
            Format::Folded => folded(profile, figure, out),
            Format::Speedscope => speedscope(profile, figure, out),
            Format::Dhat => dhat(profile, out),
        }
    }
}
