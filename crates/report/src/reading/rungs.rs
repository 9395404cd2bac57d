//! What each remedy after the peak gave back.

use crate::course::Course;
use crate::run::Phase;
use residue_present::Bytes;

/// What is done on the way to a phase, by the phase's name.
const DEEDS: &[(&str, &str)] = &[
    ("settled", "idling"),
    ("shrunk", "shrinking"),
    ("rebuilt", "rebuilding"),
    ("collected", "collecting"),
    ("purged", "purging"),
    ("dropped", "dropping"),
];

/// A transient peak from here on is worth a word.
const TRANSIENT: u64 = 1 << 20;

/// What each step after the phase to read gave back, and what is left.
pub(super) fn sentence(course: &Course<'_>) -> Option<String> {
    let least = (16 * 1024).max(course.at().net_resident() / 100);
    let mut clauses = Vec::new();
    let (mut verb, mut left) = ("", None);
    for (before, after) in course.steps() {
        let change = RungChange::between(before, after, least);
        let said = if change.verb() == verb { "" } else { change.verb() };
        clauses.push(format!(
            "{}{said} {}{}",
            deed(after),
            change.amount(),
            aside(after)
        ));
        verb = change.verb();
        left = Some(after);
    }
    let left = Bytes(left?.net_resident());
    let clauses = capitalised(&clauses.join(", "));
    Some(format!("{clauses}; at the end {left} are resident."))
}

enum RungChange {
    Nothing,
    Back(u64),
    More(u64),
}

impl RungChange {
    fn between(before: &Phase, after: &Phase, least: u64) -> RungChange {
        let (before, after) = (before.net_resident(), after.net_resident());
        match before.abs_diff(after) {
            bytes if bytes < least => RungChange::Nothing,
            bytes if before > after => RungChange::Back(bytes),
            bytes => RungChange::More(bytes),
        }
    }

    fn verb(&self) -> &'static str {
        match self {
            RungChange::Nothing | RungChange::Back(_) => " gave back",
            RungChange::More(_) => " took",
        }
    }

    fn amount(&self) -> String {
        match self {
            RungChange::Nothing => "nothing".to_owned(),
            RungChange::Back(bytes) => Bytes(*bytes).to_string(),
            RungChange::More(bytes) => format!("{} more", Bytes(*bytes)),
        }
    }
}

fn deed(phase: &Phase) -> String {
    let known = DEEDS.iter().find(|(name, _)| *name == phase.name);
    known.map_or_else(
        || format!("the step to {}", phase.name),
        |&(_, deed)| deed.to_owned(),
    )
}

fn aside(phase: &Phase) -> String {
    match phase.transient_live.or(phase.transient_resident) {
        Some(bytes) if bytes >= TRANSIENT => {
            format!(" ({} more for a while)", Bytes(bytes))
        }
        _ => String::new(),
    }
}

fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(rest).collect()
    })
}
