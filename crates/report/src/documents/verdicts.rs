//! Who is to blame, and what gives it back: what a report opens with.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use residue_present::{Block, Bytes, Item, Level, List, counted, elided};

use crate::doctor::Patient;
use crate::findings::{Threshold, Verdict};
use crate::section::Section;

/// The probes that are named with each verdict, those that hold most first.
const NAMED: usize = 4;

/// Columns that a name may take.
const NAME_WIDTH: usize = 40;

/// Probes of one verdict that have one remedy: of each what is held, and where.
type Told = BTreeMap<(Verdict, &'static str), Vec<(u64, String)>>;

/// A sentence for each verdict and what gives back what it holds. A scenario
/// is named once for each backend, however often it was run.
pub(crate) fn blocks<'a>(sections: &[Section<'_>]) -> Vec<Block<'a>> {
    let told = told(sections);
    if told.is_empty() {
        return Vec::new();
    }
    let mut told: Vec<_> = told.into_iter().collect();
    let most = |held: &[(u64, String)]| held.iter().map(|(of, _)| *of).max();
    told.sort_by_key(|((verdict, _), held)| {
        (!verdict.is_culprit(), Reverse(most(held)))
    });
    let items = told.into_iter().map(|((verdict, remedy), held)| Item {
        mark: Some(verdict.name().to_owned()),
        ..Item::plain(sentence(verdict, held, remedy))
    });
    let heading = "Who is to blame, and what gives it back".to_owned();
    vec![
        Block::Heading(Level::Document, heading),
        Block::List(List::of("verdict", items)),
        Block::note(least()),
    ]
}

fn told(sections: &[Section<'_>]) -> Told {
    let mut told = Told::new();
    let entries = sections.iter().flat_map(|section| {
        let entries = section.entries.iter();
        entries.map(move |entry| (section.scenario, entry.shown()))
    });
    for (scenario, probe) in entries {
        let patient = Patient::of(probe);
        if patient.phase.is_none() || probe.resident_is_profiler {
            continue;
        }
        let verdict = patient.diagnosis.verdict();
        let findings = &patient.diagnosis.findings;
        let first = findings.iter().find(|of| of.verdict == verdict);
        // The best of them; the doctor names all.
        let remedy = first.and_then(|of| of.remedies.first());
        let remedy = remedy.copied().unwrap_or_default();
        let name = elided(scenario, NAME_WIDTH);
        let backend = elided(&probe.backend, NAME_WIDTH);
        let place = format!("{name} on {backend}");
        let all = told.entry((verdict, remedy)).or_default();
        if !all.iter().any(|(_, known)| *known == place) {
            all.push((first.map_or(0, |of| of.blamed), place));
        }
    }
    told
}

fn sentence(
    verdict: Verdict,
    mut held: Vec<(u64, String)>,
    remedy: &str,
) -> String {
    if verdict == Verdict::Released {
        return format!("{}.", counted(held.len() as u64, "probe"));
    }
    held.sort_by_key(|(bytes, _)| Reverse(*bytes));
    let rest = held.len().saturating_sub(NAMED);
    let named = held.into_iter().take(NAMED);
    let named =
        named.map(|(bytes, place)| format!("{} in {place}", Bytes(bytes)));
    let mut text = named.collect::<Vec<_>>().join(", ");
    if rest > 0 {
        text.push_str(&format!(", and {rest} more"));
    }
    match remedy {
        "" => format!("{text}."),
        _ => format!("{text}. Remedy: {remedy}."),
    }
}

/// From how much on there is something to judge.
fn least() -> String {
    let Threshold { percent, bytes } = Threshold::of(Verdict::Container);
    format!(
        "Below {}, or {percent} % of resident, it is nobody's fault. \
         Evidence: residue doctor RUN.",
        Bytes(bytes)
    )
}
