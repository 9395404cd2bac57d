//! What of a profile has no names: its addresses, by the file that they are
//! of.

use std::collections::BTreeMap;

use crate::model::{Frame, LoadedFile, Profile};

/// Between addresses of one file that is not known are no such gaps: the
/// program and its libraries are mapped farther apart.
const GAP: u64 = 256 << 20;

/// Calls that are looked at to tell where a binary was loaded.
const CALLS: usize = 4096;

/// Addresses without names, or without places in the source, that are all of
/// one file.
pub(super) struct Nameless<'a> {
    /// The file's path, as the profile has it; `None` where it names none.
    pub(super) path: Option<&'a str>,
    /// Where it was mapped, where the profile tells it.
    pub(super) module: Option<&'a LoadedFile>,
    /// Its frames, by their indices, with their addresses.
    pub(super) frames: Vec<(u32, u64)>,
    /// Its addresses, each once, in order.
    pub(super) addresses: Vec<u64>,
    /// Addresses that stand one above the other in a stack: the inner one's
    /// function was called at the outer.
    pub(super) calls: Vec<(u64, u64)>,
}

impl<'a> Nameless<'a> {
    /// All of `profile`: those that have a path first.
    pub(super) fn all(profile: &'a Profile) -> Vec<Nameless<'a>> {
        let mut by_path: BTreeMap<&str, Nameless<'a>> = BTreeMap::new();
        let mut alone = Vec::new();
        for (frame, at) in profile.frames.iter().zip(0..) {
            let Some(address) = wanting(frame) else { continue };
            let module = module_of(profile, address);
            let path = module.map(|of| &*of.path).or_else(|| frame.object());
            match path {
                Some(path) => by_path
                    .entry(path)
                    .or_insert_with(|| Nameless::of(Some(path), module))
                    .frames
                    .push((at, address)),
                None if !frame.is_named() => alone.push((at, address)),
                None => {}
            }
        }
        let mut all: Vec<_> = by_path.into_values().collect();
        alone.sort_unstable_by_key(|(_, address)| *address);
        for near in alone.chunk_by(|(_, one), (_, next)| next - one < GAP) {
            let frames = near.to_vec();
            all.push(Nameless { frames, ..Nameless::of(None, None) });
        }
        all.iter_mut().for_each(|object| object.complete(profile));
        all
    }

    fn of(
        path: Option<&'a str>,
        module: Option<&'a LoadedFile>,
    ) -> Nameless<'a> {
        let (frames, addresses, calls) = (Vec::new(), Vec::new(), Vec::new());
        Nameless { path, module, frames, addresses, calls }
    }

    fn complete(&mut self, profile: &Profile) {
        let addresses = self.frames.iter().map(|(_, address)| *address);
        self.addresses = addresses.collect();
        self.addresses.sort_unstable();
        self.addresses.dedup();
        let of = |frame: u32| {
            let address = profile.frames[frame as usize].address()?;
            self.addresses.binary_search(&address).ok().map(|_| address)
        };
        let stacks = profile.points.iter().take(CALLS);
        let pairs = stacks.flat_map(|point| {
            profile
                .frame_indices(point)
                .windows(2)
                .filter_map(|pair| Some((of(pair[0])?, of(pair[1])?)))
        });
        let mut calls: Vec<_> = pairs.collect();
        calls.sort_unstable();
        calls.dedup();
        self.calls = calls;
    }

    /// The last part of its path.
    pub(super) fn base(&self) -> Option<&'a str> {
        self.path.and_then(|path| path.rsplit('/').next())
    }
}

/// The address of a frame that has no name, or no place in the source.
fn wanting(frame: &Frame) -> Option<u64> {
    let is_wanting = !frame.is_named() || frame.file().is_none();
    frame.address().filter(|_| is_wanting)
}

fn module_of(profile: &Profile, address: u64) -> Option<&LoadedFile> {
    let has = |module: &&LoadedFile| module.addresses.contains(&address);
    profile.modules.iter().find(has)
}
