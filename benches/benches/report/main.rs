//! What it costs to read, compare and show a run of ten thousand probes.
//!
//! The run is made in memory, from a seed; its other side has a few more live
//! bytes in one probe of a hundred, which a comparison must find before
//! anything is timed.

#[path = "../common/mod.rs"]
mod common;
mod sides;

use common::say;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput};
use criterion::{SamplingMode, measurement::WallTime};
use residue_present::Format;
use residue_report::diff::{Diff, Options, Side, compare};
use residue_report::pages::PageMaps;
use residue_report::{Detail, Run, show_diff, show_run};
use std::hint::black_box;
use std::io::{self, Write};

type Group<'a> = BenchmarkGroup<'a, WallTime>;

/// Probes of a run.
const SIZES: &[u64] = &[100, 1_000, 10_000, 100_000];
const MOST_BY_DEFAULT: u64 = 10_000;

/// Formats that people read.
const FORMATS: [Format; 3] = [Format::Terminal, Format::Markdown, Format::Html];

fn main() {
    let sizes = common::grid().of(SIZES, MOST_BY_DEFAULT);
    let mut criterion = common::criterion();
    bench(&mut criterion, &sizes);
    criterion.final_summary();
}

fn bench(criterion: &mut Criterion, sizes: &[u64]) {
    let mut group = criterion.benchmark_group("report/run");
    for &size in sizes {
        let text = sides::old(size).to_json_pretty();
        let run = Run::from_json(&text).expect("a run that is whole");
        assert_eq!(run.probes.len() as u64, size, "all probes are read");
        of_run(begin(&mut group, size), size, &text, &run);
    }
    group.finish();
    let mut group = criterion.benchmark_group("report/diff");
    for &size in sizes {
        let (old, new) = (sides::old(size), sides::new(size));
        of_diff(begin(&mut group, size), size, &old, &new);
    }
    group.finish();
}

/// Few samples of what takes long.
fn begin<'a, 'b>(group: &'a mut Group<'b>, size: u64) -> &'a mut Group<'b> {
    group.throughput(Throughput::Elements(size));
    group.sampling_mode(SamplingMode::Flat)
}

fn of_run(group: &mut Group<'_>, size: u64, text: &str, run: &Run) {
    let mut time = |name: &str, call: &dyn Fn() -> io::Result<()>| {
        let id = BenchmarkId::new(name, size);
        group.bench_function(id, |bencher| bencher.iter(call));
    };
    time("read", &|| {
        black_box(Run::from_json(text)).map(drop).map_err(io::Error::other)
    });
    let (maps, options) = (PageMaps::default(), Default::default());
    for format in FORMATS {
        time(format.name(), &|| {
            shown(|out| {
                show_run(run, &maps, Detail::Full, format, options, out)
            })
        });
    }
}

fn of_diff(group: &mut Group<'_>, size: u64, old: &Run, new: &Run) {
    let diff = diff(old, new);
    let (found, planted) = (diff.alarms.len() as u64, sides::planted(size));
    assert!(found >= planted, "{found} of {planted} changes are found");
    say(&format!("of {size} probes, {planted} changed: {found} alarms"));
    let mut time = |name: &str, call: &dyn Fn() -> io::Result<()>| {
        let id = BenchmarkId::new(name, size);
        group.bench_function(id, |bencher| bencher.iter(call));
    };
    time("compare", &|| {
        black_box(self::diff(old, new));
        Ok(())
    });
    let options = Default::default();
    for format in FORMATS {
        time(format.name(), &|| {
            shown(|out| show_diff(&diff, format, options, out))
        });
    }
}

fn diff(old: &Run, new: &Run) -> Diff {
    let [old, new] = [(old, "old"), (new, "new")].map(|(run, name)| {
        let mut side = Side::new(name.to_owned(), &sides::drifts());
        side.begin_file(name, &run.environment);
        run.probes.iter().for_each(|probe| side.add(probe));
        side
    });
    compare(&old, &new, &Options::default())
}

/// Shows into memory, as a file or a terminal would take it.
fn shown(
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = Vec::new();
    render(&mut out)?;
    black_box(out);
    Ok(())
}
