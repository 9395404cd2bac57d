//! The page that is written to: its width and its colours.

use std::io::{self, Write};

use super::Options;
use crate::diff::Verdict;
use crate::text::{printable, wrapped};
use crate::units::Count;

/// Columns of text if the terminal does not say how many it has, and at most:
/// longer lines are hard to read.
const TEXT_WIDTH: usize = 100;

/// Fewer columns than these are not honoured: nothing could be shown.
const LEAST_WIDTH: usize = 20;

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const YELLOW: &str = "\u{1b}[33m";
const PLAIN: &str = "\u{1b}[0m";

/// What a text means for the reader.
#[derive(Clone, Copy)]
pub(super) enum Tone {
    /// Nothing in particular.
    Plain,
    /// It is better than it was: green.
    Good,
    /// It is worse than it was: red.
    Bad,
    /// It wants a look: yellow.
    Unsure,
}

impl Tone {
    fn style(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Good => GREEN,
            Tone::Bad => RED,
            Tone::Unsure => YELLOW,
        }
    }
}

impl From<Verdict> for Tone {
    fn from(verdict: Verdict) -> Tone {
        match verdict {
            Verdict::Same | Verdict::WithinNoise => Tone::Plain,
            Verdict::Improved => Tone::Good,
            Verdict::Regressed => Tone::Bad,
            Verdict::CannotBeCompared => Tone::Unsure,
        }
    }
}

/// A writer of lines that fit the terminal.
pub(super) struct Page<'a, W> {
    out: &'a mut W,
    options: Options,
}

impl<'a, W: Write> Page<'a, W> {
    pub(super) fn new(options: Options, out: &'a mut W) -> Self {
        Page { out, options }
    }

    /// Columns that a table may take.
    pub(super) fn width(&self) -> usize {
        self.options
            .width
            .map_or(usize::MAX, |width| LEAST_WIDTH.max(width.into()))
    }

    /// Text of more weight.
    pub(super) fn heading(&mut self, text: &str) -> io::Result<()> {
        self.paragraph(BOLD, "", text)
    }

    /// Text in lines that fit, each behind `indent`.
    pub(super) fn text(&mut self, indent: &str, text: &str) -> io::Result<()> {
        self.paragraph("", indent, text)
    }

    /// Text of less weight.
    pub(super) fn note(&mut self, indent: &str, text: &str) -> io::Result<()> {
        self.paragraph(DIM, indent, text)
    }

    /// Text in the colour of `tone`.
    pub(super) fn toned(
        &mut self,
        tone: Tone,
        indent: &str,
        text: &str,
    ) -> io::Result<()> {
        self.paragraph(tone.style(), indent, text)
    }

    /// One line as it is, its `tail` in the colour of `tone`.
    pub(super) fn ending(
        &mut self,
        line: &str,
        tone: Tone,
        tail: &str,
    ) -> io::Result<()> {
        write!(self.out, "{line}")?;
        self.styled(tone.style(), tail.trim_end())
    }

    /// How many things of a list are not shown, if any.
    pub(super) fn more(&mut self, more: usize) -> io::Result<()> {
        match more {
            0 => Ok(()),
            more => {
                let more = Count(more as u64);
                self.note("  ", &format!("and {more} more"))
            }
        }
    }

    /// One line as it is.
    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{}", line.trim_end())
    }

    /// One line of less weight, as it is.
    pub(super) fn faint(&mut self, line: &str) -> io::Result<()> {
        self.styled(DIM, line.trim_end())
    }

    fn paragraph(
        &mut self,
        style: &str,
        indent: &str,
        text: &str,
    ) -> io::Result<()> {
        let room = self.width().min(TEXT_WIDTH).saturating_sub(indent.len());
        for line in wrapped(&printable(text), room) {
            self.styled(style, &format!("{indent}{line}"))?;
        }
        Ok(())
    }

    fn styled(&mut self, style: &str, line: &str) -> io::Result<()> {
        match self.options.colour && !style.is_empty() {
            true => writeln!(self.out, "{style}{line}{PLAIN}"),
            false => writeln!(self.out, "{line}"),
        }
    }
}
