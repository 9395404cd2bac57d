//! What is compared, and what comes of it.

use std::io::{self, Write};

use super::{Page, Tone};
use crate::diff::{Alarm, Diff, Headline, Severity};
use crate::wording::{self, across, first, noted, refused};

pub(super) fn write<W: Write>(
    diff: &Diff,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    page.note("", &format!("old: {}", wording::side(&diff.old)))?;
    page.note("", &format!("new: {}", wording::side(&diff.new)))?;
    let alike = [across(&diff.across), refused(&diff.refused)];
    for line in alike.into_iter().flatten() {
        page.text("", &line)?;
    }
    if let Some(line) = noted(&diff.noted) {
        page.note("", &line)?;
    }
    if diff.pairs.is_empty() {
        return Ok(());
    }
    page.line("")?;
    page.heading(&wording::answer(diff))?;
    headlines(&diff.headlines, page)?;
    alarms(&diff.alarms, page)
}

fn headlines<W: Write>(
    headlines: &[Headline],
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    if headlines.is_empty() {
        return Ok(());
    }
    page.line("")?;
    page.heading("What moved")?;
    let (shown, more) = first(headlines);
    for headline in shown {
        let verdict = headline.verdict;
        let text = format!("{}: {}", verdict.title(), headline.text);
        page.toned(verdict.into(), "  ", &text)?;
    }
    page.more(more)
}

fn alarms<W: Write>(
    alarms: &[Alarm],
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    if alarms.is_empty() {
        return Ok(());
    }
    page.line("")?;
    page.heading("Limits that are broken")?;
    let (shown, more) = first(alarms);
    for alarm in shown {
        let (severity, tone) = match alarm.severity {
            Severity::Hard => ("hard", Tone::Bad),
            Severity::Soft => ("soft", Tone::Unsure),
        };
        let text = format!("{severity}: {}", wording::alarm(alarm));
        page.toned(tone, "  ", &text)?;
    }
    page.more(more)
}
