//! Where the profile of the whole goes, and where those of phases do.

use crate::output::Output;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// The files of a recording.
pub(crate) struct Files(PathBuf);

impl Files {
    /// Files beside `whole`, which must be one that can be written.
    pub(crate) fn beside(whole: &Path, has_phases: bool) -> Result<Files> {
        let is_file = matches!(Output::to(Some(whole))?, Output::File(_));
        if has_phases && !is_file {
            bail!(
                "{} takes one profile, and each phase has one: name a file, \
                 or pass --phase none",
                whole.display()
            );
        }
        Ok(Files(whole.to_owned()))
    }

    /// The file of the whole, or of a phase.
    pub(crate) fn of(&self, phase: Option<&str>) -> PathBuf {
        let Some(phase) = phase else { return self.0.clone() };
        let stem = self.0.file_stem().unwrap_or_default().to_string_lossy();
        let name = match self.0.extension() {
            Some(end) => format!("{stem}.{phase}.{}", end.to_string_lossy()),
            None => format!("{stem}.{phase}"),
        };
        self.0.with_file_name(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_stands_before_the_end_of_the_name() {
        let of = |whole: &str| Files(whole.into()).of(Some("drained"));
        assert_eq!(of("a/heap.json"), Path::new("a/heap.drained.json"));
        assert_eq!(of("heap"), Path::new("heap.drained"));
        assert_eq!(of("a.b.json"), Path::new("a.b.drained.json"));
        assert_eq!(Files("x.json".into()).of(None), Path::new("x.json"));
    }

    #[test]
    fn what_takes_one_profile_is_refused_several() {
        for file in ["-", "/dev/null"] {
            let refused = Files::beside(Path::new(file), true).err();
            let said = refused.expect("no file").to_string();
            assert!(said.contains("--phase none"), "{said}");
            assert!(Files::beside(Path::new(file), false).is_ok());
        }
    }
}
