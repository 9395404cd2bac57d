//! By what points are put together.

use std::collections::HashMap;
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
                let innermost = stack.iter().find(|of| is_own(of)).copied();
                owner(innermost.unwrap_or(asker), &stack)
            }
        }
    }

    /// The frame that tells the group's name by itself, by its place in the
    /// stack; `None` where that takes those around it.
    fn teller(self, stack: &[&Frame]) -> Option<usize> {
        let asker = Asker::within(stack).at;
        match self {
            Grouping::Crate => {
                let innermost = stack.iter().position(|of| is_own(of));
                let at = innermost.unwrap_or(asker);
                let tells = stack[at].file().and_then(package).is_some()
                    || named(stack[at]).is_some();
                tells.then_some(at)
            }
            _ => Some(asker),
        }
    }
}

/// The groups of points by their names, each with a number. Most names are
/// told by one frame, and are known when it is met again.
pub(super) struct Names<'a> {
    profile: &'a Profile,
    grouping: Grouping,
    numbers: HashMap<String, u32>,
    by_frame: HashMap<u32, u32>,
}

impl<'a> Names<'a> {
    pub(super) fn of(profile: &'a Profile, grouping: Grouping) -> Names<'a> {
        let (numbers, by_frame) = (HashMap::new(), HashMap::new());
        Names { profile, grouping, numbers, by_frame }
    }

    /// The number of the group that `point` is in.
    pub(super) fn number(&mut self, point: &Point) -> u32 {
        let stack: Vec<_> = self.profile.stack(point).collect();
        let teller = self.grouping.teller(&stack);
        let frame = teller.map(|at| self.profile.frame_indices(point)[at]);
        if let Some(known) = frame.and_then(|at| self.by_frame.get(&at)) {
            return *known;
        }
        let name = self.grouping.name_of(self.profile, point);
        let next = self.numbers.len() as u32;
        let number = *self.numbers.entry(name).or_insert(next);
        if let Some(frame) = frame {
            self.by_frame.insert(frame, number);
        }
        number
    }
}

/// Whether a frame is of the program, or of a library that it uses.
fn is_own(frame: &Frame) -> bool {
    matches!(frame.origin(), Origin::Program | Origin::Library)
        && !frame.is_bare()
}

/// Whose a function is, by its path, by its name, or by what it was inlined
/// into.
fn owner(frame: &Frame, stack: &[&Frame]) -> String {
    if let Some(package) = frame.file().and_then(package) {
        return package.to_owned();
    }
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

/// Whose a function is by its name.
fn named(frame: &Frame) -> Option<String> {
    let function = frame.function();
    let of_go = frame.file().filter(|file| file.ends_with(".go"));
    let package = of_go.and_then(|_| go_package(function));
    package.or_else(|| name::owner(function)).map(str::to_owned)
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
