//! What is compared, and what must come out.

use serde::Deserialize;

/// What `residue diff --format json` says, as far as it is looked at.
#[derive(Debug, Deserialize)]
pub(crate) struct Comparison {
    alarms: Vec<Alarm>,
    pairs: Vec<Pair>,
}

#[derive(Debug, Deserialize)]
struct Alarm {
    /// Index of the pair.
    pair: usize,
    metric: String,
    text: String,
}

#[derive(Debug, Deserialize)]
struct Pair {
    place: Place,
}

#[derive(Debug, Deserialize)]
struct Place {
    scenario: String,
    backend: String,
}

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
}

/// What a comparison must say.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expect {
    /// No limit is broken.
    Nothing,
    /// A limit on this figure is broken in every probe whose resident memory
    /// is the program's, or that knows the figure without.
    Found(&'static str),
    /// It is refused, and the difference named by its key and by what
    /// differs.
    Refused { key: &'static str, what: &'static str },
}

/// Every comparison.
pub(crate) const CASES: &[Case] = &[
    same("same", "suite", "suite-again"),
    same("same-jemalloc", "jemalloc", "jemalloc-again"),
    same("same-mimalloc", "mimalloc", "mimalloc-again"),
    found("slack", "maps", "maps-slack", "slack"),
    found("live", "maps", "maps-live", "live"),
    found("cached-system", "system", "system-cached", "cached"),
    found("cached-jemalloc", "jemalloc", "jemalloc-cached", "cached"),
    found("cached-mimalloc", "mimalloc", "mimalloc-cached", "cached"),
    Case {
        expect: Expect::Refused { key: "settings", what: "dirty_decay_ms" },
        ..same("setting", "decay-none", "decay-default")
    },
    Case {
        across: Some("settings"),
        ..found("setting-across", "decay-none", "decay-default", "cached")
    },
];

const fn same(
    name: &'static str,
    old: &'static str,
    new: &'static str,
) -> Case {
    Case { name, old, new, across: None, expect: Expect::Nothing }
}

const fn found(
    name: &'static str,
    old: &'static str,
    new: &'static str,
    metric: &'static str,
) -> Case {
    Case { expect: Expect::Found(metric), ..same(name, old, new) }
}

/// What one comparison said against the expectation, in words.
#[derive(Debug)]
pub(crate) struct Seen(pub(crate) Vec<String>);

impl Seen {
    /// Whether it said what it must.
    pub(crate) fn as_expected(&self) -> bool {
        self.0.is_empty()
    }
}

impl Expect {
    /// The exit code that goes with it.
    pub(crate) fn code(self) -> i32 {
        match self {
            Expect::Nothing => 0,
            Expect::Found(_) => 1,
            Expect::Refused { .. } => 2,
        }
    }

    /// For people.
    pub(crate) fn title(self) -> String {
        match self {
            Expect::Nothing => "no alarm".to_owned(),
            Expect::Found(metric) => format!("`{metric}` in every probe"),
            Expect::Refused { key, what } => {
                format!("refused: `{what}`, by `--across {key}`")
            }
        }
    }

    /// What in `diff` is against it.
    pub(crate) fn against(self, diff: &Comparison) -> Vec<String> {
        match self {
            Expect::Nothing => {
                diff.alarms.iter().map(|alarm| alarm.text.clone()).collect()
            }
            Expect::Found(metric) => not_found(diff, metric),
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

/// Probes in which no limit on `metric` is broken at any phase.
fn not_found(diff: &Comparison, metric: &str) -> Vec<String> {
    let pairs = diff.pairs.iter().enumerate();
    pairs
        .filter(|(_, pair)| known(&pair.place.backend, metric))
        .filter(|(index, _)| {
            !diff
                .alarms
                .iter()
                .any(|alarm| alarm.pair == *index && alarm.metric == metric)
        })
        .map(|(_, pair)| format!("not found in {}", title(&pair.place)))
        .collect()
}

/// Rows are not known of a profiler's process.
fn known(backend: &str, metric: &str) -> bool {
    backend != "dhat" || metric == "live"
}

fn title(place: &Place) -> String {
    format!("{} on {}", place.scenario, place.backend)
}
