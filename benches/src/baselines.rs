//! The baselines that criterion has stored, so that a name that is none of
//! them is refused before anything is measured, and with all that are.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{self, Display};
use std::fs;
use std::path::Path;

/// Folders that criterion keeps for itself beside the baselines.
const ITS_OWN: [&str; 4] = ["new", "base", "change", "report"];
/// The file of a folder that is a baseline.
const FILE: &str = "estimates.json";

/// The names under which anything was saved, by whichever bench: with a
/// filter, one may be all that was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baselines(BTreeSet<String>);

/// A baseline that was asked for and does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownBaseline {
    name: String,
    known: BTreeSet<String>,
}

impl Baselines {
    /// Looks through criterion's `folder`. One that cannot be read has none.
    pub fn of(folder: &Path) -> Baselines {
        let mut names = BTreeSet::new();
        collect(folder, &mut names);
        Baselines(names)
    }

    /// Fails where the command line `args` compares with a baseline that no
    /// bench has. What else is wrong there is criterion's to say.
    pub fn check(self, args: &[String]) -> Result<(), UnknownBaseline> {
        match named(args) {
            Some(name) if !self.0.contains(name) => {
                Err(UnknownBaseline { name: name.to_owned(), known: self.0 })
            }
            _ => Ok(()),
        }
    }
}

/// The baseline that must exist.
fn named(args: &[String]) -> Option<&str> {
    let flags = ["--baseline", "--load-baseline", "-b"];
    flags.into_iter().find_map(|flag| {
        let at = args.iter().position(|arg| arg.starts_with(flag))?;
        match args[at].strip_prefix(flag)? {
            "" => args.get(at + 1).map(String::as_str),
            rest if flag == "-b" => Some(rest.trim_start_matches('=')),
            rest => rest.strip_prefix('='),
        }
    })
}

fn collect(folder: &Path, names: &mut BTreeSet<String>) {
    for name in folders(folder) {
        let inner = folder.join(&name);
        if !inner.join(FILE).is_file() {
            collect(&inner, names);
        } else if !ITS_OWN.contains(&&*name) {
            names.insert(name);
        }
    }
}

fn folders(folder: &Path) -> impl Iterator<Item = String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
}

impl Display for UnknownBaseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no baseline `{}` is saved", self.name)?;
        let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
        match known[..] {
            [] => {
                write!(f, ", nor any other: `--save-baseline NAME` saves one")
            }
            _ => write!(f, " (saved: {})", known.join(", ")),
        }
    }
}

impl Error for UnknownBaseline {}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    /// A folder as criterion leaves it.
    fn folder(places: &[&str]) -> TempDir {
        let folder = TempDir::new().expect("a folder");
        for place in places {
            let place = folder.path().join(place);
            fs::create_dir_all(&place).expect("a folder");
            fs::write(place.join(FILE), "{}").expect("a file");
        }
        folder
    }

    fn check(folder: &TempDir, args: &[&str]) -> Result<(), String> {
        let args: Vec<String> = args.iter().map(|&a| a.into()).collect();
        let known = Baselines::of(folder.path());
        known.check(&args).map_err(|error| error.to_string())
    }

    const PLACES: [&str; 5] = [
        "remedies_shrink/map/1000/main",
        "remedies_shrink/map/1000/new",
        "remedies_shrink/map/1000/base",
        "remedies_drop/other",
        "overhead_system/bare/elsewhere",
    ];

    #[test]
    fn a_saved_name_is_known_however_the_flag_is_written() {
        let folder = folder(&PLACES);
        assert_eq!(check(&folder, &["--bench", "--baseline", "main"]), Ok(()));
        assert_eq!(check(&folder, &["--baseline=other"]), Ok(()));
        assert_eq!(check(&folder, &["-b", "main"]), Ok(()));
        assert_eq!(check(&folder, &["-bmain"]), Ok(()));
        assert_eq!(check(&folder, &["--load-baseline", "main"]), Ok(()));
        assert_eq!(check(&folder, &["--baseline", "elsewhere"]), Ok(()));
    }

    #[test]
    fn an_unknown_name_is_answered_with_all_that_are_saved() {
        let folder = folder(&PLACES);
        for args in [
            &["--baseline", "mian"][..],
            &["--baseline=mian"],
            &["-bmian"],
            &["--load-baseline=mian"],
        ] {
            let said =
                "no baseline `mian` is saved (saved: elsewhere, main, other)";
            assert_eq!(check(&folder, args), Err(said.to_owned()), "{args:?}");
        }
    }

    #[test]
    fn names_of_criterion_are_none() {
        let folder = folder(&PLACES);
        for name in ["new", "base"] {
            assert!(check(&folder, &["--baseline", name]).is_err(), "{name}");
        }
    }

    #[test]
    fn without_any_the_flag_that_saves_one_is_named() {
        let said = check(&folder(&[]), &["--baseline", "main"]).unwrap_err();
        assert!(said.contains("--save-baseline NAME"), "{said}");
    }

    #[test]
    fn what_need_not_exist_is_not_looked_for() {
        let folder = folder(&[]);
        for args in [
            &["--save-baseline", "main"][..],
            &["--baseline-lenient", "main"],
            &["--bench", "shrink"],
            &["--baseline"],
        ] {
            assert_eq!(check(&folder, args), Ok(()), "{args:?}");
        }
    }
}
