//! How many false alarms the limits would have raised.

use std::collections::BTreeMap;

use thiserror::Error;

use super::alarms::alarms;
use super::noise::Noise;
use super::pairs::compare_repetitions;
use super::phases::Terms;
use super::places::Places;
use super::random::Random;
use super::record::{ProbeGroup, Repetition, Repetitions};
use super::tally::ChangeCounter;
use super::{Alarm, Difference, Metric, Options, Pair, Severity, Side};

/// How often the repetitions are split. Four repetitions can be split in six
/// ways, eight in seventy.
const SPLITS: u64 = 50;

/// What came of holding a side against itself: of each probe, one half of the
/// repetitions is taken for old and the other for new, many times over. As
/// nothing has changed, every alarm is a false one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelfTest {
    /// What the user called the side.
    pub label: String,
    /// How often the repetitions were split.
    pub splits: u64,
    /// Splits in which a hard limit broke: the comparison would have failed.
    pub failed: u64,
    /// Probes that were split.
    pub probes: u64,
    /// Probes with a single repetition, of which nothing can be told.
    pub left_out: u64,
    /// The fewest repetitions in a half.
    pub fewest: u64,
    /// The most repetitions in a half.
    pub most: u64,
    /// Figures of memory that were compared, in all splits together.
    pub figures: u64,
    /// Hard limits that broke, in all splits together.
    pub hard: u64,
    /// Soft limits that broke, in all splits together.
    pub soft: u64,
    /// The figures that broke them, most false alarms first.
    pub by_metric: Vec<FalseAlarms>,
}

/// The false alarms of one metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FalseAlarms {
    /// The metric.
    pub metric: Metric,
    /// How often it broke a limit.
    pub alarms: u64,
    /// The first of them, in one sentence.
    pub example: String,
}

/// Why a side cannot be held against itself.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SelfTestError {
    /// There are no halves.
    #[error(
        "no probe has two completed repetitions to split: run it again with \
         --repeat 4 or more"
    )]
    NoRepetitions,
    /// Its files do not agree, so that they are no repetitions of each other.
    #[error(
        "the runs were not made alike ({} is {} and {}): pass runs of one \
         environment, or --across {}",
        .0.what, .0.old, .0.new, .0.key
    )]
    Mixed(Difference),
}

/// Splits each probe's repetitions in halves, many seeded ways, and says how
/// many false alarms the limits would have raised. The same side gives the
/// same answer.
pub fn self_test(
    side: &Side,
    options: &Options,
) -> Result<SelfTest, SelfTestError> {
    let refused = |at: &&Difference| !options.crosses(&at.key);
    if let Some(difference) = side.disagreements.iter().find(refused) {
        return Err(SelfTestError::Mixed(difference.clone()));
    }
    let groups: Vec<_> = side
        .groups
        .iter()
        .filter(|group| group.repetitions.len() >= 2)
        .collect();
    if groups.is_empty() {
        return Err(SelfTestError::NoRepetitions);
    }
    let halves = || groups.iter().map(|of| of.repetitions.len() as u64 / 2);
    let mut test = SelfTest {
        label: side.summary.label.clone(),
        probes: groups.len() as u64,
        left_out: (side.groups.len() - groups.len()) as u64,
        fewest: halves().min().unwrap_or(0),
        most: halves().max().unwrap_or(0),
        ..SelfTest::default()
    };
    let places = Places::of(&side.groups, &[]);
    let mut splitter = Splitter {
        page: side.environment.as_ref().map_or(0, |at| at.page_size),
        random: Random::new(),
        tally: ChangeCounter::default(),
    };
    let mut found = BTreeMap::new();
    for _ in 0..SPLITS {
        let pairs: Vec<_> = groups
            .iter()
            .map(|group| splitter.pair(group, places.place(&group.key)))
            .collect();
        test.count(alarms(&options.limits, &pairs), &mut found);
    }
    test.figures = splitter.tally.summary.memory.iter().sum();
    test.by_metric = found.into_values().collect();
    test.by_metric.sort_by_key(|at| std::cmp::Reverse(at.alarms));
    Ok(test)
}

impl SelfTest {
    /// Whether no limit broke.
    pub fn is_quiet(&self) -> bool {
        self.hard + self.soft == 0
    }

    fn count(
        &mut self,
        alarms: Vec<Alarm>,
        found: &mut BTreeMap<Metric, FalseAlarms>,
    ) {
        self.splits += 1;
        let is_hard = |alarm: &Alarm| alarm.severity == Severity::Hard;
        let hard = alarms.iter().filter(|alarm| is_hard(alarm)).count() as u64;
        self.hard += hard;
        self.soft += alarms.len() as u64 - hard;
        self.failed += u64::from(hard > 0);
        for alarm in alarms {
            let of = found.entry(alarm.metric).or_insert(FalseAlarms {
                metric: alarm.metric,
                alarms: 0,
                example: alarm.text,
            });
            of.alarms += 1;
        }
    }
}

/// Splits groups, one after another.
struct Splitter {
    page: u64,
    random: Random,
    tally: ChangeCounter,
}

impl Splitter {
    /// One half of a group against the other. Of an odd number of
    /// repetitions, one is left out.
    fn pair(&mut self, group: &ProbeGroup, place: super::Place) -> Pair {
        let mut all: Vec<&Repetition> = group.repetitions.iter().collect();
        self.random.shuffle(&mut all);
        let half = all.len() / 2;
        let (old, new) = (&all[..half], &all[half..2 * half]);
        let mut pair = Pair { place, ..Pair::default() };
        let part = |repetitions| Repetitions { group, repetitions };
        let terms = Terms {
            noise: Some(Noise::of(part(old), part(new), self.page)),
            profiler: group.key.profiler,
        };
        compare_repetitions(&mut pair, old, new, terms, &mut self.tally);
        pair
    }
}
