//! Comparisons of which there is nothing, or nothing good, to say.

use residue_report::diff::{Diff, Summary, Verdict};

use super::{diff, difference, pair, side};

/// A run held against itself.
pub(crate) fn same() -> Diff {
    Diff {
        old: side("before", 2),
        new: side("after", 2),
        pairs: vec![
            pair("empty", "jemalloc", Vec::new()),
            pair("empty", "system", Vec::new()),
        ],
        summary: Summary {
            memory: [4312, 0, 0, 0, 0],
            times: [3, 9, 0, 0, 0],
            both: 2,
            ..Summary::default()
        },
        ..Diff::default()
    }
}

/// Sides whose environments cannot be held against each other.
pub(crate) fn unlike() -> Diff {
    let mut diff = same();
    for pair in &mut diff.pairs {
        pair.verdict = Verdict::CannotBeCompared;
    }
    diff.refused = vec![
        difference("page_size", "page size", "4096", "16384"),
        difference("thp", "transparent_hugepage", "madvise", "always"),
    ];
    diff.summary.memory = [0; 5];
    diff.summary.times = [0; 5];
    diff
}

/// A comparison in which every text is `hostile`.
pub(crate) fn hostile(hostile: &str) -> Diff {
    let mut diff = diff();
    let text = || hostile.to_owned();
    for side in [&mut diff.old, &mut diff.new] {
        side.label = text();
        side.files = vec![text(), text()];
        side.date = text();
        side.git = Some(text());
    }
    let unlike = || difference(hostile, hostile, hostile, hostile);
    diff.across = vec![unlike()];
    diff.noted = vec![unlike()];
    diff.method = vec![text(), text()];
    for headline in &mut diff.headlines {
        headline.text = text();
        headline.phase = text();
    }
    for alarm in &mut diff.alarms {
        (alarm.text, alarm.limit, alarm.phase) = (text(), text(), text());
    }
    for pair in &mut diff.pairs {
        pair.place.scenario = text();
        pair.place.backend = text();
        pair.place.remedy = text();
        pair.place.settings.insert(text(), text());
        pair.versions = (text(), format!("{hostile}2"));
        pair.across = vec![unlike()];
        pair.reason = pair.reason.as_ref().map(|_| text());
        if !pair.refused.is_empty() {
            pair.refused = vec![unlike()];
        }
        for phase in &mut pair.phases {
            phase.name = text();
            for container in &mut phase.containers {
                container.container = text();
            }
        }
    }
    diff
}
