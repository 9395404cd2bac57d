//! A run, or a comparison, in the format that was asked for: the document of
//! it, or the page of pictures, or the annotations.

use std::io::{self, Write};

use residue_present::{Document, Format, Markup, TextStyle};

use crate::bench::Bench;
use crate::diff::{Diff, SelfTest};
use crate::doctor::{
    Examination, FailOn, Judged, Patient, write_examined, write_json,
};
use crate::documents::doctor::Statement;
use crate::documents::{Detail, bench, diff, doctor, run, self_test};
use crate::pages::PageMaps;
use crate::run::{Phase, Run};
use crate::{github, html};

/// Writes `run` in `format`; `maps` are the pages of its heaps, which only a
/// page of HTML shows, empty if they are not known. A run has no annotations.
///
/// ```
/// use residue_present::{Format, TextStyle};
/// use residue_report::pages::PageMaps;
/// use residue_report::{Detail, Environment, Run, show_run};
///
/// let run = Run::new(Environment::default());
/// let (maps, options) = (PageMaps::default(), TextStyle::default());
/// let mut out = Vec::new();
/// show_run(&run, &maps, Detail::Full, Format::Markdown, options, &mut out)?;
/// assert!(String::from_utf8_lossy(&out).contains("no probe"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn show_run(
    run: &Run,
    maps: &PageMaps,
    detail: Detail,
    format: Format,
    options: TextStyle,
    mut out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Html => html::render(run, maps, &mut out),
        Format::Json => run.write_json(&mut out),
        other => write(other, options, out, |markup| {
            run::document(run, detail, markup.shape())
        }),
    }
}

/// Writes `bench` in a format of documents, or as JSON.
pub fn show_bench(
    bench: &Bench,
    format: Format,
    options: TextStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Json => bench.write_json(out),
        _ => write(format, options, out, |_| bench::document(bench)),
    }
}

/// Writes `diff` in `format`: the answer, what moved from whom to whom, which
/// limits are broken, then the figures of each probe that changed. If nothing
/// did, one line says so.
///
/// ```
/// use residue_present::{Format, TextStyle};
/// use residue_report::{diff::Diff, show_diff};
///
/// let (diff, options) = (Diff::default(), TextStyle::default());
/// let mut out = Vec::new();
/// show_diff(&diff, Format::Terminal, options, &mut out)?;
/// assert!(String::from_utf8_lossy(&out).contains("neither side"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn show_diff(
    diff: &Diff,
    format: Format,
    options: TextStyle,
    mut out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Html => html::render_diff(diff, &mut out),
        Format::Json => diff.write_json(&mut out),
        Format::Github => github::render_diff(diff, &mut out),
        other => write(other, options, out, |markup| {
            diff::document(diff, markup.shape())
        }),
    }
}

/// Writes what the doctor says of `patients`, in `format`; as annotations, by
/// which of them which of `bounds` is broken.
pub fn show_doctor(
    patients: &[Patient<'_>],
    bounds: &[FailOn],
    format: Format,
    options: TextStyle,
    mut out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Json => write_json(patients, &mut out),
        Format::Github => {
            show_judged(patients.iter().map(Judged::of_probe), bounds, out)
        }
        other => show_said(doctor::probes(patients), other, options, out),
    }
}

/// Writes what the doctor says of live processes, in `format`; as annotations,
/// by which of them which of `bounds` is broken.
pub fn show_examined(
    examined: &[Examination],
    bounds: &[FailOn],
    format: Format,
    options: TextStyle,
    mut out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Json => write_examined(examined, &mut out),
        Format::Github => {
            show_judged(examined.iter().map(Judged::of_process), bounds, out)
        }
        other => show_said(doctor::processes(examined), other, options, out),
    }
}

/// As annotations: by which subject which of `bounds` is broken.
fn show_judged<'a>(
    judged: impl Iterator<Item = Judged<'a>>,
    bounds: &[FailOn],
    mut out: &mut dyn Write,
) -> io::Result<()> {
    let judged: Vec<_> = judged.collect();
    github::render_findings(&judged, bounds, &mut out)
}

/// What is said of each subject, as a page or a document.
fn show_said(
    said: Vec<Statement>,
    format: Format,
    options: TextStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Html => html::render_findings(&said, out),
        other => write(other, options, out, |_| doctor::document(said)),
    }
}

/// Writes a line for each live process, in a format of documents; in others,
/// what [`show_examined`] writes.
pub fn show_examined_briefly(
    examined: &[Examination],
    bounds: &[FailOn],
    format: Format,
    options: TextStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format.markup() {
        None => show_examined(examined, bounds, format, options, out),
        Some(_) => write(format, options, out, |_| doctor::briefly(examined)),
    }
}

/// Writes what moved in live processes since the look before; with each, all
/// looks at it so far, the oldest first. In formats that are not of documents,
/// what [`show_examined`] writes of them now.
pub fn show_moved(
    moved: &[(&Examination, &[Phase])],
    bounds: &[FailOn],
    format: Format,
    options: TextStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    if format.markup().is_some() {
        return write(format, options, out, |_| doctor::moved(moved));
    }
    let now: Vec<_> = moved.iter().map(|(of, _)| (*of).clone()).collect();
    show_examined(&now, bounds, format, options, out)
}

/// Writes, in a format of documents, how many false alarms the limits would
/// have raised, and of which figures.
pub fn show_self_test(
    test: &SelfTest,
    format: Format,
    options: TextStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Json => writeln!(out, "{:#}", self_test::json(test)),
        _ => write(format, options, out, |_| self_test::document(test)),
    }
}

fn write<'a>(
    format: Format,
    options: TextStyle,
    out: &mut dyn Write,
    document: impl FnOnce(&dyn Markup) -> Document<'a>,
) -> io::Result<()> {
    let markup = format.markup().ok_or_else(|| {
        let name = format.name();
        io::Error::other(format!("this cannot be shown as {name}"))
    })?;
    markup.write(&document(markup), options, out)
}
