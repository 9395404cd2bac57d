//! How a phase is marked from outside: whoever watches a process listens at a
//! socket that is named by the process's number and open to its own user
//! alone; whoever marks a phase says its name there, and hears once it was
//! measured.

use anyhow::{Context, Result, bail};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fs::{self, DirBuilder};
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Bytes of a name, at most.
const NAME_MAX: usize = 64;

/// Bytes of a line, at most.
const LINE_MAX: u64 = 4096;

/// How long a line of the other side may take: it is one of ours, and says it
/// at once.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long it may take until a phase was measured.
const LOOK_PATIENCE: Duration = Duration::from_secs(120);

/// What an answer begins with where the phase was measured, and where not.
const DONE: &str = "done ";
const REFUSED: &str = "refused ";

/// Where phases of one process are marked, as long as this is kept.
#[derive(Debug)]
pub struct Marks {
    listener: UnixListener,
    path: PathBuf,
}

/// A phase that somebody marks.
#[derive(Debug)]
pub struct Marked {
    name: String,
    stream: UnixStream,
}

impl Marks {
    /// Listens for phases of the process `pid`.
    ///
    /// # Errors
    ///
    /// Where somebody listens already, or no socket can be made.
    pub fn listen(pid: u32) -> Result<Marks> {
        let folder = folder()?;
        make_private(&folder)?;
        let path = socket(&folder, pid);
        if UnixStream::connect(&path).is_ok() {
            bail!("process {pid} is watched already, and marked there");
        }
        // What is left of a watcher that was killed.
        let _ = fs::remove_file(&path);
        let listener = UnixListener::bind(&path)
            .with_context(|| format!("could not make {}", path.display()))?;
        listener.set_nonblocking(true)?;
        Ok(Marks { listener, path })
    }

    /// Waits for the next phase, at most for `patience`. What is no word of
    /// ours is passed over.
    pub fn wait(&self, patience: Duration) -> Option<Marked> {
        let time = Timespec::try_from(patience).ok();
        let mut ready = [PollFd::new(&self.listener, PollFlags::IN)];
        // A signal ends the wait early, as it should.
        poll(&mut ready, time.as_ref()).ok().filter(|&count| count > 0)?;
        let (stream, _) = self.listener.accept().ok()?;
        let name = line(&stream, PATIENCE).ok()?;
        check(&name).ok()?;
        Some(Marked { name, stream })
    }
}

impl AsFd for Marks {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }
}

impl Drop for Marks {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

impl Marked {
    /// The phase's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Tells whoever marks it what came of it: a sentence, or why it was not
    /// measured. If he has gone away, nobody hears.
    pub fn answer(mut self, came: &Result<String>) {
        let line = match came {
            Ok(said) => format!("{DONE}{said}"),
            Err(error) => format!("{REFUSED}{error:#}"),
        };
        let line = line.replace('\n', " ");
        let _ = self.stream.write_all(format!("{line}\n").as_bytes());
    }
}

/// Marks the phase `name` of the process `pid` with whoever watches it; returns
/// what he says once it was measured.
///
/// # Errors
///
/// Where nobody watches the process, the name is none, or the phase was not
/// measured.
pub fn mark(pid: u32, name: &str) -> Result<String> {
    check(name)?;
    let path = socket(&folder()?, pid);
    let mut stream = match UnixStream::connect(&path) {
        Ok(stream) => stream,
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::NotFound | ErrorKind::ConnectionRefused
            ) =>
        {
            bail!(
                "nobody watches process {pid}: start `residue watch {pid}` \
                 first, as the same user, or the program by `residue exec`"
            )
        }
        Err(error) => {
            let path = path.display();
            return Err(error)
                .with_context(|| format!("could not open {path}"));
        }
    };
    stream.write_all(format!("{name}\n").as_bytes())?;
    let answer = line(&stream, LOOK_PATIENCE)
        .with_context(|| format!("who watches process {pid} went away"))?;
    match (answer.strip_prefix(DONE), answer.strip_prefix(REFUSED)) {
        (Some(said), _) => Ok(said.to_owned()),
        (_, Some(why)) => bail!("{why}"),
        _ => bail!("who watches process {pid} is of another version"),
    }
}

