//! Where a result goes: standard output, or a file that is written whole or
//! not at all.

use anyhow::{Context, Result, bail};
use residue_present::{Format, TextStyle};
use residue_runner::{replace, try_to_replace};
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Where a result goes.
pub(crate) enum Output {
    /// Standard output.
    Standard,
    /// A file that will be made, or replaced.
    File(PathBuf),
    /// A device or a pipe, which can only be written to.
    Device(PathBuf),
}

impl Output {
    /// Standard output, also by the names `-` and `/dev/stdout`, or `file`.
    /// One that cannot be written fails now, not after the work.
    pub(crate) fn to(file: Option<&Path>) -> Result<Output> {
        let Some(file) = file.filter(|file| !is_standard(file)) else {
            return Ok(Output::Standard);
        };
        match fs::metadata(file) {
            // What it stands for may be a file, but one that is open already.
            _ if file.starts_with("/dev/fd") => {
                return Ok(Output::Device(file.to_owned()));
            }
            Ok(found) if found.is_dir() => {
                bail!("{} is a folder: name a file in it", file.display())
            }
            Ok(found) if !found.is_file() => {
                return Ok(Output::Device(file.to_owned()));
            }
            _ => {}
        }
        // What a link leads to is replaced, not the link.
        let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        try_to_replace(&file).with_context(|| cannot_write(&file))?;
        Ok(Output::File(file))
    }

    /// Whether people read it as it comes.
    pub(crate) fn is_terminal(&self) -> bool {
        matches!(self, Output::Standard) && io::stdout().is_terminal()
    }

    /// Refuses a page of HTML in a terminal, which is a mistake, and names
    /// `file` instead.
    pub(crate) fn refuse_html(&self, format: Format, file: &str) -> Result<()> {
        if format == Format::Html && self.is_terminal() {
            bail!("HTML is for a browser: pass -o {file}");
        }
        Ok(())
    }

    /// How text is laid out here, `width` columns wide if that is given.
    pub(crate) fn text(&self, width: Option<u16>) -> TextStyle {
        if !self.is_terminal() {
            return TextStyle { width, colour: false, links: false };
        }
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let width = width.or_else(width_of_terminal);
        TextStyle { width, colour: !plain, links: false }
    }

    /// Writes what `document` writes.
    pub(crate) fn write(
        &self,
        document: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<()> {
        match self {
            Output::Standard => buffered(io::stdout().lock(), document)
                .context("could not write to standard output"),
            Output::File(file) => {
                let written = replace(file, |made| buffered(made, document));
                written.map(drop).with_context(|| cannot_write(file))
            }
            Output::Device(file) => {
                let opened = File::options().append(true).open(file);
                opened
                    .and_then(|file| buffered(file, document))
                    .with_context(|| cannot_write(file))
            }
        }
    }
}

/// Whether somebody sits there, who reads and types.
pub(crate) fn is_interactive() -> bool {
    io::stdout().is_terminal() && io::stdin().is_terminal()
}

/// Refuses to write to `file` what is a part or a view of `source`, which is
/// a `what`: in its place it could not be undone.
pub(crate) fn refuse_to_replace(
    what: &str,
    source: &Path,
    file: Option<&Path>,
) -> Result<()> {
    let real = |path: &Path| path.canonicalize().ok();
    if file.and_then(real).is_some_and(|file| Some(file) == real(source)) {
        bail!("{} is the {what} itself: name another file", source.display());
    }
    Ok(())
}

fn is_standard(file: &Path) -> bool {
    file == Path::new("-") || file == Path::new("/dev/stdout")
}

fn buffered(
    out: impl Write,
    document: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    document(&mut out)?;
    out.flush()
}

fn cannot_write(file: &Path) -> String {
    format!(
        "could not write {}; name a file that can be written",
        file.display()
    )
}

fn width_of_terminal() -> Option<u16> {
    let out = io::stdout();
    let size = rustix::termios::tcgetwinsize(&out).ok()?;
    Some(size.ws_col).filter(|&columns| columns > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;
    use tempfile::TempDir;

    fn write(file: &Path, text: &str) -> Result<()> {
        Output::to(Some(file))?.write(|out| out.write_all(text.as_bytes()))
    }

    fn names(folder: &TempDir) -> usize {
        fs::read_dir(folder.path()).expect("a folder").count()
    }

    #[test]
    fn a_document_that_fails_leaves_the_old_file_and_nothing_beside() {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("report.md");
        write(&file, "old").expect("written");
        let output = Output::to(Some(&file)).expect("a file");
        let failed = output.write(|out| {
            out.write_all(b"half")?;
            Err(io::Error::other("broken"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&file).expect("a file"), "old");
        assert_eq!(names(&folder), 1);
    }

    #[test]
    fn a_new_file_is_readable_by_all_and_an_old_one_stays_as_it_was() {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("report.md");
        let mode = || {
            let found = fs::metadata(&file).expect("a file");
            found.permissions().mode() & 0o777
        };
        write(&file, "new").expect("written");
        assert_eq!(mode(), 0o644);
        fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("own");
        write(&file, "newer").expect("written");
        assert_eq!(mode(), 0o600);
        assert_eq!(fs::read_to_string(&file).expect("a file"), "newer");
    }

    #[test]
    fn a_link_stays_and_what_it_leads_to_is_replaced() {
        let folder = TempDir::new().expect("a folder");
        let (file, link) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&file, "old").expect("written");
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        write(&link, "new").expect("written");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::read_to_string(&file).expect("a file"), "new");
    }

    #[test]
    fn what_cannot_be_written_fails_before_the_work() {
        let folder = TempDir::new().expect("a folder");
        assert!(Output::to(Some(folder.path())).is_err());
        let below = folder.path().join("none/report.md");
        assert!(Output::to(Some(&below)).is_err());
        assert_eq!(names(&folder), 0);
    }
}
