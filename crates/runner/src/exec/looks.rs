//! The looks at one process that its run keeps.

use residue_observer::Sample;
use residue_present::Bytes;
use residue_report::Phase;
use residue_report::doctor::Diagnosis;
use residue_report::findings::{Allocator, Reading, Verdict};
use std::slice;
use std::time::{Duration, Instant};

/// What the phases of a program are called.
pub(super) const START: &str = "start";
/// The first of one that ran already.
pub(super) const ATTACHED: &str = "attached";
pub(super) const EXIT: &str = "exit";
pub(super) const ASKED: &str = "asked";
/// The highest look.
pub(super) const PEAK: &str = "peak";

/// A look, and when it was: the program's own time since the first.
#[derive(Clone)]
pub(super) struct Look {
    pub(super) at: Duration,
    pub(super) phase: Phase,
    /// The name of the allocator that holds most, and its version.
    pub(super) allocator: Option<(String, String)>,
}

impl Look {
    /// The look, for whoever asked for it.
    fn sentence(&self) -> String {
        let names = self.allocator.iter().map(|(name, _)| name.as_str());
        let allocator = Allocator::of_names(&names.collect::<Vec<_>>());
        let looks = slice::from_ref(&self.phase);
        let reading = Reading::of_looks(looks, allocator, None);
        let verdict = reading.map(|reading| Diagnosis::of(&reading).verdict());
        let verdict = verdict.map_or("not judged", Verdict::name);
        let (name, resident) = (&self.phase.name, self.phase.net_resident());
        format!("{name}: {} resident, {verdict}", Bytes(resident))
    }
}

/// The latest looks, and what was seen between them.
#[derive(Default)]
pub(super) struct Recent {
    /// When each was, the first of all and the last ones, in order.
    pub(super) looks: Vec<(Instant, Phase)>,
    /// What was resident last.
    pub(super) sample: Option<(Instant, Sample)>,
    has_news: bool,
}

/// Looks that are recent, at most.
const RECENT: usize = 8;

impl Recent {
    /// A look was taken.
    pub(super) fn looked(&mut self, phase: &Phase) {
        if self.looks.len() >= RECENT {
            // The first shows where the program began.
            self.looks.remove(1);
        }
        self.looks.push((Instant::now(), phase.clone()));
        self.has_news = true;
    }

    /// Whether one was taken since this was asked.
    pub(super) fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.has_news)
    }
}

/// The looks that are kept, and the highest of all that were taken.
#[derive(Default)]
pub(super) struct Looks {
    /// The oldest first.
    kept: Vec<Look>,
    highest: Option<Look>,
}

impl Looks {
    /// Whether one of this name is kept.
    pub(super) fn has(&self, name: &str) -> bool {
        self.kept.iter().any(|of| of.phase.name == name)
    }

    /// Keeps `look`; where its name was used before, it gets a number.
    /// Returns a sentence of it.
    pub(super) fn keep(&mut self, mut look: Look) -> String {
        let name = &look.phase.name;
        let same = self.kept.iter().filter(|of| {
            let before = of.phase.name.strip_prefix(name.as_str());
            before.is_some_and(|rest| rest.is_empty() || is_number(rest))
        });
        if let number @ 1.. = same.count() {
            look.phase.name = format!("{name}-{}", number + 1);
        }
        let said = look.sentence();
        self.kept.push(look);
        said
    }

    /// Keeps a copy of `look` as the peak if it is the highest so far. One
    /// that found an allocator comes before any that found none: a process
    /// that nobody tracks may be seen before it has a heap.
    pub(super) fn raise(&mut self, look: &Look) {
        let height = |of: &Look| (of.allocator.is_some(), net_resident(of));
        if self.highest.as_ref().map(height) < Some(height(look)) {
            let mut highest = look.clone();
            PEAK.clone_into(&mut highest.phase.name);
            self.highest = Some(highest);
        }
    }

    /// The allocator that the last look with one found, and its version.
    pub(super) fn allocator(&self) -> Option<(String, String)> {
        let all = self.kept.iter().chain(&self.highest);
        let found = all.filter(|of| of.allocator.is_some());
        found.max_by_key(|of| of.at)?.allocator.clone()
    }

    /// All of them as phases, in the order of time.
    pub(super) fn phases(self) -> Vec<Phase> {
        let mut before = Duration::ZERO;
        let phase = |Look { at, mut phase, .. }: Look| {
            let ran = at.saturating_sub(before);
            phase.elapsed_ns = Some(ran.as_nanos() as u64);
            before = at;
            phase
        };
        self.in_order().into_iter().map(phase).collect()
    }

    fn in_order(self) -> Vec<Look> {
        let Looks { kept: mut looks, highest } = self;
        let has_heap =
            highest.as_ref().is_some_and(|of| of.allocator.is_some());
        // Nobody says when a process begins that is not tracked: this one was
        // seen before it did.
        looks.retain(|look| {
            look.phase.name != START || look.allocator.is_some() || !has_heap
        });
        if let Some(highest) = highest {
            let at = looks.partition_point(|look| look.at < highest.at);
            // The beginning may be the peak, and so may the end.
            let is_first = |look: &Look| look.phase.name == START;
            let first = looks.get(at).is_some_and(is_first);
            looks.insert(at + usize::from(first), highest);
        }
        looks
    }
}

fn net_resident(look: &Look) -> u64 {
    look.phase.net_resident()
}

/// Whether `rest` is `-` and a number.
fn is_number(rest: &str) -> bool {
    rest.strip_prefix('-').is_some_and(|text| text.parse::<u64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(name: &str, at: u64, resident: u64) -> Look {
        let name = name.to_owned();
        Look {
            at: Duration::from_millis(at),
            phase: Phase { name, resident, ..Phase::default() },
            allocator: Some(("glibc".to_owned(), String::new())),
        }
    }

    fn without_heap(look: Look) -> Look {
        Look { allocator: None, ..look }
    }

    /// The names of the phases that come of looks.
    fn names(all: impl IntoIterator<Item = Look>) -> Vec<String> {
        let mut looks = Looks::default();
        for look in all {
            looks.raise(&look);
            if look.phase.name != PEAK {
                looks.keep(look);
            }
        }
        looks.phases().into_iter().map(|phase| phase.name).collect()
    }

    #[test]
    fn the_peak_stands_where_it_was() {
        let between = [look(START, 0, 1), look(PEAK, 5, 9), look(EXIT, 9, 2)];
        assert_eq!(names(between), [START, PEAK, EXIT]);
        assert_eq!(names([look(START, 0, 1)]), [START, PEAK]);
        let at_end = [look(START, 0, 1), look(EXIT, 9, 2)];
        assert_eq!(names(at_end), [START, PEAK, EXIT]);
    }

    #[test]
    fn a_name_that_comes_again_gets_a_number() {
        let all = [look("a", 0, 1), look("a", 1, 2), look("a", 2, 3)];
        assert_eq!(names(all), ["a", "a-2", PEAK, "a-3"]);
    }

    #[test]
    fn what_was_seen_before_there_was_a_heap_is_no_beginning_and_no_peak() {
        let early = without_heap(look(START, 0, 9));
        let alone = [early.clone()];
        assert_eq!(names(alone), [START, PEAK], "else nothing is known");
        let later = [early, look(PEAK, 5, 8)];
        assert_eq!(names(later), [PEAK]);
    }
}
