//! Where a bench keeps its summary.

use crate::{Cell, Summary};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A summary that is written anew after every cell, so that a bench that is
/// stopped has lost nothing.
#[derive(Debug)]
pub struct Report {
    path: PathBuf,
    summary: Summary,
}

impl Report {
    /// The summary of `bench` in the folder `residue-bench` of the build,
    /// which is where `tmp` is, cargo's folder for what benches write. It
    /// takes the place of an earlier one with its first cell.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be made.
    pub fn begin(bench: &str, tmp: &Path) -> io::Result<Report> {
        let target = tmp.parent().unwrap_or(tmp);
        let folder = target.join("residue-bench");
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{bench}.json"));
        Ok(Report { path, summary: Summary::begin(bench) })
    }

    /// Keeps a cell. One without rounds is none: it was filtered out, or
    /// only tested.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn keep(&mut self, cell: Cell) -> io::Result<()> {
        if cell.rounds.0.is_empty() {
            return Ok(());
        }
        self.summary.cells.push(cell);
        let unfinished = self.path.with_extension("json.unfinished");
        fs::write(&unfinished, serde_json::to_vec(&self.summary)?)?;
        fs::rename(&unfinished, &self.path)
    }

    /// What was kept up to now.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Where it is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Round, Rounds};

    #[test]
    fn every_cell_is_on_disk_at_once_and_empty_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let tmp = folder.path().join("tmp");
        let mut report = Report::begin("x", &tmp).unwrap();
        let case = "pair 8 1".parse().unwrap();
        let round = Round { iterations: 1, subject_ns: 1, bare_ns: 1 };
        for (count, rounds) in [(0, vec![]), (1, vec![round])] {
            let cell = Cell::of("a", "b", case, Rounds(rounds));
            report.keep(cell).unwrap();
            let stored = fs::read_to_string(report.path()).ok();
            let stored = stored.map(|json| Summary::from_json(&json).unwrap());
            let cells = stored.map_or(0, |summary| summary.cells.len());
            assert_eq!(cells, count);
        }
    }
}
