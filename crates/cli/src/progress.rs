//! Signs of life, on standard error, where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use std::any::Any;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

/// Bytes of a file that takes long enough to read for people to wonder.
const LARGE: u64 = 64 << 20;

/// A sign of life while a file of so many bytes is read, as long as it is
/// kept.
pub(crate) fn reading(name: &str, bytes: u64) -> Box<dyn Any> {
    Box::new(ClearedBar(bar(name, bytes)))
}

/// The same, as a bar that the caller moves and takes off the screen.
pub(crate) fn bar(name: &str, bytes: u64) -> ProgressBar {
    if bytes < LARGE || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let message = format!("reading {}", residue_present::printable(name));
    let bar = ProgressBar::new_spinner().with_message(message);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

struct ClearedBar(ProgressBar);

impl Drop for ClearedBar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A bar that counts probes; it hides itself where nobody looks.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar over `jobs` probes.
    pub(crate) fn over(jobs: usize) -> Progress {
        if !io::stderr().is_terminal() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(jobs as u64);
        let template =
            "{bar:24} {pos}/{len} probes  {elapsed}, {eta} left  {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress(bar)
    }

    /// One thing that goes on for nobody knows how long.
    pub(crate) fn of_one() -> Progress {
        if !io::stderr().is_terminal() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        let template = "{spinner} {elapsed}  {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress(bar)
    }

    /// The next probe begins.
    pub(crate) fn begin(&self, title: &str) {
        self.0.set_message(title.to_owned());
    }

    /// A line of the subject's own, which goes to standard error as it is.
    pub(crate) fn pass(&self, line: &str) {
        self.0.suspend(|| {
            let line = residue_present::printable(line);
            let _ = writeln!(io::stderr(), "{line}");
        });
    }

    /// It has ended.
    pub(crate) fn end(&self) {
        self.0.inc(1);
    }

    /// Takes the bar off the screen.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}
