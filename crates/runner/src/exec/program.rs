//! What a program is, before it runs: whether a library can be preloaded, and
//! which allocator it brings.

use super::elf::Elf;
use super::kind::{Kind, Linked};
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Why a program cannot be started. The exit codes are a shell's.
#[derive(Debug, thiserror::Error)]
pub enum NotStarted {
    /// There is none of this name.
    #[error("{0}: no such program")]
    NotFound(String),
    /// It may not be executed.
    #[error("{0}: cannot be executed: {1}")]
    NotExecutable(String, String),
    /// It is a script, and what is to read it is not there.
    #[error("{0}: its first line names {1}, and there is no such program")]
    NoInterpreter(String, String),
    /// Something else failed.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl NotStarted {
    /// The exit code that tells it: a shell's.
    pub fn code(&self) -> u8 {
        match self {
            NotStarted::NotFound(_) | NotStarted::NoInterpreter(..) => 127,
            NotStarted::NotExecutable(..) => 126,
            NotStarted::Other(_) => 2,
        }
    }
}

/// A program that is to be started.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its file.
    pub path: PathBuf,
    /// What it is; of a script, what its interpreter is.
    pub kind: Kind,
    /// The allocator that its own file holds.
    pub linked: Option<Linked>,
    /// Whether it asks for C++'s library.
    pub is_cxx: bool,
}

/// Interpreters of interpreters that are followed.
const DEPTH: usize = 4;

impl Program {
    /// Whether its objects can be tracked, as far as its file tells.
    pub fn is_trackable(&self) -> bool {
        self.kind.reason().is_none() && self.linked != Some(Linked::Malloc)
    }

    /// The program that a shell would start for `word`.
    pub fn find(word: &OsStr) -> Result<Program, NotStarted> {
        let path = locate(word)?;
        let name = path.display().to_string();
        let not =
            |why: &str| NotStarted::NotExecutable(name.clone(), why.to_owned());
        let metadata = fs::metadata(&path).map_err(|e| not(&e.to_string()))?;
        if metadata.is_dir() {
            return Err(not("it is a folder"));
        }
        if metadata.permissions().mode() & 0o111 == 0 {
            return Err(not("it is not marked as a program (chmod +x)"));
        }
        match interpreter(&path).filter(|of| !of.exists()) {
            Some(by) => {
                let by = by.display().to_string();
                Err(NotStarted::NoInterpreter(name, by))
            }
            None => Ok(Program::read(path, DEPTH)),
        }
    }

    fn read(path: PathBuf, depth: usize) -> Program {
        let unknown = |path| Program {
            path,
            kind: Kind::Unknown,
            linked: None,
            is_cxx: false,
        };
        if let Some(interpreter) = interpreter(&path) {
            if depth == 0 {
                return unknown(path);
            }
            let by = Program::read(interpreter, depth - 1);
            return Program { path, ..by };
        }
        let Some(elf) = Elf::read(&path) else { return unknown(path) };
        let kind = match is_privileged(&path) {
            true => Kind::Privileged,
            false => elf.kind,
        };
        Program { path, kind, linked: elf.linked, is_cxx: elf.is_cxx }
    }
}

/// The file that a shell would start for `word`.
fn locate(word: &OsStr) -> Result<PathBuf, NotStarted> {
    let name = word.to_string_lossy().into_owned();
    if word.as_bytes().contains(&b'/') {
        let path = PathBuf::from(word);
        return match path.exists() {
            true => Ok(path),
            false => Err(NotStarted::NotFound(name)),
        };
    }
    let folders = env::var_os("PATH").unwrap_or("/usr/bin:/bin".into());
    let all = env::split_paths(&folders).map(|folder| folder.join(word));
    let there: Vec<_> = all.filter(|path| path.is_file()).collect();
    let may_run = |path: &&PathBuf| {
        fs::metadata(path).is_ok_and(|of| of.permissions().mode() & 0o111 != 0)
    };
    let first = there.iter().find(may_run).or(there.first());
    first.cloned().ok_or(NotStarted::NotFound(name))
}

/// The interpreter that a script names in its first line.
fn interpreter(path: &Path) -> Option<PathBuf> {
    let mut start = [0; 256];
    let len = File::open(path).ok()?.read(&mut start).ok()?;
    let line = start[..len].strip_prefix(b"#!")?;
    let line = line.split(|&byte| byte == b'\n').next()?;
    let mut words = line.split(|byte| b" \t".contains(byte));
    let name = words.find(|word| !word.is_empty())?;
    Some(PathBuf::from(OsStr::from_bytes(name)))
}

/// Whether the kernel gives it other rights than its caller's.
fn is_privileged(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    const SETUID: u32 = 0o4000;
    const SETGID: u32 = 0o2010;
    let Ok(file) = fs::metadata(path) else { return false };
    let user = rustix::process::geteuid().as_raw();
    let group = rustix::process::getegid().as_raw();
    let mode = file.mode();
    (mode & SETUID != 0 && file.uid() != user)
        || (mode & SETGID == SETGID && file.gid() != group)
        || (user != 0 && has_capabilities(path))
}

fn has_capabilities(path: &Path) -> bool {
    let mut room = [0_u8; 64];
    rustix::fs::getxattr(path, "security.capability", &mut room).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(word: &str) -> Result<Program, NotStarted> {
        Program::find(OsStr::new(word))
    }

    #[test]
    fn a_program_of_this_system_can_be_preloaded() {
        let program = find("ls").unwrap();
        assert_eq!(program.kind, Kind::Dynamic);
        assert_eq!(program.linked, None);
        assert!(program.path.is_absolute());
    }

    #[test]
    fn a_script_is_what_its_interpreter_is() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("script");
        fs::write(&script, "#! /bin/sh -e\nexit 3\n").unwrap();
        let word = script.to_str().unwrap();
        let refused = find(word).unwrap_err();
        assert_eq!(refused.code(), 126, "{refused}");
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755))
            .unwrap();
        assert_eq!(find(word).unwrap().kind, Kind::Dynamic);
        fs::write(&script, "#!/no/such/shell -e\n").unwrap();
        let refused = find(word).unwrap_err();
        assert_eq!(refused.code(), 127);
        assert!(refused.to_string().contains("/no/such/shell"), "{refused}");
    }

    #[test]
    fn what_is_not_there_is_told_from_what_cannot_run() {
        assert_eq!(find("no-such-program-here").unwrap_err().code(), 127);
        assert_eq!(find("/no/such/file").unwrap_err().code(), 127);
        assert_eq!(find("/").unwrap_err().code(), 126);
    }
}
