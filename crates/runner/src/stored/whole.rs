//! A stored run, whole.

use super::Filter;
use super::file::{OnFile, stream};
use super::pages::beside;
use anyhow::Result;
use residue_report::pages::PageMaps;
use residue_report::{Environment, Run};
use std::path::{Path, PathBuf};

/// A stored run, or the part of it that a filter takes.
pub struct Stored {
    /// The run.
    pub run: Run,
    file: PathBuf,
    /// For each probe of `run` its index in the file.
    places: Vec<usize>,
    /// How many probes the file has.
    stored: usize,
}

/// Reads the run in `file` as far as `filter` takes it.
pub fn whole(
    file: &Path,
    filter: &mut Filter,
    on_file: OnFile<'_>,
) -> Result<Stored> {
    let mut environment = Environment::default();
    let (mut probes, mut places, mut stored) = (Vec::new(), Vec::new(), 0);
    stream(
        file,
        &mut Vec::new(),
        on_file,
        |read| environment = read,
        |mut probe| {
            if filter.takes(&probe) {
                probe.shrink();
                probes.push(probe);
                places.push(stored);
            }
            stored += 1;
        },
    )?;
    filter.finish()?;
    let run = Run { probes, ..Run::new(environment) };
    Ok(Stored { run, file: file.to_owned(), places, stored })
}

impl Stored {
    /// The page maps beside the run; none if it has none.
    pub fn pages(&self) -> Result<PageMaps> {
        let wanted = |probe| self.places.binary_search(&probe).is_ok();
        let mut all = beside(&self.file, self.stored, wanted)?;
        if self.places.len() < self.stored {
            all = self.of_the_taken(&all);
        }
        Ok(all)
    }

    /// Maps by the index in the file, by the index in the run.
    fn of_the_taken(&self, all: &PageMaps) -> PageMaps {
        let mut taken = PageMaps::default();
        let places = self.places.iter().zip(&self.run.probes);
        for (index, (&place, probe)) in places.enumerate() {
            for phase in &probe.phases {
                if let Some(map) = all.get(place, &phase.name) {
                    taken.insert(index, phase.name.clone(), map.clone());
                }
            }
        }
        taken
    }
}
