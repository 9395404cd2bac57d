//! Where a binary was loaded, which few profiles say.
//!
//! It is told by its calls. All addresses of a stack are right behind calls,
//! and a binary moves by whole pages: so a place fits if there is a call in
//! the binary in front of every address, and where few calls are to be met by
//! chance and addresses are many, only one place does.

use std::collections::HashSet;

use super::binary::Binary;
use super::call::Call;
use super::misfit::Misfit;
use super::object::Nameless;

const PAGE: u64 = 4096;

/// Where Valgrind loads programs that may be loaded anywhere.
const OF_VALGRIND: u64 = 0x10_8000;

/// Addresses that are looked at for each place that a binary might be at.
const LOOKED_AT: usize = 256;

/// What speaks for a binary, beside its calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallEvidence {
    /// Nothing.
    Nothing,
    /// It has the name of what was recorded.
    Name,
    /// It has the build id of what was recorded.
    BuildId,
}

impl CallEvidence {
    /// How often a place may be taken for the right one by chance.
    fn by_chance(self) -> f64 {
        match self {
            CallEvidence::Nothing => 0.001,
            CallEvidence::Name => 0.05,
            CallEvidence::BuildId => f64::INFINITY,
        }
    }
}

/// By how much the addresses of `object` are above those that `binary` has
/// in its file.
pub(super) fn bias(
    binary: &Binary,
    object: &Nameless<'_>,
    evidence: CallEvidence,
) -> Result<u64, Misfit> {
    let elsewhere =
        || Misfit::Elsewhere { object: object.path.map(str::to_owned) };
    let search = PlaceSearch::of(binary, object);
    if let Some(bias) = known(binary, object) {
        let fits = search.fits(bias);
        return fits.then_some(bias).ok_or_else(elsewhere);
    }
    if !binary.shows_calls() {
        let is_its = evidence == CallEvidence::BuildId;
        let fits = is_its && search.fits(OF_VALGRIND);
        let object = object.path.map(str::to_owned);
        return fits.then_some(OF_VALGRIND).ok_or(Misfit::NoCode { object });
    }
    let is_sure = |places: u64| {
        let most = evidence.by_chance();
        most.is_infinite() || search.chance(places) < most
    };
    if search.fits(OF_VALGRIND) && is_sure(1) {
        return Ok(OF_VALGRIND);
    }
    let (places, best) = search.best();
    match best[..] {
        [] => Err(elsewhere()),
        [only] if is_sure(places) => Ok(only),
        _ => Err(Misfit::LoadedAnywhere {
            object: object.path.map(str::to_owned),
            addresses: object.addresses.len(),
        }),
    }
}

/// Where it was for certain.
fn known(binary: &Binary, object: &Nameless<'_>) -> Option<u64> {
    match object.module {
        Some(module) => {
            let address = binary.address_of(module.offset)?;
            Some(module.addresses.start.wrapping_sub(address))
        }
        None => binary.is_fixed.then_some(0),
    }
}

struct PlaceSearch<'a> {
    binary: &'a Binary,
    object: &'a Nameless<'a>,
    /// Addresses from all over the object.
    addresses: Vec<u64>,
}

impl<'a> PlaceSearch<'a> {
    fn of(binary: &'a Binary, object: &'a Nameless<'a>) -> PlaceSearch<'a> {
        let step = object.addresses.len().div_ceil(LOOKED_AT).max(1);
        let addresses = object.addresses.iter().step_by(step).copied();
        PlaceSearch { binary, object, addresses: addresses.collect() }
    }

    /// Whether the binary has what the addresses are of, if it was loaded
    /// `bias` above its own.
    fn fits(&self, bias: u64) -> bool {
        // Some profilers write where a call ends, others its last byte.
        [0, 1].into_iter().any(|beyond| self.fits_by(bias, beyond))
    }

    fn fits_by(&self, bias: u64, beyond: u64) -> bool {
        // A handler of signals is called by nobody, and frames of one file
        // may be some that the profiler took for it.
        let mut left = self.addresses.len() / 20;
        self.addresses.iter().all(|&address| {
            let Some(at) = (address + beyond).checked_sub(bias) else {
                return false;
            };
            let is_met = match self.binary.shows_calls() {
                true => self.binary.call_before(at).is_some(),
                false => self.has(at),
            };
            let is_let_pass = !is_met && left > 0 && self.has(at);
            left -= usize::from(is_let_pass);
            is_met || is_let_pass
        })
    }

    fn has(&self, at: u64) -> bool {
        self.binary.code.iter().any(|code| code.addresses.contains(&at))
    }

    /// How many places there are to be loaded at, and those that fit best.
    fn best(&self) -> (u64, Vec<u64>) {
        let starts = self.binary.code.iter().map(|code| code.addresses.start);
        let ends = self.binary.code.iter().map(|code| code.addresses.end);
        let (Some(start), Some(end)) = (starts.min(), ends.max()) else {
            return (0, Vec::new());
        };
        let [Some(&first), Some(&last)] =
            [self.addresses.first(), self.addresses.last()]
        else {
            return (0, Vec::new());
        };
        // The last address is below the end, and the first behind the start.
        let lowest = (last + 1).saturating_sub(end).next_multiple_of(PAGE);
        let highest = first.saturating_sub(start) / PAGE * PAGE;
        let places = (lowest..=highest).step_by(PAGE as usize);
        let count = places.clone().count() as u64;
        let fitting: Vec<_> = places.filter(|&at| self.fits(at)).collect();
        (count, self.best_called(fitting))
    }

    /// Of places that fit alike, those where most functions were called by
    /// whom the stacks say.
    fn best_called(&self, places: Vec<u64>) -> Vec<u64> {
        if places.len() < 2 {
            return places;
        }
        let scored: Vec<_> =
            places.iter().map(|&at| (self.called(at), at)).collect();
        let most = scored.iter().map(|(calls, _)| *calls).max();
        let best = scored.into_iter().filter(|(calls, _)| Some(*calls) == most);
        best.map(|(_, at)| at).collect()
    }

    /// How many calls of stacks go to the function that stands inside of
    /// them, if the binary was loaded at `bias`.
    fn called(&self, bias: u64) -> usize {
        let is_right = |&(inner, outer): &(u64, u64)| {
            let inside = inner.checked_sub(bias + 1);
            let inside =
                inside.and_then(|inside| self.binary.symbol_at(inside));
            let targets = [0, 1].into_iter().filter_map(|beyond| {
                let at = (outer + beyond).checked_sub(bias)?;
                self.binary.call_before(at)
            });
            let targets: HashSet<_> = targets.collect();
            inside.is_some_and(|of| targets.contains(&Call::Direct(of.address)))
        };
        self.object.calls.iter().filter(|call| is_right(call)).count()
    }

    /// How many of so many places would fit a binary of which the addresses
    /// are not.
    fn chance(&self, places: u64) -> f64 {
        // Each of the two ways that profilers write addresses may meet one.
        let density = self.binary.density();
        let addresses = self.addresses.len() as i32;
        2.0 * places as f64 * density.powi(addresses)
    }
}
