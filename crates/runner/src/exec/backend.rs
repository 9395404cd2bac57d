//! The allocator that a program is run under, in place of its own.

use residue_backends::Backend;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// An allocator that can be put in the place of a program's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// One that Residue knows, by a library that the system has.
    Known(Backend, PathBuf),
    /// A library that is named by its file.
    Library(PathBuf),
}

/// Why there is no such allocator.
#[derive(Debug, thiserror::Error)]
pub enum NoBackend {
    /// It is not among those that are known.
    #[error(
        "no allocator is called `{0}`: name {known}, or the file of a library \
         with a / in it",
        known = with_a_library()
    )]
    Unknown(String),
    /// Its library is not installed.
    #[error("{name} is not installed: {fix}")]
    Missing {
        /// The allocator.
        name: &'static str,
        /// What installs it.
        fix: String,
    },
    /// Its library cannot be read.
    #[error("{0}: {1}")]
    Unreadable(String, String),
    /// It is no allocator.
    #[error("{0}: it is no library of this machine that has a malloc")]
    NoMalloc(String),
    /// The loader splits its list there.
    #[error("{0}: the loader takes no path with a space or a colon in it")]
    Unfit(String),
}

impl Chosen {
    /// The allocator that `text` names.
    pub fn find(text: &str) -> Result<Chosen, NoBackend> {
        if text.contains('/') {
            return of_file(text);
        }
        let known = Backend::ALL.iter().find(|of| of.name() == text);
        let names = known.map(|of| of.libraries());
        let names = names.filter(|names| !names.is_empty());
        let (Some(&backend), Some(names)) = (known, names) else {
            return Err(NoBackend::Unknown(text.to_owned()));
        };
        match names.iter().find_map(|name| installed(name)) {
            Some(library) => Ok(Chosen::Known(backend, library)),
            None => Err(NoBackend::Missing {
                name: backend.name(),
                fix: format!("no {} is found", names.join(" or ")),
            }),
        }
    }

    /// What it is called in a run.
    pub fn name(&self) -> String {
        match self {
            Chosen::Known(backend, _) => backend.name().to_owned(),
            Chosen::Library(file) => {
                let name = file.file_name().unwrap_or_default();
                name.to_string_lossy().into_owned()
            }
        }
    }

    /// The library to preload.
    pub(super) fn library(&self) -> &Path {
        match self {
            Chosen::Known(_, library) | Chosen::Library(library) => library,
        }
    }
}

fn of_file(text: &str) -> Result<Chosen, NoBackend> {
    let unreadable = |error: std::io::Error| {
        NoBackend::Unreadable(text.to_owned(), error.to_string())
    };
    let file = fs::canonicalize(text).map_err(unreadable)?;
    fs::File::open(&file).map_err(unreadable)?;
    if !super::library::fits(&file) {
        return Err(NoBackend::Unfit(file.display().to_string()));
    }
    if !super::elf::has_malloc(&file) {
        return Err(NoBackend::NoMalloc(text.to_owned()));
    }
    Ok(Chosen::Library(file))
}

/// The names of those that a library has.
fn with_a_library() -> String {
    let all = Backend::ALL.iter();
    let with = all.filter(|backend| !backend.libraries().is_empty());
    with.map(|backend| backend.name()).collect::<Vec<_>>().join(", ")
}

/// Where the loader finds a library.
fn installed(name: &str) -> Option<PathBuf> {
    let own = env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let own: Vec<_> = env::split_paths(&own).collect();
    let triplet = format!("{}-linux-gnu", env::consts::ARCH);
    let system = ["/usr/local/lib", "/lib", "/usr/lib", "/lib64", "/usr/lib64"];
    let system = system.iter().flat_map(|folder| {
        let folder = Path::new(folder);
        [folder.join(&triplet), folder.to_owned()]
    });
    let folders = own.into_iter().chain(system);
    folders.map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_own_is_always_there() {
        let found = Chosen::find("system").unwrap();
        assert_eq!(found.name(), "system");
        assert!(found.library().ends_with("libc.so.6"));
    }

    #[test]
    fn what_is_none_is_refused_by_name() {
        for name in ["jemaloc", "dhat", ""] {
            let refused = Chosen::find(name).unwrap_err().to_string();
            assert!(refused.contains("mimalloc"), "{refused}");
        }
        let libc = Chosen::find("system").unwrap().library().to_owned();
        let libm = libc.with_file_name("libm.so.6");
        let libm = libm.to_str().unwrap();
        assert!(Chosen::find(libc.to_str().unwrap()).is_ok());
        for file in ["/no/such/lib.so", "/etc/passwd", libm] {
            let refused = Chosen::find(file).unwrap_err().to_string();
            assert!(refused.contains(file), "{refused}");
        }
    }
}
