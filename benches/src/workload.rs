//! What whole programs do, each under an allocator of its own.

use crate::{PAIRS, pairs};
use cpu_time::ProcessTime;
use residue_scenarios::{Holding, Host, Ladder, Plan};
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::time::Duration;

/// What a program does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// Fills and drains a map whose values are in its table.
    MapOfValues,
    /// Fills and drains a map whose values are boxed.
    MapOfBoxes,
    /// Parses a document of JSON and drops it, again and again.
    Json,
}

/// Elements of a map: its table is past every cache, and it is filled and
/// drained in a few tens of milliseconds.
const ELEMENTS: u64 = 100_000;
const DOCUMENTS: usize = 12;

impl Workload {
    /// Every workload.
    pub const ALL: [Workload; 3] =
        [Workload::MapOfValues, Workload::MapOfBoxes, Workload::Json];

    /// What it is called in benchmarks and summaries; of maps, the scenario.
    pub const fn name(self) -> &'static str {
        match self {
            Workload::MapOfValues => "hashmap-value",
            Workload::MapOfBoxes => "hashmap-pointer",
            Workload::Json => "json",
        }
    }

    /// Does it once, and tells the processor time it took: a machine that
    /// does something else meanwhile then disturbs less.
    pub fn run(self) -> Duration {
        match self {
            Workload::MapOfValues | Workload::MapOfBoxes => map(self.name()),
            Workload::Json => json(),
        }
    }
}

/// What a program answers when it is asked for a workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Processor time of the workload, the program's start left out.
    pub elapsed: Duration,
    /// How far its allocator's own counter of bytes moved when
    /// [`Answer::BYTES`] were allocated, where it has one.
    pub moved: Option<u64>,
}

impl Answer {
    /// What is allocated to see whether the allocator counts.
    pub const BYTES: u64 = 64_000;

    /// Reads what [`program`] wrote.
    pub fn parse(text: &str) -> Option<Answer> {
        let (elapsed, moved) = text.trim().split_once(' ')?;
        let moved = match moved {
            "-" => None,
            moved => Some(moved.parse().ok()?),
        };
        let elapsed = Duration::from_nanos(elapsed.parse().ok()?);
        Some(Answer { elapsed, moved })
    }
}

/// The whole of a program: does the workload that its first argument names,
/// and writes an [`Answer`]; or the loop of [`pairs`], as often as its second
/// says. `allocated` is the allocator's own counter, of bytes that were ever
/// allocated.
///
/// # Panics
///
/// Where the arguments are neither: the programs are started by a bench.
pub fn program(allocated: impl Fn() -> Option<u64>) {
    let name = std::env::args().nth(1).unwrap_or_default();
    if name == PAIRS {
        let count = std::env::args().nth(2);
        let count = count.and_then(|text| text.parse().ok());
        return pairs(count.expect("the second argument is a number"));
    }
    let mut all = Workload::ALL.into_iter();
    let workload = all.find(|workload| workload.name() == name);
    let workload = workload.expect("the first argument is a workload");
    let before = allocated();
    let object: Vec<u8> = Vec::with_capacity(Answer::BYTES as usize);
    black_box(&object);
    let moved = before.zip(allocated()).map(|(before, now)| now - before);
    let elapsed = workload.run().as_nanos();
    let moved = moved.map_or("-".to_owned(), |moved| moved.to_string());
    // A bench that is gone reads no answer.
    let _ = writeln!(io::stdout(), "{elapsed} {moved}");
}

/// Takes the time from one phase to another.
struct Stopwatch {
    baseline: Option<ProcessTime>,
    elapsed: Option<Duration>,
}

impl Host for Stopwatch {
    fn within(&mut self, _: &'static str, work: &mut dyn FnMut()) {
        work();
    }

    fn declare(&mut self, _: Holding) {}

    fn mark(&mut self, phase: &'static str) {
        match phase {
            "baseline" => self.baseline = Some(ProcessTime::now()),
            "drained" => {
                self.elapsed = self.baseline.map(|since| since.elapsed());
            }
            _ => {}
        }
    }

    fn settle(&mut self) {}

    fn collect(&mut self) {}
}

fn map(name: &str) -> Duration {
    let plan = Plan { elements: ELEMENTS, seed: 1, ladder: Ladder::Shrink };
    let mut watch = Stopwatch { baseline: None, elapsed: None };
    let scenario = residue_scenarios::find(name).expect("a scenario");
    scenario.run(&plan, &mut watch);
    watch.elapsed.expect("it is drained after its baseline")
}

fn json() -> Duration {
    let text = document();
    let start = ProcessTime::now();
    for _ in 0..DOCUMENTS {
        let value: Result<serde_json::Value, _> = serde_json::from_str(&text);
        black_box(&value).as_ref().expect("a document");
    }
    start.elapsed()
}

/// Records with short names, texts, numbers and lists, as services exchange
/// them; about 300 KiB.
fn document() -> String {
    let mut text = "[".to_owned();
    for id in 0..2000 {
        let comma = if id == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}{{\"id\":{id},\"name\":\"customer {}\",\"active\":{},\
             \"balance\":{}.25,\"tags\":[\"a{}\",\"b{}\",\"c{}\"],\
             \"address\":{{\"street\":\"{} Long Street\",\"zip\":\"{:05}\"}}}}",
            id * 7919 % 2000,
            id % 3 == 0,
            id * 31 % 977,
            id % 10,
            id % 100,
            id % 7,
            id % 300,
            id * 17 % 99_999,
        );
    }
    text.push(']');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_workload_takes_time() {
        for workload in Workload::ALL {
            assert!(workload.run() > Duration::ZERO, "{}", workload.name());
        }
    }

    #[test]
    fn the_document_is_json() {
        let value: Vec<serde_json::Value> =
            serde_json::from_str(&document()).unwrap();
        assert_eq!(value.len(), 2000);
    }

    #[test]
    fn an_answer_has_both_figures() {
        let elapsed = Duration::from_nanos(12);
        let known = Answer { elapsed, moved: Some(64_000) };
        assert_eq!(Answer::parse("12 64000\n"), Some(known));
        let unknown = Answer { elapsed, moved: None };
        assert_eq!(Answer::parse("12 -\n"), Some(unknown));
        for text in ["", "12", "12 x", "x -"] {
            assert_eq!(Answer::parse(text), None, "{text}");
        }
    }
}
