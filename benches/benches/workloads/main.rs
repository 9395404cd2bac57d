//! What each tracker adds to whole programs, each with its allocator as the
//! real `#[global_allocator]`: one example a program, started anew for every
//! measurement. The program takes its processor time itself, without its
//! start.

mod programs;

use criterion::{Criterion, SamplingMode};
use programs::{PROGRAMS, Program, Programs};
use residue_benches::{
    BASES, Baselines, Cell, Grid, Report, Rounds, Workload, criterion_folder,
    ratios,
};
use std::error::Error;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

const NAME: &str = "workloads";
/// Rounds of a program.
const ROUNDS: usize = 16;
/// Processes in a round, in turns with as many of the bare allocator: one
/// alone is too much at the mercy of where its pages lie.
const TURNS: u64 = 2;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With nowhere to write there is nobody to tell.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let args: Vec<String> = std::env::args().skip(1).collect();
    let grid = Grid::of_this_process()?;
    let folder = criterion_folder(tmp);
    Baselines::of(&folder).check(&args)?;
    let mut criterion = Criterion::default()
        .output_directory(&folder)
        .without_plots()
        .sample_size(ROUNDS)
        .warm_up_time(Duration::from_millis(1))
        .nresamples(1001)
        .configure_from_args();
    let programs = Programs::build(tmp, PROGRAMS.iter())?;
    for program in PROGRAMS.iter() {
        programs.check(program)?;
    }
    let mut report = Report::begin(NAME, tmp)?;
    for workload in Workload::ALL {
        for program in PROGRAMS.iter() {
            let cell = measure(&mut criterion, &programs, program, workload);
            if grid != Grid::Smoke {
                report.keep(cell)?;
            }
        }
        let mut summary = report.summary().clone();
        summary.cells.retain(|cell| cell.work == workload.name());
        for base in BASES {
            if let Some(table) = ratios(&summary, base) {
                let title = "Processor time by the bare allocator's";
                writeln!(io::stdout(), "\n{title}:\n\n{table}")?;
            }
        }
    }
    criterion.final_summary();
    Ok(())
}

fn measure(
    criterion: &mut Criterion,
    programs: &Programs,
    program: &Program,
    workload: Workload,
) -> Cell {
    let (base, work) = (program.base, workload.name());
    let mut group = criterion.benchmark_group(format!("{NAME}/{base}/{work}"));
    let seconds = if program.is_slow { 9 } else { 1 };
    group
        .sampling_mode(SamplingMode::Flat)
        .measurement_time(Duration::from_secs(seconds));
    let turns = if program.is_slow { 1 } else { TURNS };
    let mut rounds = Rounds::default();
    group.bench_function(program.name, |bencher| {
        bencher.iter_custom(|count| {
            rounds.take(
                count * turns,
                &mut |count| programs.time(program, workload, count),
                &mut |count| programs.time(program.bare(), workload, count),
            )
        });
    });
    group.finish();
    Cell {
        base: base.to_owned(),
        subject: program.name.to_owned(),
        work: work.to_owned(),
        size: None,
        threads: 1,
        rounds: rounds.last(ROUNDS),
    }
}
