//! What only the frames around a frame tell: into what it was inlined, what
//! called it, and which symbols stand for everything.

use std::collections::{HashMap, HashSet};

use super::{Origin, path};
use crate::model::Frame;

/// All stacks of a profile, the innermost frame of each first.
pub(crate) struct Context<'a> {
    stacks: Vec<&'a [u32]>,
}

impl<'a> Context<'a> {
    /// The context that `stacks` are.
    pub(crate) fn of(stacks: impl Iterator<Item = &'a [u32]>) -> Context<'a> {
        Context { stacks: stacks.collect() }
    }

    /// Settles whose `frames` are, where they do not tell it themselves.
    pub(crate) fn settle(&self, frames: &mut [Frame]) {
        self.name_none_by_one_symbol(frames);
        self.tell_what_is_inlined(frames);
        claim_the_crate_of_main(frames);
    }

    /// Of a stripped program, the nearest symbol that is left stands for
    /// everything: whole stacks are of one function without a place.
    fn name_none_by_one_symbol(&self, frames: &mut [Frame]) {
        let is_placeless =
            |frame: &Frame| frame.is_named() && frame.base().is_none();
        let placeless: Vec<_> = frames.iter().map(is_placeless).collect();
        if !placeless.contains(&true) {
            return;
        }
        let mut repeated: HashMap<&str, usize> = HashMap::new();
        for stack in &self.stacks {
            let pairs = stack.windows(2).filter_map(|pair| {
                if !placeless[pair[0] as usize] {
                    return None;
                }
                let [one, other] = [0, 1].map(|at| &frames[pair[at] as usize]);
                let is_same = one.function() == other.function()
                    && one.address() != other.address();
                is_same.then(|| one.function())
            });
            for symbol in pairs.collect::<HashSet<_>>() {
                *repeated.entry(symbol).or_default() += 1;
            }
        }
        let half = self.stacks.len() / 2;
        let everywhere: HashSet<Box<str>> = repeated
            .into_iter()
            .filter(|(_, stacks)| *stacks > half.max(1))
            .map(|(symbol, _)| symbol.into())
            .collect();
        let stands = |frame: &&mut Frame| {
            frame.base().is_none() && everywhere.contains(frame.function())
        };
        frames.iter_mut().filter(stands).for_each(Frame::forget_name);
    }

    fn tell_what_is_inlined(&self, frames: &mut [Frame]) {
        for stack in &self.stacks {
            for at in (0..stack.len()).rev() {
                if is_inlined_into_library(frames, stack, at) {
                    frames[stack[at] as usize].set_origin(Origin::Machinery);
                }
            }
            for pair in stack.windows(2) {
                let [inner, outer] =
                    [0, 1].map(|at| &frames[pair[at] as usize]);
                if is_of_hashbrown(inner, outer) {
                    frames[pair[1] as usize].set_origin(Origin::Machinery);
                }
            }
        }
    }
}

/// Whether the frame is part of a function of the standard library as it came
/// with the compiler: the sources of both have no path.
fn is_inlined_into_library(frames: &[Frame], stack: &[u32], at: usize) -> bool {
    let frame = &frames[stack[at] as usize];
    let has_no_path = |frame: &Frame| {
        frame.file().is_some_and(|file| {
            file.ends_with(".rs") && path::base(file) == file
        })
    };
    let Some(&around) = stack.get(at + 1) else { return false };
    let around = &frames[around as usize];
    // What is told by a number comes first: stacks have millions of frames.
    frame.origin() == Origin::Program
        && around.origin() == Origin::Machinery
        && frame.address().is_some()
        && around.address() == frame.address()
        && has_no_path(frame)
        && has_no_path(around)
        && !frame.function().contains("::")
}

/// Whether `outer` is of the crate below the standard library's maps, whose
/// sources stand as `src/map.rs` and the like, as those of a program might.
fn is_of_hashbrown(inner: &Frame, outer: &Frame) -> bool {
    let is_raw = |file: &str| file.starts_with("src/raw/");
    let is_map = |file: &str| {
        ["src/map.rs", "src/set.rs", "src/table.rs", "src/rustc_entry.rs"]
            .contains(&file)
    };
    let is_between = inner.origin() == Origin::Machinery
        && outer.origin() == Origin::Program;
    if !is_between {
        return false;
    }
    let (Some(inside), Some(file)) = (inner.file(), outer.file()) else {
        return false;
    };
    let is_above = (is_raw(file) && !is_map(inside))
        || (is_map(file) && (is_raw(inside) || is_map(inside)));
    is_above && !outer.function().split('<').next().unwrap_or("").contains("::")
}

/// A program that was installed from a registry is kept where libraries are:
/// what has `main` is no library.
fn claim_the_crate_of_main(frames: &mut [Frame]) {
    let package =
        |frame: &Frame| frame.file().and_then(path::package).map(str::to_owned);
    let is_main = |frame: &&Frame| {
        frame.origin() == Origin::Library
            && (frame.function().ends_with("::main")
                || frame.function() == "main.main")
    };
    let own: HashSet<_> =
        frames.iter().filter(is_main).filter_map(package).collect();
    if own.is_empty() {
        return;
    }
    for frame in frames {
        if frame.origin() == Origin::Library
            && package(frame).is_some_and(|name| own.contains(&name))
        {
            frame.set_origin(Origin::Program);
        }
    }
}
