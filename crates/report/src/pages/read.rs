//! Reading page maps.

mod fields;
mod record;

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read};

use self::fields::RecordFields;
use super::format::{self, FAMILY, HEADER, LINE_MAX, NUMBER_MAX};
use super::{PageMaps, PagesError};

/// Reads all page maps, to the end of `reader`.
pub fn read(reader: impl Read) -> Result<PageMaps, PagesError> {
    PagesReader::new(reader, None).maps(|_, _| true)
}

/// Reads the page maps of a run that has so many probes, those phases of them
/// that are `wanted` by the index of the probe and the name of the phase; the
/// others take no memory.
///
/// Records of later probes are passed over, even where the last of them is
/// cut: they are what a run leaves that was killed before it stored the probe.
pub fn read_of(
    reader: impl Read,
    probes: usize,
    wanted: impl FnMut(usize, &str) -> bool,
) -> Result<PageMaps, PagesError> {
    PagesReader::new(reader, Some(probes)).maps(wanted)
}

/// A file, as far as it was read.
struct PagesReader<R> {
    reader: BufReader<R>,
    /// Bytes read so far.
    offset: u64,
    /// How many probes the run has; not there where all are read.
    probes: Option<usize>,
}

/// A record of which only the probe is known.
struct Record {
    begins: u64,
    probe: usize,
    body_at: u64,
    body: Vec<u8>,
}

impl<R: Read> PagesReader<R> {
    fn new(reader: R, probes: Option<usize>) -> PagesReader<R> {
        PagesReader { reader: BufReader::new(reader), offset: 0, probes }
    }

    fn maps(
        mut self,
        mut wanted: impl FnMut(usize, &str) -> bool,
    ) -> Result<PageMaps, PagesError> {
        self.read_header()?;
        let (mut maps, mut seen) = (PageMaps::default(), BTreeSet::new());
        let mut room = format::MEMORY_MAX;
        while let Some(record) = self.read_record()? {
            let Record { begins, probe, .. } = record;
            let mut fields = RecordFields::new(&record.body, record.body_at);
            let phase = fields.text("the name of a phase")?.to_owned();
            if !seen.insert((probe, phase.clone())) {
                let offset = begins;
                return Err(PagesError::Duplicate { offset, probe, phase });
            }
            if wanted(probe, &phase) {
                let map = record::map(fields, &mut room)?;
                maps.insert(probe, phase, map);
            }
        }
        Ok(maps)
    }

    fn read_header(&mut self) -> Result<(), PagesError> {
        let mut line = Vec::new();
        let mut reader = (&mut self.reader).take(LINE_MAX as u64);
        self.offset += reader.read_until(b'\n', &mut line)? as u64;
        let known = HEADER;
        let line = line.strip_suffix(b"\n").unwrap_or_default();
        let line = std::str::from_utf8(line).unwrap_or_default();
        match line.strip_prefix(FAMILY) {
            _ if line == HEADER => Ok(()),
            Some(number) if number.bytes().all(|b| b.is_ascii_digit()) => {
                let found = line.to_owned();
                Err(PagesError::OtherVersion { found, known })
            }
            _ => Err(PagesError::NotPages { known }),
        }
    }

    /// The next record of a probe that the run has.
    fn read_record(&mut self) -> Result<Option<Record>, PagesError> {
        while !self.reader.fill_buf()?.is_empty() {
            let begins = self.offset;
            let mut probe = None;
            let read = self.read_from(begins, &mut probe);
            let beyond = self.probes.is_some_and(|probes| {
                // One that is cut before it says whose it is holds nothing.
                probe.is_none_or(|probe| probe >= probes)
            });
            match read {
                Err(PagesError::Cut { .. }) if beyond => return Ok(None),
                Ok(_) if beyond => {}
                read => return read.map(Some),
            }
        }
        Ok(None)
    }

    fn read_from(
        &mut self,
        begins: u64,
        probe: &mut Option<usize>,
    ) -> Result<Record, PagesError> {
        let number = self.read_number(begins, "the index of a probe")?;
        // One past every index there is belongs to no run.
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        *probe = Some(number);
        let len = self.read_number(begins, "the length of a record")?;
        let body_at = self.offset;
        // Grows with what is there, whatever the file says there is.
        let mut body = Vec::new();
        (&mut self.reader).take(len).read_to_end(&mut body)?;
        self.offset += body.len() as u64;
        if (body.len() as u64) < len {
            return Err(self.cut(begins));
        }
        Ok(Record { begins, probe: number, body_at, body })
    }

    fn read_number(
        &mut self,
        begins: u64,
        what: &str,
    ) -> Result<u64, PagesError> {
        let offset = self.offset;
        let mut bytes = [0; NUMBER_MAX];
        for len in 1..=NUMBER_MAX {
            let last = &mut bytes[len - 1..len];
            match self.reader.read_exact(last) {
                Ok(()) => self.offset += 1,
                Err(error) if is_end(&error) => return Err(self.cut(begins)),
                Err(error) => return Err(error.into()),
            }
            if let Some((number, _)) = format::number(&bytes[..len]) {
                return Ok(number);
            }
        }
        let what = format!("{what} is no number");
        Err(PagesError::Malformed { offset, what })
    }

    fn cut(&self, record: u64) -> PagesError {
        PagesError::Cut { offset: self.offset, record }
    }
}

fn is_end(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::UnexpectedEof
}
