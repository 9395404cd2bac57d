//! pprof's `profile.proto`, gzipped, with a sample type for each figure.

use std::collections::HashMap;
use std::io::Write;

use flate2::{Compression, GzBuilder};
use prost::Message;

use super::proto::{
    Function, Line, Location, Mapping, PprofFile, StackSample, ValueType,
};
use crate::error::Error;
use crate::model::{Figure, Kind, Profile};
use residue_present::printable;

/// The sample type of a figure. The names are those that pprof's readers know
/// from Go, as far as they have one.
pub(crate) fn sample_type(figure: Figure) -> &'static str {
    match figure {
        Figure::Total => "total_space",
        Figure::TotalBlocks => "total_objects",
        Figure::Peak => "peak_space",
        Figure::PeakBlocks => "peak_objects",
        Figure::End => "inuse_space",
        Figure::EndBlocks => "inuse_objects",
        Figure::ShortLived => "short_lived_space",
        Figure::ShortLivedBlocks => "short_lived_objects",
        Figure::Reads => "read_space",
        Figure::Writes => "written_space",
    }
}

/// Writes `profile` as pprof reads it; `first` is the sample type that it
/// shows if none is asked for. The same profile gives the same bytes.
pub fn pprof(
    profile: &Profile,
    first: Figure,
    out: &mut impl Write,
) -> Result<(), Error> {
    profile.refuse_unknown(first)?;
    refuse_what_does_not_fit(profile)?;
    let bytes = file(profile, first).encode_to_vec();
    // No time and no name stand in the header: bytes depend on the profile.
    let mut packed =
        GzBuilder::new().mtime(0).write(out, Compression::default());
    packed.write_all(&bytes)?;
    packed.finish()?;
    Ok(())
}

fn refuse_what_does_not_fit(profile: &Profile) -> Result<(), Error> {
    let most = i64::MAX as u64;
    for figure in profile.known() {
        let value = profile.sum(figure).unwrap_or(0);
        if value > most {
            let (figure, format) = (figure.name(), "pprof");
            return Err(Error::DoesNotFit { figure, value, format, most });
        }
    }
    Ok(())
}

fn file(profile: &Profile, first: Figure) -> PprofFile {
    let mut texts = Texts::new();
    let figures: Vec<_> = profile.known().collect();
    let (location, function) = places(profile, &mut texts);
    let values = |point| {
        let value = |figure: &Figure| figure.of(profile, point).unwrap_or(0);
        figures.iter().map(|figure| value(figure) as i64).collect()
    };
    let sample = profile.points().iter().map(|point| StackSample {
        // An id of 0 means none, so that ids are indices and one more.
        location_id: profile
            .frame_indices(point)
            .iter()
            .map(|&frame| u64::from(frame) + 1)
            .collect(),
        value: values(point),
    });
    let units = profile.meta().units.is_some();
    let types = figures.iter().map(|&figure| ValueType {
        kind: texts.number(sample_type(figure)),
        unit: texts.number(match figure.kind() {
            Kind::Bytes if !units => "bytes",
            _ => "count",
        }),
    });
    PprofFile {
        sample_type: types.collect(),
        sample: sample.collect(),
        mapping: vec![whole_program(profile, &mut texts)],
        location,
        function,
        duration_nanos: duration(profile),
        comment: vec![texts.number("exported by residue")],
        default_sample_type: texts.number(sample_type(first)),
        string_table: texts.list,
    }
}

/// A mapping that says that names are known, so that no tool looks for them.
fn whole_program(profile: &Profile, texts: &mut Texts) -> Mapping {
    let command = printable(&profile.meta().command);
    Mapping {
        id: 1,
        memory_start: 0,
        memory_limit: u64::MAX,
        file_offset: 0,
        filename: texts.number(command.split(' ').next().unwrap_or("")),
        build_id: 0,
        has_functions: true,
        has_filenames: true,
        has_line_numbers: true,
    }
}

fn places(
    profile: &Profile,
    texts: &mut Texts,
) -> (Vec<Location>, Vec<Function>) {
    let mut functions = Vec::new();
    let mut known = HashMap::new();
    let mut locations = Vec::with_capacity(profile.frames().len());
    for (at, frame) in profile.frames().iter().enumerate() {
        let name = texts.number(frame.function());
        let file = frame.file().or_else(|| frame.object()).unwrap_or("");
        let filename = texts.number(file);
        let function_id = *known.entry((name, filename)).or_insert_with(|| {
            let id = functions.len() as u64 + 1;
            let system_name = name;
            functions.push(Function { id, name, system_name, filename });
            id
        });
        let line = i64::from(frame.line().unwrap_or(0));
        locations.push(Location {
            id: at as u64 + 1,
            mapping_id: 1,
            address: frame.address().unwrap_or(0),
            line: vec![Line { function_id, line }],
        });
    }
    (locations, functions)
}

/// How long the profile took, where its unit of time is one of clocks.
fn duration(profile: &Profile) -> i64 {
    let meta = profile.meta();
    let nanos = match meta.time_unit.as_str() {
        "µs" | "us" => 1000,
        "ns" => 1,
        "ms" => 1_000_000,
        _ => return 0,
    };
    i64::try_from(meta.time_of_end.saturating_mul(nanos)).unwrap_or(i64::MAX)
}

/// Texts, each once; the first is empty, as the format asks.
struct Texts {
    list: Vec<String>,
    known: HashMap<String, i64>,
}

impl Texts {
    fn new() -> Texts {
        let mut texts = Texts { list: Vec::new(), known: HashMap::new() };
        texts.number("");
        texts
    }

    fn number(&mut self, text: &str) -> i64 {
        if let Some(&number) = self.known.get(text) {
            return number;
        }
        let number = self.list.len() as i64;
        self.list.push(text.to_owned());
        self.known.insert(text.to_owned(), number);
        number
    }
}
