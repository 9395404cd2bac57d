//! A comparison of a side with itself.

use residue_present::{Block, Document, Level, Tone, counted};

use serde_json::{Value, json};

use crate::diff::SelfTest;

/// How many false alarms the limits would have raised, and of which figures.
pub(crate) fn document(test: &SelfTest) -> Document<'static> {
    let mut blocks = vec![
        Block::Heading(Level::Document, heading(test)),
        Block::toned(tone(test), verdict(test)),
    ];
    blocks.extend(test.by_metric.iter().map(|of| {
        let alarms = counted(of.alarms, "false alarm");
        let name = of.metric.title();
        let text = format!("{name}: {alarms}, such as {}", of.example);
        Block::inset(Tone::Plain, text)
    }));
    if test.left_out > 0 {
        let left = counted(test.left_out, "probe");
        blocks.push(Block::note(format!(
            "{left} left out: a single repetition cannot be split"
        )));
    }
    Document::of(blocks)
}

fn heading(test: &SelfTest) -> String {
    let most = counted(test.most, "repetition");
    let repetitions = match test.fewest == test.most {
        true => most,
        false => format!("{} to {most}", test.fewest),
    };
    format!(
        "{}: {} in halves of {repetitions}, split {}",
        test.label,
        counted(test.probes, "probe"),
        counted(test.splits, "time"),
    )
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

/// The same, for a program.
pub(crate) fn json(test: &SelfTest) -> Value {
    let by_metric: Vec<_> = test
        .by_metric
        .iter()
        .map(|of| {
            json!({
                "metric": of.metric.name(),
                "alarms": of.alarms,
                "example": of.example,
            })
        })
        .collect();
    json!({
        "schema": "residue.self_test/1",
        "label": test.label,
        "splits": test.splits,
        "failed": test.failed,
        "probes": test.probes,
        "left_out": test.left_out,
        "figures": test.figures,
        "hard": test.hard,
        "soft": test.soft,
        "by_metric": by_metric,
    })
}
