//! What is compared, and what must come out.

use crate::comparison::{Comparison, Pair, Place};
use residue_scenarios::{Expected, find};

/// Two sides that are compared pair by pair.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// Names of sides.
    pub(crate) old: &'static str,
    pub(crate) new: &'static str,
    /// What `--across` is given.
    pub(crate) across: Option<&'static str>,
    pub(crate) expect: Expect,
    /// The most pairs that are compared.
    pub(crate) pairs: u64,
}

/// What a comparison must say.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expect {
    /// No limit is broken.
    Nothing,
    /// A limit on this figure is broken in every probe whose resident memory
    /// is the program's, or that knows the figure without.
    Found(&'static str),
    /// A limit on any figure is broken in every probe that has more live bytes
    /// for more elements.
    FoundWhereGrown,
    /// It is refused, and the difference named by its key and by what
    /// differs.
    Refused { key: &'static str, what: &'static str },
}

/// How many elements the two sides of a case have.
pub(crate) type Sizes = (u64, u64);

/// What one comparison came to.
#[derive(Debug)]
pub(crate) struct Seen {
    /// What in it is against the expectation, in words.
    pub(crate) against: Vec<String>,
    pub(crate) probes: Vec<Told>,
}

/// What one comparison said of a probe.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) place: Place,
    pub(crate) alarms: usize,
    /// How much of its floor a figure took at most, in hundredths.
    pub(crate) nearest: u64,
}

impl Case {
    pub(crate) const fn same(
        name: &'static str,
        old: &'static str,
        new: &'static str,
    ) -> Case {
        let expect = Expect::Nothing;
        Case { name, old, new, across: None, expect, pairs: u64::MAX }
    }

    pub(crate) const fn found(
        name: &'static str,
        old: &'static str,
        new: &'static str,
        metric: &'static str,
    ) -> Case {
        let expect = Expect::Found(metric);
        Case { expect, ..Case::same(name, old, new) }
    }
}

impl Seen {
    /// What `diff` came to, and what in it is against the expectation.
    pub(crate) fn of(diff: &Comparison, against: Vec<String>) -> Seen {
        let told = |(at, pair): (usize, &Pair)| Told {
            place: pair.place.clone(),
            alarms: diff.alarms_in(at).count(),
            nearest: pair.nearest(),
        };
        let probes = diff.pairs.iter().enumerate().map(told).collect();
        Seen { against, probes }
    }

    /// Whether it said what it must.
    pub(crate) fn as_expected(&self) -> bool {
        self.against.is_empty()
    }
}

impl Expect {
    /// The exit code that goes with it.
    pub(crate) fn code(self) -> i32 {
        match self {
            Expect::Nothing => 0,
            Expect::Found(_) | Expect::FoundWhereGrown => 1,
            Expect::Refused { .. } => 2,
        }
    }

    /// For people.
    pub(crate) fn title(self) -> String {
        match self {
            Expect::Nothing => "no alarm".to_owned(),
            Expect::Found(metric) => format!("`{metric}` in every probe"),
            Expect::FoundWhereGrown => {
                "in every probe whose live bytes grow with elements".to_owned()
            }
            Expect::Refused { key, what } => {
                format!("refused: `{what}`, by `--across {key}`")
            }
        }
    }

    /// What in `diff` is against it.
    pub(crate) fn against(self, diff: &Comparison, of: Sizes) -> Vec<String> {
        match self {
            Expect::Nothing => {
                diff.alarms.iter().map(|alarm| alarm.text.clone()).collect()
            }
            Expect::Found(metric) => {
                let is_due = |place: &Place| known(&place.backend, metric);
                not_found(diff, is_due, |named| named == metric)
            }
            Expect::FoundWhereGrown => {
                not_found(diff, |place| has_more(place, of), |_| true)
            }
            Expect::Refused { .. } => vec!["not refused".to_owned()],
        }
    }

    /// What is against it where nothing could be compared, and that was said.
    pub(crate) fn against_refusal(self, said: &str) -> Vec<String> {
        match self {
            Expect::Refused { key, what } => {
                [what.to_owned(), format!("--across {key}")]
                    .into_iter()
                    .filter(|part| !said.contains(part))
                    .map(|part| format!("`{part}` is not named"))
                    .collect()
            }
            _ => vec![format!("refused: {said}")],
        }
    }
}

/// Probes that are due in which no limit is broken, at any phase, on a figure
/// that counts.
fn not_found(
    diff: &Comparison,
    is_due: impl Fn(&Place) -> bool,
    counts: impl Fn(&str) -> bool,
) -> Vec<String> {
    let pairs = diff.pairs.iter().enumerate();
    pairs
        .filter(|(_, pair)| is_due(&pair.place))
        .filter(|(at, _)| {
            !diff.alarms_in(*at).any(|alarm| counts(&alarm.metric))
        })
        .map(|(_, pair)| format!("not found in {}", pair.place.title()))
        .collect()
}

/// Rows are not known of a profiler's process.
fn known(backend: &str, metric: &str) -> bool {
    backend != "dhat" || metric == "live"
}

/// Whether the scenario has more live bytes at the larger size, by its
/// descriptor: a table that has room for either has not, nor what is no heap.
fn has_more(place: &Place, (old, new): Sizes) -> bool {
    find(&place.scenario).is_some_and(|of| {
        let is_heap = !matches!(of.expected(new), Some(Expected::NotHeap(_)));
        is_heap && of.peak_bytes(new) > of.peak_bytes(old)
    })
}
