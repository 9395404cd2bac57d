//! By what points are put together.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::Asker;
use crate::model::{Frame, Point, Profile};
use crate::name;
use crate::origin::{Origin, package};
use residue_present::elided;

/// By what points are put together in a view or a comparison. Each point is
/// in one group, so that groups add up to the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// By call stack: a point is a group, but for those that look the same.
    #[default]
    Stack,
    /// By the function that asked for the memory.
    Function,
    /// By the source file of that function; by its object, where no file is
    /// known.
    File,
    /// By crate: that of the innermost function that is not the standard
    /// library's. In C++ it is the namespace, in Go the package, in C the
    /// object or the file.
    Crate,
}

/// A word by which nothing is grouped.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "there is nothing to group by that is called {:?}: there are {known}",
    elided(.0, 60),
    known = Grouping::ALL.map(Grouping::name).join(", ")
)]
pub struct UnknownGrouping(pub String);

impl Grouping {
    /// All of them.
    pub const ALL: [Grouping; 4] =
        [Grouping::Stack, Grouping::Function, Grouping::File, Grouping::Crate];

    /// The word that command lines take.
    pub fn name(self) -> &'static str {
        match self {
            Grouping::Stack => "stack",
            Grouping::Function => "function",
            Grouping::File => "file",
            Grouping::Crate => "crate",
        }
    }

    /// What one of them is, for people.
    pub(crate) fn thing(self) -> &'static str {
        match self {
            Grouping::Stack => "call site",
            other => other.name(),
        }
    }

    /// How a list of them is titled.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Grouping::Stack => "Call sites",
            Grouping::Function => "Functions",
            Grouping::File => "Files",
            Grouping::Crate => "Crates",
        }
    }

    /// The name of the group that `point` is in.
    pub(crate) fn name_of(self, profile: &Profile, point: &Point) -> String {
        let stack: Vec<_> = profile.stack(point).collect();
        let asker = stack[Asker::within(&stack).at];
        match self {
            Grouping::Stack | Grouping::Function => asker.function().to_owned(),
            Grouping::File => {
                let file = asker.file().or_else(|| asker.object());
                file.unwrap_or("(no file)").to_owned()
            }
            Grouping::Crate => {
                let is_own = |frame: &&&Frame| {
                    matches!(frame.origin(), Origin::Program | Origin::Library)
                        && !frame.is_bare()
                };
                let innermost = stack.iter().find(is_own);
                let innermost = innermost.copied();
                owner(innermost.unwrap_or(asker), &stack)
            }
        }
    }
}

/// Whose a function is, by its path, by its name, or by what it was inlined
/// into.
fn owner(frame: &Frame, stack: &[&Frame]) -> String {
    if let Some(package) = frame.file().and_then(package) {
        return package.to_owned();
    }
    let named = |frame: &Frame| {
        let function = frame.function();
        let of_go = frame.file().filter(|file| file.ends_with(".go"));
        match of_go.and_then(|_| go_package(function)) {
            Some(package) => Some(package.to_owned()),
            None => name::owner(function).map(str::to_owned),
        }
    };
    // What was inlined has no path in its name; its address is that of what
    // it was inlined into.
    let around = stack.iter().skip_while(|of| !std::ptr::eq(**of, frame));
    let around = around.take_while(|of| of.address() == frame.address());
    let around = around.filter(|of| of.origin() == frame.origin());
    named(frame)
        .or_else(|| around.copied().find_map(named))
        .or_else(|| {
            frame.object().and_then(|_| frame.base()).map(str::to_owned)
        })
        .or_else(|| frame.file().map(str::to_owned))
        .unwrap_or_else(|| "(no crate)".to_owned())
}

/// The package at the front of a name of Go: `github.com/x/y` of
/// `github.com/x/y.(*T).F`.
fn go_package(function: &str) -> Option<&str> {
    let folder = function.rfind('/').map_or(0, |at| at + 1);
    let dot = function[folder..].find('.')?;
    Some(&function[..folder + dot])
}

impl FromStr for Grouping {
    type Err = UnknownGrouping;

    fn from_str(text: &str) -> Result<Grouping, UnknownGrouping> {
        let found = Grouping::ALL.into_iter().find(|one| one.name() == text);
        found.ok_or_else(|| UnknownGrouping(text.to_owned()))
    }
}

impl fmt::Display for Grouping {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(self.name())
    }
}
