//! What the steps of scenarios take under each allocator: the times, in rounds
//! that are held against each other, and the ratios that they come to.

mod ratio;

pub(crate) use ratio::times;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::run::Environment;

/// The schema of what is written.
const SCHEMA: &str = "residue.bench/1";

/// The backend that others are held against, where it ran.
const BASE: &str = "system";

/// All that was timed, and where.
#[derive(Clone, Debug, Serialize)]
pub struct Bench {
    schema: &'static str,
    /// The machine and the tools.
    pub environment: Environment,
    /// One for each scenario under each allocator with its settings.
    pub cases: Vec<BenchCase>,
}

/// A scenario under an allocator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BenchCase {
    /// The scenario's name.
    pub scenario: String,
    /// Elements at its peak.
    pub elements: u64,
    /// What was tried after the peak.
    pub remedy: String,
    /// The allocator.
    pub backend: String,
    /// Its version, as it says.
    pub backend_version: String,
    /// The settings that were asked for.
    pub asked: BTreeMap<String, String>,
    /// What each round took, in the order of the rounds: the same round of
    /// another case ran right before or after it.
    pub rounds: Vec<BenchRound>,
}

/// What came of one process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BenchRound {
    /// The steps, by the phase that ends each, and what they took.
    Steps(Vec<BenchStep>),
    /// Why there are none.
    Failed(String),
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BenchStep {
    /// The phase that it ends with.
    pub name: String,
    /// Nanoseconds by the clock.
    pub ns: u64,
}

impl Bench {
    /// Nothing yet, on this machine.
    pub fn on(environment: Environment) -> Bench {
        Bench { schema: SCHEMA, environment, cases: Vec::new() }
    }

    /// Adds a round to the case that is like `case`, which has none itself.
    pub fn add(&mut self, case: BenchCase, round: BenchRound) {
        let place = self.cases.iter().position(|of| of.is_like(&case));
        let place = place.unwrap_or_else(|| {
            self.cases.push(case.clone());
            self.cases.len() - 1
        });
        let known = &mut self.cases[place];
        if known.backend_version.is_empty() {
            known.backend_version = case.backend_version;
        }
        known.rounds.push(round);
    }

    /// Why rounds failed, and of which case.
    pub fn failed(&self) -> impl Iterator<Item = (&BenchCase, &str)> {
        let of = |case| Some((case, BenchCase::failures(case).next()?));
        self.cases.iter().filter_map(of)
    }

    /// Writes it as JSON: integers alone, from which all else follows.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }

    /// The cases of each scenario, the one that others are held against first.
    pub(crate) fn groups(&self) -> Vec<Vec<&BenchCase>> {
        let mut groups: Vec<Vec<&BenchCase>> = Vec::new();
        for case in &self.cases {
            match groups.iter_mut().find(|of| of[0].is_beside(case)) {
                Some(group) => group.push(case),
                None => groups.push(vec![case]),
            }
        }
        for group in &mut groups {
            let is_base =
                |of: &&BenchCase| of.backend == BASE && of.asked.is_empty();
            if let Some(place) = group.iter().position(is_base) {
                let base = group.remove(place);
                group.insert(0, base);
            }
        }
        groups
    }
}

impl BenchCase {
    /// The allocator with its settings.
    pub fn variant(&self) -> String {
        let asked = self.asked.iter();
        let asked = asked.map(|(key, value)| format!(" {key}={value}"));
        format!("{}{}", self.backend, asked.collect::<String>())
    }

    fn failures(&self) -> impl Iterator<Item = &str> {
        self.rounds.iter().filter_map(|round| match round {
            BenchRound::Failed(why) => Some(why.as_str()),
            BenchRound::Steps(_) => None,
        })
    }

    fn is_beside(&self, other: &BenchCase) -> bool {
        (&self.scenario, self.elements, &self.remedy)
            == (&other.scenario, other.elements, &other.remedy)
    }

    fn is_like(&self, other: &BenchCase) -> bool {
        self.is_beside(other)
            && (&self.backend, &self.asked) == (&other.backend, &other.asked)
    }
}
