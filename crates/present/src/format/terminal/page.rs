//! The page that is written to: its width and its colours.

use std::borrow::Cow;
use std::io::{self, Write};

use super::super::TextStyle;
use crate::document::Tone;
use crate::text::{harmless, wrapped};

/// Columns of text if the terminal does not say how many it has, and at most:
/// longer lines are hard to read.
const TEXT_WIDTH: usize = 100;

/// Fewer columns than these are not honoured: nothing could be shown.
const LEAST_WIDTH: usize = 20;

/// Spaces in front of what belongs to what is above it.
const INSET: &str = "  ";

pub(super) const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const YELLOW: &str = "\u{1b}[33m";
const LINK: &str = "\u{1b}]8;;";
const END: &str = "\u{1b}\\";
const PLAIN: &str = "\u{1b}[0m";

impl Tone {
    /// The escape sequence that begins it.
    pub(super) fn style(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Faint => DIM,
            Tone::Good => GREEN,
            Tone::Bad => RED,
            Tone::Unsure => YELLOW,
        }
    }
}

/// A writer of lines that fit the terminal.
pub(super) struct LineWriter<'a> {
    out: &'a mut dyn Write,
    options: TextStyle,
    is_empty: bool,
}

impl<'a> LineWriter<'a> {
    pub(super) fn new(options: TextStyle, out: &'a mut dyn Write) -> Self {
        LineWriter { out, options, is_empty: true }
    }

    /// Columns that a table may take.
    pub(super) fn width(&self) -> usize {
        self.options
            .width
            .map_or(usize::MAX, |width| LEAST_WIDTH.max(width.into()))
    }

    /// Whether nothing was written yet.
    pub(super) fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// Text of more weight, apart from what is above it.
    pub(super) fn heading(&mut self, text: &str) -> io::Result<()> {
        if !self.is_empty {
            self.gap()?;
        }
        self.paragraph(BOLD, "", text)
    }

    /// Text in lines that fit.
    pub(super) fn text(
        &mut self,
        tone: Tone,
        is_inset: bool,
        text: &str,
    ) -> io::Result<()> {
        let indent = if is_inset { INSET } else { "" };
        self.paragraph(tone.style(), indent, text)
    }

    /// An empty line.
    pub(super) fn gap(&mut self) -> io::Result<()> {
        self.line("", "")
    }

    /// One line as it is, all of it in `style`.
    pub(super) fn line(&mut self, style: &str, line: &str) -> io::Result<()> {
        let line = self.styled(style, line.trim_end());
        self.is_empty = false;
        writeln!(self.out, "{line}")
    }

    /// `text` between the escape sequences of `style`, where there are
    /// colours.
    pub(super) fn styled<'t>(
        &self,
        style: &str,
        text: &'t str,
    ) -> Cow<'t, str> {
        match self.options.colour && !style.is_empty() && !text.is_empty() {
            true => Cow::Owned(format!("{style}{text}{PLAIN}")),
            false => Cow::Borrowed(text),
        }
    }

    /// `text` as a link to `to`, where there are links.
    pub(super) fn linked<'t>(
        &self,
        to: Option<&str>,
        text: Cow<'t, str>,
    ) -> Cow<'t, str> {
        match to.filter(|_| self.options.links && !text.is_empty()) {
            Some(to) => {
                let to = harmless(to);
                Cow::Owned(format!("{LINK}{to}{END}{text}{LINK}{END}"))
            }
            None => text,
        }
    }

    /// Text in lines that fit, each behind `indent`, in `style`.
    pub(super) fn paragraph(
        &mut self,
        style: &str,
        indent: &str,
        text: &str,
    ) -> io::Result<()> {
        let room = self.width().min(TEXT_WIDTH).saturating_sub(indent.len());
        for line in wrapped(&harmless(text), room) {
            self.line(style, &format!("{indent}{line}"))?;
        }
        Ok(())
    }
}
