//! The file of a run, which grows by a probe at a time and is whole at any
//! instant.

use super::RUN;
use crate::replaced::replace;
use anyhow::{Context, Result};
use residue_report::{Probe, Run};
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// What stands behind the last probe.
const END: &str = "\n  ]\n}\n";

/// What stands behind the environment of a run without probes.
const EMPTY: &str = "[]\n}\n";

/// How far a probe is indented.
const INDENT: &str = "    ";

/// A stored run. Adding a probe writes a file beside it, of which all that
/// was there before is copied by the kernel, and renames it over the old
/// one. So whoever opens the file finds a whole run, and a kill at any
/// instant leaves the one before or the one after.
pub(super) struct RunFile {
    folder: PathBuf,
    file: File,
    /// Bytes in front of the next probe.
    len: u64,
    is_empty: bool,
    /// The same before the last probe.
    before: (u64, bool),
}

impl RunFile {
    /// Stores `run`, which has no probes, in `folder`.
    pub(super) fn create(folder: &Path, run: &Run) -> Result<RunFile> {
        let text = run.to_json_pretty();
        let before = text.strip_suffix(EMPTY);
        let before = before.context("a run without probes ends in a list")?;
        let len = before.len() as u64;
        let put =
            replace(&folder.join(RUN), |file| file.write_all(text.as_bytes()));
        let file = put.with_context(|| cannot_write(folder))?;
        let folder = folder.to_owned();
        Ok(RunFile { folder, file, len, is_empty: true, before: (len, true) })
    }

    /// Adds `probe` behind the others.
    pub(super) fn add(&mut self, probe: &Probe) -> Result<()> {
        let text = serde_json::to_string_pretty(probe)?;
        let text = text.replace('\n', &format!("\n{INDENT}"));
        let start = if self.is_empty { "[\n" } else { ",\n" };
        let added = format!("{start}{INDENT}{text}");
        let (old, len) = (&mut self.file, self.len);
        let put = replace(&self.folder.join(RUN), |file| {
            old.rewind()?;
            io::copy(&mut old.take(len), file)?;
            file.write_all(added.as_bytes())?;
            file.write_all(END.as_bytes())
        });
        self.file = put.with_context(|| cannot_write(&self.folder))?;
        self.before = (self.len, self.is_empty);
        self.len += added.len() as u64;
        self.is_empty = false;
        Ok(())
    }

    /// The next probe goes to the place of the last one, which stays in the
    /// file until then.
    pub(super) fn take_back(&mut self) {
        (self.len, self.is_empty) = self.before;
    }
}

pub(super) fn cannot_write(folder: &Path) -> String {
    format!(
        "could not write {}; name a folder that can be written with --out",
        folder.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_report::{Environment, Phase};
    use std::fs;

    fn probe(scenario: &str) -> Probe {
        Probe {
            scenario: scenario.to_owned(),
            command: "two\nlines and a \"quote\"".to_owned(),
            phases: vec![Phase::default()],
            ..Probe::default()
        }
    }

    #[test]
    fn a_run_that_grew_is_the_run_that_is_written_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(RUN);
        let mut run = Run::new(Environment::default());
        let mut file = RunFile::create(folder.path(), &run).unwrap();
        for scenario in ["one", "two", "three"] {
            assert_eq!(
                fs::read_to_string(&path).unwrap(),
                run.to_json_pretty()
            );
            file.add(&probe(scenario)).unwrap();
            run.probes.push(probe(scenario));
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), run.to_json_pretty());
        let names = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(names, 1, "nothing is left beside it");
    }

    #[test]
    fn a_probe_that_grows_stays_the_last_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(RUN);
        let mut run = Run::new(Environment::default());
        let mut file = RunFile::create(folder.path(), &run).unwrap();
        for scenario in ["one", "two"] {
            file.add(&probe(scenario)).unwrap();
            run.probes.push(probe(scenario));
        }
        for scenario in ["two, grown", "two, grown more"] {
            file.take_back();
            file.add(&probe(scenario)).unwrap();
            run.probes[1] = probe(scenario);
            let stored = fs::read_to_string(&path).unwrap();
            assert_eq!(stored, run.to_json_pretty());
        }
    }

    #[test]
    fn whoever_reads_meanwhile_finds_a_whole_run() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(RUN);
        let run = Run::new(Environment::default());
        let mut file = RunFile::create(folder.path(), &run).unwrap();
        let seen = std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let mut seen = 0;
                while seen < 40 {
                    let text = fs::read_to_string(&path).unwrap();
                    let run = Run::from_json(&text).unwrap();
                    assert!(run.probes.len() >= seen, "a probe is gone");
                    seen = run.probes.len();
                }
                seen
            });
            for number in 0..40 {
                file.add(&probe(&number.to_string())).unwrap();
            }
            reader.join().unwrap()
        });
        assert_eq!(seen, 40);
    }

    #[test]
    fn what_finds_no_room_leaves_the_run_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(RUN);
        let run = Run::new(Environment::default());
        let mut file = RunFile::create(folder.path(), &run).unwrap();
        let before = fs::read(&path).unwrap();
        let elsewhere = folder.path().join("gone");
        file.folder = elsewhere;
        assert!(file.add(&probe("lost")).is_err());
        assert_eq!(fs::read(&path).unwrap(), before);
        file.folder = folder.path().to_owned();
        file.add(&probe("kept")).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(Run::from_json(&text).unwrap().probes, [probe("kept")]);
    }
}
