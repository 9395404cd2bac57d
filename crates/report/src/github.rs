//! A comparison, or findings, as annotations of a workflow on GitHub: lines
//! that it shows on the pull request.

use std::io::{self, Write};

use crate::diff::{Alarm, Diff, Headline, Pair, Severity};
use crate::doctor::{FailOn, Judged};
use crate::table::Pairs;
use crate::wording;
use residue_present::{Annotation, Bytes, Weight, printable};

/// Writes `diff` as workflow commands: an error for each hard limit that is
/// broken and for what was refused, a warning for each soft one, a notice for
/// what moved. Of each level there are no more than GitHub shows: the last
/// one holds the rest. Then the answer, as plain text for the log.
pub(crate) fn render_diff(diff: &Diff, out: &mut impl Write) -> io::Result<()> {
    let mut errors = Vec::from_iter(refused(diff));
    errors.extend(alarms(diff, Severity::Hard));
    errors.extend(unlike(diff));
    let warnings = alarms(diff, Severity::Soft);
    let notices = diff.headlines.iter().map(|headline| moved(diff, headline));
    for commands in [errors, warnings, notices.collect()] {
        Annotation::write_all(commands, out)?;
    }
    // No name of a file is in these, so neither is a command.
    if diff.pairs.is_empty() {
        return writeln!(out, "{}", wording::EMPTY);
    }
    writeln!(out, "{}", wording::answer(diff))?;
    writeln!(out, "{}", wording::summary(&diff.summary))
}

/// Writes which of `bounds` are broken by whom, and who cannot be judged: an
/// error for each; then, for the log, a line of each subject.
pub(crate) fn render_findings(
    judged: &[Judged<'_>],
    bounds: &[FailOn],
    out: &mut impl Write,
) -> io::Result<()> {
    let errors = judged.iter().flat_map(|of| {
        let untold = of.untold(bounds);
        let untold = untold.map(|why| format!("It cannot be judged: {why}"));
        let broken = bounds.iter().filter_map(|bound| of.broken(bound));
        untold.into_iter().chain(broken).map(|message| Annotation {
            level: Weight::Error,
            title: of.title().to_owned(),
            message,
        })
    });
    Annotation::write_all(errors.collect(), out)?;
    for of in judged {
        let (title, diagnosis) = (printable(of.title()), of.diagnosis());
        let resident = Bytes(diagnosis.resident);
        let verdict = diagnosis.verdict().name();
        // What a name begins with may look like a command; this does not.
        writeln!(out, "verdict: {title}: {verdict}, {resident} resident")?;
    }
    Ok(())
}

fn refused(diff: &Diff) -> Option<Annotation> {
    wording::refused(&diff.refused).map(|message| Annotation {
        level: Weight::Error,
        title: "Nothing was compared".to_owned(),
        message,
    })
}

fn unlike(diff: &Diff) -> Vec<Annotation> {
    let unlike = |pair: &&Pair| Annotation {
        level: Weight::Error,
        title: format!("{}: not compared", wording::probe(&pair.place)),
        message: wording::unlike(pair),
    };
    Pairs::of(diff).refused.iter().map(unlike).collect()
}

fn alarms(diff: &Diff, severity: Severity) -> Vec<Annotation> {
    let of = diff.alarms.iter().filter(|alarm| alarm.severity == severity);
    of.map(|alarm| broken(diff, alarm)).collect()
}

fn broken(diff: &Diff, alarm: &Alarm) -> Annotation {
    let level = match alarm.severity {
        Severity::Hard => Weight::Error,
        Severity::Soft => Weight::Warning,
    };
    let message = wording::alarm(alarm);
    let place = place(diff, alarm.pair);
    let title = format!("{place}: {} at {}", alarm.metric.title(), alarm.phase);
    Annotation { level, title, message }
}

fn moved(diff: &Diff, headline: &Headline) -> Annotation {
    let verdict = headline.verdict.title();
    Annotation {
        level: Weight::Notice,
        title: format!("{}: {verdict}", place(diff, headline.pair)),
        message: headline.text.clone(),
    }
}

fn place(diff: &Diff, pair: usize) -> String {
    let pair = diff.pairs.get(pair);
    pair.map_or("a probe".to_owned(), |pair| wording::probe(&pair.place))
}
