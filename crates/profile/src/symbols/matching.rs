//! Which of several binaries the addresses of a file are of.

use std::path::Path;

use super::binary::Binary;
use super::misfit::Misfit;
use super::object::Nameless;
use super::place::{self, CallEvidence};
use crate::origin::of_object;

/// The binary that `object` is of, by its place in `binaries`, and by how much
/// it was loaded above its own addresses; else why each of them is not.
pub(super) fn of(
    binaries: &[Binary],
    object: &Nameless<'_>,
) -> Result<(usize, u64), Vec<(usize, Misfit)>> {
    let recorded = RecordedFile::of(object);
    let (mut fitting, mut misfits) = (Vec::new(), Vec::new());
    let is_system = object.path.is_some_and(|at| of_object(at).is_some());
    for (at, binary) in binaries.iter().enumerate() {
        // Whoever passes a program means none of the system's libraries.
        let is_called_so = object.base() == Some(binary.base());
        if is_system && !is_called_so && !recorded.is_it(binary) {
            continue;
        }
        match recorded.bias(binary, object) {
            Ok(bias) => fitting.push((at, bias)),
            Err(misfit) => misfits.push((at, misfit)),
        }
    }
    let is_its = |(at, _): &(usize, u64)| recorded.is_it(&binaries[*at]);
    let is_called_so =
        |(at, _): &(usize, u64)| object.base() == Some(binaries[*at].base());
    for is_better in [&is_its as &dyn Fn(&_) -> bool, &is_called_so] {
        if fitting.iter().any(is_better) {
            fitting.retain(is_better);
        }
    }
    match fitting[..] {
        [] => Err(misfits),
        [found] => Ok(found),
        [(at, _), (other, _), ..] => {
            let other = binaries[other].name.clone();
            let object = object.path.map(str::to_owned);
            misfits.push((at, Misfit::Several { other, object }));
            Err(misfits)
        }
    }
}

/// What is known of the file that was recorded.
struct RecordedFile {
    /// Its build id, as the profile tells it.
    told: Option<String>,
    /// What stands at its path now.
    there: Option<Binary>,
}

impl RecordedFile {
    fn of(object: &Nameless<'_>) -> RecordedFile {
        let told = object.module.and_then(|module| module.build_id.clone());
        let there = object.path.map(Path::new).filter(|at| at.is_absolute());
        let there = there.and_then(|at| Binary::without_names(at).ok());
        RecordedFile { told, there }
    }

    /// Whether `binary` is known to be of the same build.
    fn is_it(&self, binary: &Binary) -> bool {
        let there = self.there.as_ref().and_then(|at| at.build_id.as_ref());
        let known = self.told.as_ref().or(there);
        known.is_some() && known == binary.build_id.as_ref()
    }

    /// By how much `binary` was loaded above its own addresses, if the
    /// addresses of `object` are of it.
    fn bias(
        &self,
        binary: &Binary,
        object: &Nameless<'_>,
    ) -> Result<u64, Misfit> {
        if let Some(told) = &self.told {
            refuse_another(binary, told, object)?;
        }
        let evidence = match object.base() == Some(binary.base()) {
            _ if self.is_it(binary) => CallEvidence::BuildId,
            true => CallEvidence::Name,
            false => CallEvidence::Nothing,
        };
        let Some(there) = &self.there else {
            return place::bias(binary, object, evidence);
        };
        match &there.build_id {
            // The code that debug information alone lacks is in the other.
            Some(id) if binary.build_id.as_ref() == Some(id) => {
                let has_code = binary.shows_calls();
                let code = if has_code { binary } else { there };
                place::bias(code, object, CallEvidence::BuildId)
            }
            // Unless it was built anew since, it is what was recorded.
            Some(id)
                if place::bias(there, object, CallEvidence::Name).is_ok() =>
            {
                refuse_another(binary, id, object)?;
                place::bias(binary, object, evidence)
            }
            _ => place::bias(binary, object, evidence),
        }
    }
}

fn refuse_another(
    binary: &Binary,
    wanted: &str,
    object: &Nameless<'_>,
) -> Result<(), Misfit> {
    match &binary.build_id {
        Some(found) if found != wanted => Err(Misfit::AnotherBuild {
            found: found.clone(),
            wanted: wanted.to_owned(),
            object: object.path.map(str::to_owned),
        }),
        _ => Ok(()),
    }
}
