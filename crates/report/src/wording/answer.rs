//! What a comparison comes to, in words.

use crate::diff::{Alarm, Diff, Severity, Summary, Verdict};
use residue_present::Count;
use residue_present::counted;

/// The answer in one sentence.
pub(crate) fn answer(diff: &Diff) -> String {
    let [soft, hard] = [Severity::Soft, Severity::Hard].map(|severity| {
        let alarms = diff.alarms.iter();
        alarms.filter(|alarm| alarm.severity == severity).count() as u64
    });
    if !diff.refused.is_empty() {
        return "Nothing was compared: the two sides are not alike.".to_owned();
    }
    match (hard, soft) {
        (0, 0) => beyond_noise(&diff.summary),
        (0, soft) => format!("{} a soft limit.", breaking(soft)),
        (hard, 0) => format!("{} a hard limit.", breaking(hard)),
        (hard, soft) => format!(
            "{} a hard limit, and {} a soft one.",
            breaking(hard),
            Count(soft)
        ),
    }
}

/// What broke a limit, and which, unless that is said already.
pub(crate) fn alarm(alarm: &Alarm) -> String {
    match alarm.text.contains(&alarm.limit) {
        true => alarm.text.clone(),
        false => format!("{}, beyond the limit {}", alarm.text, alarm.limit),
    }
}

/// How many figures came to each verdict, and how many probes each side has.
pub(crate) fn summary(summary: &Summary) -> String {
    let mut text = match tally(&summary.memory) {
        Some(tally) => format!("Figures of memory: {tally}."),
        None => "No figure of memory was compared.".to_owned(),
    };
    if let Some(times) = tally(&summary.times) {
        text.push_str(&format!(" Times, which decide nothing: {times}."));
    }
    let mut probes = counted(summary.both, "probe");
    probes.push_str(" on both sides");
    for (count, side) in [(summary.only_old, "old"), (summary.only_new, "new")]
    {
        if count > 0 {
            probes.push_str(&format!(", {} only {side}", Count(count)));
        }
    }
    format!("{text} {probes}.")
}

/// Whether there is nothing to show: no figure of memory differs by a byte,
/// and nothing else needs to be said.
pub(crate) fn is_quiet(diff: &Diff) -> bool {
    let same = Verdict::Same as usize;
    let mut memory = diff.summary.memory.iter().enumerate();
    memory.all(|(verdict, &count)| verdict == same || count == 0)
        && diff.pairs.iter().all(|pair| pair.verdict == Verdict::Same)
        && !diff.is_refused()
        && diff.across.is_empty()
        && diff.alarms.is_empty()
        && !diff.pairs.is_empty()
        && diff.summary.only_old + diff.summary.only_new == 0
}

/// What is said where there is nothing to compare.
pub(crate) const EMPTY: &str =
    "There is nothing to compare: neither side has a probe.";

/// All there is to say of a comparison that [`is_quiet`].
pub(crate) fn quiet(diff: &Diff) -> String {
    let memory = diff.summary.memory[Verdict::Same as usize];
    format!(
        "Nothing changed from {} to {}: {} and {} of memory are the same.",
        diff.old.label,
        diff.new.label,
        counted(diff.summary.both, "probe"),
        counted(memory, "figure"),
    )
}

fn beyond_noise(summary: &Summary) -> String {
    let of = |verdict| summary.memory[verdict as usize];
    let (worse, better) = (of(Verdict::Regressed), of(Verdict::Improved));
    match (worse, better) {
        (0, 0) => "Nothing changed beyond noise.".to_owned(),
        (0, _) => format!("{} improved.", counted(better, "figure")),
        (_, 0) => format!(
            "No limit is broken; {} regressed.",
            counted(worse, "figure")
        ),
        _ => format!(
            "No limit is broken; {} regressed and {} improved.",
            counted(worse, "figure"),
            Count(better)
        ),
    }
}

fn breaking(figures: u64) -> String {
    let verb = if figures == 1 { "breaks" } else { "break" };
    format!("{} {verb}", counted(figures, "figure"))
}

fn tally(counts: &[u64; Verdict::ALL.len()]) -> Option<String> {
    let told: Vec<_> = Verdict::ALL
        .into_iter()
        .zip(counts)
        .filter(|&(_, &count)| count > 0)
        .map(|(verdict, &count)| {
            format!("{} {}", Count(count), verdict.title())
        })
        .collect();
    (!told.is_empty()).then(|| told.join(", "))
}
