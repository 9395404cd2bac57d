//! Whole programs, each under an allocator that is really its own: the pair
//! loop with the allocator compiled into it, and the workloads.

use crate::Which;
use crate::callgrind::{self, Often, SELDOM, each, under_valgrind};
use crate::programs::{PROGRAMS, Program, Programs};
use residue_benches::{Count, PAIRS, Unit, Workload};
use std::error::Error;
use std::path::Path;
use std::process::Command;

const OFTEN: Often = [1_000, 101_000];

/// Counts the pair loop and every workload of every program.
pub(crate) fn count(
    which: Which,
    keep: &mut impl FnMut(Count),
) -> Result<(), Box<dyn Error>> {
    let wanted = || {
        let all = PROGRAMS.iter();
        all.filter(|program| which.has(program.base, program.name))
    };
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let programs = Programs::build(tmp, wanted())?;
    for program in wanted() {
        programs.check(program)?;
    }
    let programs = |program: &Program| -> Result<_, String> {
        let path = programs.path(program)?.to_owned();
        let settings = program.settings("");
        Ok(move |args: &[&str]| -> Command {
            let mut command = under_valgrind(&path);
            command.args(args).envs(settings.clone());
            command
        })
    };
    for program in wanted() {
        let start = programs(program)?;
        let often = if program.is_slow { SELDOM } else { OFTEN };
        let of = |work: &str, unit, tenths| Count {
            base: program.base.to_owned(),
            subject: program.name.to_owned(),
            work: work.to_owned(),
            unit,
            tenths,
        };
        let pair = each(often, |n| start(&[PAIRS, &n.to_string()]))?;
        keep(of("pair 64 B, inlined", Unit::Operation, pair));
        // By the billion where every allocation is traced back.
        for work in Workload::ALL.into_iter().filter(|_| !program.is_slow) {
            let count = callgrind::of(start(&[work.name()]))?;
            keep(of(work.name(), Unit::Program, count * 10));
        }
    }
    Ok(())
}
