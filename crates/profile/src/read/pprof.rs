//! pprof's profiles of the heap: of Go, of gperftools, of jemalloc_pprof, and
//! those that this crate exports.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use prost::Message;

use super::built::Parts;
use crate::error::Error;
use crate::export::proto::{Function, Location, Mapping, PprofFile};
use crate::model::{
    Field, Fields, Frame, LoadedFile, Meta, Mode, Point, Profile,
};

/// The field that a sample type stands for.
fn field(kind: &str) -> Option<Field> {
    Some(match kind {
        "alloc_space" | "total_space" => Field::Bytes,
        "alloc_objects" | "total_objects" => Field::Blocks,
        "inuse_space" | "space" => Field::EndBytes,
        "inuse_objects" | "objects" => Field::EndBlocks,
        "peak_space" => Field::PeakBytes,
        "peak_objects" => Field::PeakBlocks,
        "read_space" => Field::Reads,
        "written_space" => Field::Writes,
        _ => return None,
    })
}

/// Reads a profile to the end of `reader`.
pub(super) fn from_reader(mut reader: impl Read) -> Result<Profile, Error> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes)?;
    let file = PprofFile::decode(&*bytes).map_err(|error| Error::Line {
        format: "pprof",
        line: 0,
        what: error.to_string(),
    })?;
    let read = PprofReader::of(&file);
    let columns = read.columns()?;
    let (frames, of_location) = read.frames()?;
    let (mut stacks, mut points) = (Vec::new(), Vec::new());
    for (at, sample) in file.sample.iter().enumerate() {
        let start = stacks.len();
        for id in &sample.location_id {
            let frames = of_location.get(id).ok_or_else(|| {
                let what = format!("location {id} does not exist");
                Error::contradiction(format!("sample[{at}]"), what)
            })?;
            stacks.extend(frames.clone());
        }
        if stacks.len() == start {
            let what = "the stack is empty";
            return Err(Error::contradiction(format!("sample[{at}]"), what));
        }
        let mut point = Point::at(start..stacks.len());
        for (field, column) in &columns {
            let value = sample.value.get(*column).copied().unwrap_or(0);
            let value = u64::try_from(value).map_err(|_| {
                let what = "it is less than nothing, as in a difference of two \
                            profiles: pass these to `residue profile diff`";
                Error::contradiction(format!("sample[{at}].value"), what)
            })?;
            point.set(*field, value);
        }
        points.push(point);
    }
    let fields = columns.iter().map(|(field, _)| *field).collect::<Fields>();
    let (marks, extra, meta) = (None, BTreeMap::new(), read.meta());
    let modules = read.modules();
    Parts { meta, frames, stacks, points, fields, marks, extra, modules }
        .profile()
}

struct PprofReader<'a> {
    file: &'a PprofFile,
    functions: HashMap<u64, &'a Function>,
    mappings: HashMap<u64, &'a Mapping>,
}

impl<'a> PprofReader<'a> {
    fn of(file: &'a PprofFile) -> PprofReader<'a> {
        let functions = file.function.iter().map(|of| (of.id, of));
        let mappings = file.mapping.iter().map(|of| (of.id, of));
        PprofReader {
            file,
            functions: functions.collect(),
            mappings: mappings.collect(),
        }
    }

    fn text(&self, index: i64) -> &'a str {
        let at = usize::try_from(index).ok();
        let found = at.and_then(|at| self.file.string_table.get(at));
        found.map(String::as_str).unwrap_or_default()
    }

    /// The columns of samples that are known, each with its field.
    fn columns(&self) -> Result<Vec<(Field, usize)>, Error> {
        let kinds = self.file.sample_type.iter().map(|of| self.text(of.kind));
        let columns: Vec<_> = kinds
            .clone()
            .zip(0..)
            .filter_map(|(kind, at)| Some((field(kind)?, at)))
            .collect();
        match columns.is_empty() {
            false => Ok(columns),
            true => Err(Error::NoHeap {
                found: kinds.collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// All frames, and those of each location, the innermost first.
    #[expect(clippy::type_complexity, reason = "two halves of one answer")]
    fn frames(
        &self,
    ) -> Result<(Vec<Frame>, HashMap<u64, std::ops::Range<u32>>), Error> {
        let mut frames = Vec::new();
        let mut of_location = HashMap::new();
        for location in &self.file.location {
            let start = frames.len() as u32;
            if location.line.is_empty() {
                frames.push(self.unnamed(location));
            }
            for line in &location.line {
                let function = self.functions.get(&line.function_id);
                let text = match function {
                    Some(function) => {
                        self.named(location.address, function, line.line)
                    }
                    None => format!("0x{:x}: ???", location.address),
                };
                frames.push(Frame::parse(&text));
            }
            of_location.insert(location.id, start..frames.len() as u32);
        }
        Ok((frames, of_location))
    }

    fn named(&self, address: u64, function: &Function, line: i64) -> String {
        let (name, file) =
            (self.text(function.name), self.text(function.filename));
        let address = match address {
            0 => String::new(),
            address => format!("0x{address:x}: "),
        };
        match file {
            "" => format!("{address}{name}"),
            file => format!("{address}{name} ({file}:{})", line.max(0)),
        }
    }

    fn unnamed(&self, location: &Location) -> Frame {
        let mapping = self.mappings.get(&location.mapping_id);
        let object = mapping.map(|of| self.text(of.filename));
        let place = match object.unwrap_or_default() {
            "" => String::new(),
            object => format!(" (in {object})"),
        };
        Frame::parse(&format!("0x{:x}: ???{place}", location.address))
    }

    /// Where files were mapped. One that begins at 0 is of everything.
    fn modules(&self) -> Vec<LoadedFile> {
        let mappings = self.file.mapping.iter();
        let real = mappings.filter(|of| of.memory_start > 0);
        let module = |of: &Mapping| LoadedFile {
            path: self.text(of.filename).to_owned(),
            addresses: of.memory_start..of.memory_limit,
            offset: of.file_offset,
            build_id: Some(self.text(of.build_id).to_ascii_lowercase())
                .filter(|id| !id.is_empty()),
        };
        real.map(module).collect()
    }

    fn meta(&self) -> Meta {
        let program = self.file.mapping.first();
        let program = program.map(|of| self.text(of.filename));
        Meta {
            mode: Mode::Heap,
            mode_text: "heap".to_owned(),
            verb: "Allocated".to_owned(),
            units: None,
            time_unit: "ns".to_owned(),
            million_time_units: "ms".to_owned(),
            short_lived: None,
            command: program.unwrap_or_default().to_owned(),
            pid: 0,
            time_of_peak: None,
            time_of_end: u64::try_from(self.file.duration_nanos).unwrap_or(0),
        }
    }
}
