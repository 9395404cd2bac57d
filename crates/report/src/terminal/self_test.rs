//! A comparison of a side with itself, for people at a terminal.

use std::io::{self, Write};

use super::Options;
use super::style::{Page, Tone};
use crate::diff::SelfTest;
use crate::text::counted;

/// Writes how many false alarms the limits would have raised, and of which
/// figures.
pub fn render_self_test(
    test: &SelfTest,
    options: Options,
    out: &mut impl Write,
) -> io::Result<()> {
    let page = &mut Page::new(options, out);
    page.heading(&format!(
        "{}: {} in halves of {}, split {}",
        test.label,
        counted(test.probes, "probe"),
        match test.fewest == test.most {
            true => counted(test.most, "repetition"),
            false => format!(
                "{} to {}",
                test.fewest,
                counted(test.most, "repetition")
            ),
        },
        counted(test.splits, "time"),
    ))?;
    page.toned(tone(test), "", &verdict(test))?;
    for of in &test.by_metric {
        let alarms = counted(of.alarms, "false alarm");
        let name = of.metric.title();
        page.text("  ", &format!("{name}: {alarms}, such as {}", of.example))?;
    }
    if test.left_out > 0 {
        let left = counted(test.left_out, "probe");
        page.note(
            "",
            &format!(
                "{left} with a single repetition left out: nothing can \
                      be told of them"
            ),
        )?;
    }
    Ok(())
}

fn tone(test: &SelfTest) -> Tone {
    match (test.hard, test.soft) {
        (0, 0) => Tone::Good,
        (0, _) => Tone::Unsure,
        _ => Tone::Bad,
    }
}

fn verdict(test: &SelfTest) -> String {
    let figures = counted(test.figures, "figure");
    if test.is_quiet() {
        return format!("No false alarm in {figures}.");
    }
    format!(
        "{} of {} would have failed: {} of hard limits, {} of soft ones, in \
         {figures}.",
        test.failed,
        counted(test.splits, "comparison"),
        counted(test.hard, "false alarm"),
        test.soft,
    )
}
