//! Names for addresses, from binaries that still have them.
//!
//! A profile of a stripped program has addresses and no names. The binary as
//! it was before it was stripped has them, and [`BinarySymbols`] brings both
//! together: it tells which binary an address is of, and where that was
//! loaded when the profile was recorded, which few formats say.
//!
//! One step, one file: `binary` reads one, `object` collects what has no name,
//! `place` tells where a binary was loaded by `call` and which fits at all,
//! and `naming` puts its functions into the stacks.

mod binary;
mod call;
mod matching;
pub(crate) mod misfit;
mod naming;
mod object;
mod place;

use std::path::Path;

use self::binary::Binary;
pub use self::misfit::Misfit;
use self::object::Nameless;
use crate::error::Error;
use crate::model::{NamedAddresses, Profile};

/// Binaries whose functions give names to addresses.
pub struct BinarySymbols {
    binaries: Vec<Binary>,
}

/// What became of each binary, for one profile or for several.
#[derive(Debug, Default)]
pub struct Naming {
    /// Of each binary: its path, and why it named nothing; `None` where it
    /// did.
    outcomes: Vec<(String, Option<Misfit>)>,
}

impl BinarySymbols {
    /// The binaries at `paths`. Refuses a file that is no ELF file, and one
    /// that has no names itself.
    pub fn open<P: AsRef<Path>>(
        paths: impl IntoIterator<Item = P>,
    ) -> Result<BinarySymbols, Error> {
        let open = |path: P| Binary::with_names(path.as_ref());
        let binaries = paths.into_iter().map(open).collect::<Result<_, _>>()?;
        Ok(BinarySymbols { binaries })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.binaries.is_empty()
    }

    /// Names what `profile` has no names for, where a binary fits: the
    /// functions of each address, those that were inlined first. What has a
    /// name, but no line of the source, gets that as well.
    pub fn name(&self, profile: &mut Profile) -> Naming {
        let objects = Nameless::all(profile);
        let mut naming = Naming::nothing(&self.binaries);
        let mut replaced = naming::Replaced::new(profile.frames.len());
        let mut named = Vec::new();
        for object in &objects {
            let (at, bias) = match matching::of(&self.binaries, object) {
                Ok(found) => found,
                Err(misfits) => {
                    naming.refuse(misfits);
                    continue;
                }
            };
            let binary = &self.binaries[at];
            let found = replaced.name(profile, object, binary, bias);
            naming.outcomes[at].1 = None;
            named.push(NamedAddresses {
                binary: binary.name.clone(),
                object: object.path.map(str::to_owned),
                addresses: object.addresses.len(),
                named: found,
            });
        }
        drop(objects);
        if !named.is_empty() {
            replaced.put_into(profile);
            profile.named.extend(named);
        }
        naming
    }
}

impl Naming {
    fn nothing(binaries: &[Binary]) -> Naming {
        let nothing = |binary: &Binary| {
            (binary.name.clone(), Some(Misfit::NothingToName))
        };
        Naming { outcomes: binaries.iter().map(nothing).collect() }
    }

    /// Of several objects, the reason that says most about a binary stays.
    fn refuse(&mut self, misfits: Vec<(usize, Misfit)>) {
        for (at, misfit) in misfits {
            let known = &mut self.outcomes[at].1;
            if known.as_ref().is_some_and(|known| misfit.says_more(known)) {
                *known = Some(misfit);
            }
        }
    }

    /// Adds what became of the same binaries for another profile: one that
    /// named something there has its use.
    pub fn add(&mut self, more: Naming) {
        if self.outcomes.is_empty() {
            self.outcomes = more.outcomes;
            return;
        }
        for ((_, known), (_, other)) in
            self.outcomes.iter_mut().zip(more.outcomes)
        {
            let says_more = known.as_ref().zip(other.as_ref());
            match says_more {
                None => *known = None,
                Some((before, after)) if after.says_more(before) => {
                    *known = other;
                }
                Some(_) => {}
            }
        }
    }

    /// Refuses a binary that named nothing, and says why it did not.
    pub fn refuse_unused(self) -> Result<(), Error> {
        for (binary, misfit) in self.outcomes {
            if let Some(why) = misfit {
                return Err(Error::Symbols { binary, why });
            }
        }
        Ok(())
    }
}
