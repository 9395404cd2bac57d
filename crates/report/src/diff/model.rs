//! A comparison, as data: what every format shows of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::stored::{by_verdict, holder};
use super::{Metric, PhaseDiff, Presence, Severity, Verdict};
use residue_ledger::Row;

/// Two sides, compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// What was measured before.
    pub old: SideSummary,
    /// What was measured after.
    pub new: SideSummary,
    /// Differences between the sides' environments or settings that the user
    /// allowed: they may be why anything changed.
    pub across: Vec<Difference>,
    /// Differences that nobody allowed; those of the environment, under which
    /// no pair can be compared. A pair has its own in [`Pair::refused`].
    pub refused: Vec<Difference>,
    /// Differences that make nothing incomparable, such as the commit.
    pub noted: Vec<Difference>,
    /// What moved from whom to whom, the most bytes first.
    pub headlines: Vec<Headline>,
    /// One for each probe of either side, in the order in which they first
    /// appear; only-old last.
    pub pairs: Vec<Pair>,
    /// Limits that are broken, the gravest first.
    pub alarms: Vec<Alarm>,
    /// How many figures came to each verdict.
    pub summary: Summary,
    /// How noise was told from change, in words: the statistic, the interval,
    /// the floors.
    pub method: Vec<String>,
}

/// One side of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SideSummary {
    /// What the user called it.
    pub label: String,
    /// The files that were read.
    pub files: Vec<String>,
    /// How many probes they hold together.
    pub probes: u64,
    /// When the first of the runs was made, by RFC 3339.
    pub date: String,
    /// The commit, if known.
    pub git: Option<String>,
}

/// Something that is not the same on both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// The word that `--across` takes to allow it, such as `kernel`.
    pub key: String,
    /// What exactly differs, such as `dirty_decay_ms`.
    pub what: String,
    /// Its value on the old side.
    pub old: String,
    /// Its value on the new side.
    pub new: String,
}

/// What identifies a probe to people, and to limits.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// The scenario.
    pub scenario: String,
    /// The backend.
    pub backend: String,
    /// The scenario's size.
    pub elements: u64,
    /// The remedy tried after the peak.
    pub remedy: String,
    /// Where probes of all the above stand more than once on a side: the
    /// settings that tell them apart, and whatever else does, such as `seed`;
    /// else empty.
    pub settings: BTreeMap<String, String>,
}

/// One probe of both sides, with all its repetitions, or of one.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pair {
    /// Which probe it is.
    pub place: Place,
    /// Which sides have it.
    pub presence: Presence,
    /// Repetitions that completed, on the old side.
    pub old_repetitions: u64,
    /// Repetitions that completed, on the new side.
    pub new_repetitions: u64,
    /// Why the two cannot be compared, if they cannot.
    pub refused: Vec<Difference>,
    /// Why a side has nothing to compare, such as that all its repetitions
    /// failed.
    pub reason: Option<String>,
    /// Differences between the two that the user allowed.
    pub across: Vec<Difference>,
    /// The backend's versions, old and new.
    pub versions: (String, String),
    /// The phases, in order.
    pub phases: Vec<PhaseDiff>,
    /// The index of the phase after the peak, which is read first.
    pub read: usize,
    /// The gravest verdict of all its memory figures (times are shown, and
    /// decide nothing).
    pub verdict: Verdict,
}

/// Bytes that moved within the ledger from one holder to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Move {
    /// Who held them on the old side; `None`: nobody, they were given back,
    /// or never taken.
    #[serde(serialize_with = "holder")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub from: Option<Row>,
    /// Who holds them on the new side; `None`: nobody.
    #[serde(serialize_with = "holder")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub to: Option<Row>,
    /// How many.
    pub bytes: u64,
}

/// What moved at one phase of one probe.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Headline {
    /// Index into [`Diff::pairs`].
    pub pair: usize,
    /// The phase's name.
    pub phase: String,
    /// What moved, the most bytes first.
    pub moves: Vec<Move>,
    /// For the worse, or for the better.
    pub verdict: Verdict,
    /// All of it in one sentence.
    pub text: String,
}

/// A limit that a change breaks.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Alarm {
    /// Whether it fails the comparison.
    pub severity: Severity,
    /// Index into [`Diff::pairs`].
    pub pair: usize,
    /// The phase's name.
    pub phase: String,
    /// Which figure broke it.
    pub metric: Metric,
    /// The container, where the figure is of one.
    pub container: Option<String>,
    /// The limit as it was written, such as `resident@drained=+2%`.
    pub limit: String,
    /// What broke it, in one sentence.
    pub text: String,
}

/// How many figures came to each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// Memory figures by verdict, in the order of [`Verdict::ALL`].
    #[serde(serialize_with = "by_verdict")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, u64>"))]
    pub memory: [u64; Verdict::ALL.len()],
    /// Times by verdict, in the same order.
    #[serde(serialize_with = "by_verdict")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, u64>"))]
    pub times: [u64; Verdict::ALL.len()],
    /// Probes that both sides have.
    pub both: u64,
    /// Probes that only the old side has.
    pub only_old: u64,
    /// Probes that only the new side has.
    pub only_new: u64,
}

impl Diff {
    /// Whether a hard limit is broken: the answer is no.
    pub fn fails(&self) -> bool {
        self.alarms.iter().any(|alarm| alarm.severity == Severity::Hard)
    }

    /// Whether anything was refused, or has failed on one of two sides: some
    /// of what was asked cannot be answered.
    pub fn is_refused(&self) -> bool {
        let unanswered = |pair: &Pair| {
            !pair.refused.is_empty()
                || (pair.presence == Presence::Both && pair.reason.is_some())
        };
        !self.refused.is_empty() || self.pairs.iter().any(unanswered)
    }
}
