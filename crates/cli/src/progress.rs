//! The progress bar, on standard error, where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

/// A bar that counts probes; it hides itself where nobody looks.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar over `jobs` probes.
    pub(crate) fn over(jobs: usize) -> Progress {
        if !io::stderr().is_terminal() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(jobs as u64);
        let template = "{bar:24} {pos}/{len} probes  {elapsed}  {msg}";
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
