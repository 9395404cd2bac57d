//! What was said of each probe, over all pairs.

use crate::case::Seen;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A probe over all pairs.
#[derive(Clone, Copy, Debug, Default)]
struct Course {
    quiet: usize,
    /// How much of its floor a figure took at most, in hundredths.
    nearest: u64,
}

/// A row for each scenario, a column for each backend, as Markdown.
pub(crate) fn write(out: &mut String, seen: &[Seen]) {
    let mut scenarios = Vec::<&str>::new();
    let mut backends = Vec::<&str>::new();
    let mut courses = BTreeMap::<(&str, &str), Course>::new();
    for told in seen.iter().flat_map(|seen| &seen.probes) {
        let (scenario, backend) = (&*told.place.scenario, &*told.place.backend);
        let course = courses.entry((scenario, backend)).or_default();
        course.quiet += usize::from(told.alarms == 0);
        course.nearest = course.nearest.max(told.nearest);
        remember(&mut scenarios, scenario);
        remember(&mut backends, backend);
    }
    let rule = " ---: |".repeat(backends.len());
    let titles = backends.join(" | ");
    let _ = writeln!(out, "| scenario | {titles} |\n| --- |{rule}");
    for scenario in scenarios {
        let _ = write!(out, "| {scenario} |");
        for &backend in &backends {
            let _ = match courses.get(&(scenario, backend)) {
                Some(Course { quiet, nearest }) => {
                    write!(out, " {quiet}, {nearest} % |")
                }
                None => write!(out, " - |"),
            };
        }
        let _ = writeln!(out);
    }
}

fn remember<'a>(known: &mut Vec<&'a str>, name: &'a str) {
    if !known.contains(&name) {
        known.push(name);
    }
}