/// Refuses what cannot be a phase's name.
fn check(name: &str) -> Result<()> {
    if name.is_empty() || name.len() > NAME_MAX {
        bail!("the name of a phase has 1 to {NAME_MAX} bytes");
    }
    if name.chars().any(|c| c.is_whitespace() || c.is_control()) {
        bail!("the name of a phase has no white space: {name:?}");
    }
    Ok(())
}

fn line(stream: &UnixStream, patience: Duration) -> Result<String> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(patience))?;
    let mut line = String::new();
    BufReader::new(stream.take(LINE_MAX)).read_line(&mut line)?;
    match line.strip_suffix('\n') {
        Some(line) => Ok(line.to_owned()),
        None => bail!("it said nothing"),
    }
}

/// The folder of all sockets of this user.
fn folder() -> Result<PathBuf> {
    let user = rustix::process::geteuid().as_raw();
    let run = PathBuf::from(format!("/run/user/{user}"));
    if run.is_dir() {
        return Ok(run.join("residue"));
    }
    Ok(PathBuf::from(format!("/tmp/residue-{user}")))
}

/// Makes `folder`, which nobody else may look into, unless it is there. Anybody
/// can make one of this name where all may write: that is refused.
fn make_private(folder: &Path) -> Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            let folder = folder.display();
            return Err(error)
                .with_context(|| format!("could not make {folder}"));
        }
        _ => {}
    }
    let found = fs::symlink_metadata(folder)?;
    let own = rustix::process::geteuid().as_raw();
    if !found.is_dir() || found.uid() != own || found.mode() & 0o077 != 0 {
        bail!(
            "{} is not a folder that only this user may look into: remove it",
            folder.display()
        );
    }
    Ok(())
}

fn socket(folder: &Path, pid: u32) -> PathBuf {
    folder.join(format!("{pid}.socket"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    /// No process has such a number.
    const NOBODY: u32 = u32::MAX - 7;

    #[test]
    fn whoever_marks_hears_what_came_of_it() {
        let marks = Marks::listen(NOBODY).unwrap();
        let said = thread::spawn(|| {
            (mark(NOBODY, "drained").unwrap(), mark(NOBODY, "drained"))
        });
        let long = Duration::from_secs(60);
        let first = marks.wait(long).unwrap();
        assert_eq!(first.name(), "drained");
        first.answer(&Ok("36 MiB resident".to_owned()));
        let twice = Err(anyhow::anyhow!("it was marked"));
        marks.wait(long).unwrap().answer(&twice);
        let (first, second) = said.join().unwrap();
        assert_eq!(first, "36 MiB resident");
        assert_eq!(second.unwrap_err().to_string(), "it was marked");
        assert!(marks.wait(Duration::ZERO).is_none());
    }

    #[test]
    fn one_watcher_is_marked_and_after_him_nobody() {
        let pid = NOBODY - 1;
        let unheard = mark(pid, "a").unwrap_err().to_string();
        assert!(unheard.contains("residue watch"), "{unheard}");
        let marks = Marks::listen(pid).unwrap();
        assert!(Marks::listen(pid).is_err());
        drop(marks);
        assert!(mark(pid, "a").is_err());
        assert!(Marks::listen(pid).is_ok());
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for name in ["", "a b", "a\nb", "\u{7f}", &"x".repeat(65)] {
            assert!(check(name).is_err(), "{name:?}");
        }
        assert!(check("nach-dem-Höhepunkt").is_ok());
    }

    #[test]
    fn a_folder_that_others_may_look_into_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(folder.path(), open).unwrap();
        assert!(make_private(folder.path()).is_err());
        let private = fs::Permissions::from_mode(0o700);
        fs::set_permissions(folder.path(), private).unwrap();
        assert!(make_private(folder.path()).is_ok());
    }
}
