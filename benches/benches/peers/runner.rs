//! Criterion as the front: it filters, warms up, tells how often, and keeps
//! times for baselines. Ratios are taken beside it, round by round.

use super::control::check;
use super::subject::{Base, Subject, subjects};
use criterion::{BenchmarkId, Criterion, SamplingMode};
use residue_benches::{
    Baselines, Case, Cell, Grid, Report, Rounds, Summary, criterion_folder,
};
use std::error::Error;
use std::path::Path;
use std::time::Duration;
use std::{env, io};

/// Rounds of a case; what criterion calls samples.
const ROUNDS: usize = 20;

/// What a bench is made of.
pub(crate) struct Bench {
    pub(crate) name: &'static str,
    /// What is measured in a grid.
    pub(crate) cases: fn(Grid) -> Vec<Case>,
    /// How often a case is done in what criterion calls an iteration: so
    /// often that starting threads takes little of it.
    pub(crate) unit: u64,
    /// How long a subject and the bare allocator together are measured.
    pub(crate) time: Duration,
    /// Shows what was measured of a base.
    pub(crate) show: fn(&Summary, Base) -> Option<String>,
}

impl Bench {
    /// Measures everything that the arguments select. Each subject is
    /// checked first, also where it is filtered out: that takes
    /// milliseconds, and says whether a comparison is one.
    pub(crate) fn run(&self) -> Result<(), Box<dyn Error>> {
        let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let args: Vec<String> = env::args().skip(1).collect();
        let grid = Grid::of_this_process()?;
        let criterion = criterion_folder(tmp);
        Baselines::of(&criterion).check(&args)?;
        let mut report = Report::begin(self.name, tmp)?;
        let mut criterion = self.criterion().output_directory(&criterion);
        for base in Base::ALL {
            let subjects = subjects(base)?;
            for subject in &subjects {
                check(subject)
                    .map_err(|why| format!("over {}: {why}", base.name()))?;
            }
            for case in (self.cases)(grid) {
                let cells = self.case(&mut criterion, base, case, &subjects);
                if grid != Grid::Smoke {
                    cells.into_iter().try_for_each(|cell| report.keep(cell))?;
                }
            }
            if let Some(text) = (self.show)(report.summary(), base) {
                io::Write::write_all(&mut io::stdout(), text.as_bytes())?;
            }
        }
        criterion.final_summary();
        Ok(())
    }

    fn criterion(&self) -> Criterion {
        Criterion::default()
            .without_plots()
            .sample_size(ROUNDS)
            .warm_up_time(Duration::from_millis(20))
            .measurement_time(self.time)
            .nresamples(1001)
            .configure_from_args()
    }

    fn case(
        &self,
        criterion: &mut Criterion,
        base: Base,
        case: Case,
        subjects: &[Subject],
    ) -> Vec<Cell> {
        let (bench, over) = (self.name, base.name());
        let operation = case.operation.name();
        let name = format!("{bench}/{over}/{operation}");
        let mut group = criterion.benchmark_group(name);
        group.sampling_mode(SamplingMode::Flat);
        let bare = subjects[0].timed;
        let mut cells = Vec::new();
        for subject in subjects {
            let _on = (subject.switch)();
            let mut rounds = Rounds::default();
            let threads = case.threads;
            let id = BenchmarkId::new(
                subject.name,
                match bench {
                    "contention" => format!("{threads} threads"),
                    _ => format!("{} B", case.size),
                },
            );
            group.bench_function(id, |bencher| {
                bencher.iter_custom(|count| {
                    rounds.take(
                        count * self.unit,
                        &mut |count| subject.timed.time(case, count),
                        &mut |count| bare.time(case, count),
                    )
                });
            });
            let rounds = rounds.last(ROUNDS);
            cells.push(Cell::of(over, subject.name, case, rounds));
        }
        group.finish();
        cells
    }
}
