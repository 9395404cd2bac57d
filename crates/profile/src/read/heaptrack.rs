//! heaptrack's files, as its interpreter leaves them: a line for each string,
//! frame, trace and event, all numbers in hexadecimal.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::built::Parts;
use crate::error::Error;
use crate::model::{Field, Fields, Frame, Meta, Mode, Point, Profile};

/// The version of the format from which strings tell their length, and the
/// oldest that is read.
const OLDEST: u64 = 2;

/// What a file of heaptrack begins with.
pub(super) const MAGIC: &[u8] = b"v ";

/// Reads a profile to the end of `lines`.
pub(super) fn from_reader(mut lines: impl BufRead) -> Result<Profile, Error> {
    let mut file = HeaptrackFile::default();
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        number += 1;
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        file.line(text).ok_or_else(|| Error::Line {
            format: "heaptrack",
            line: number,
            what: text.chars().take(60).collect(),
        })?;
        if file.is_raw {
            return Err(Error::Raw);
        }
    }
    file.profile()
}

#[derive(Default)]
struct HeaptrackFile {
    version: u64,
    is_raw: bool,
    command: String,
    strings: Vec<String>,
    /// Of each instruction, where its frames are in `frames`.
    places: Vec<std::ops::Range<u32>>,
    frames: Vec<Frame>,
    /// Of each trace, its instruction and the trace that called it, from 1.
    traces: Vec<(u32, u32)>,
    /// Of each kind of allocation, its bytes and its trace.
    kinds: Vec<(u64, u32)>,
    /// What each trace has, by trace.
    amounts: Vec<Amount>,
    /// The traces of events, in order: freed where the last bit is set.
    events: Vec<u32>,
    live: u64,
    peak: Peak,
    time: u64,
}

#[derive(Clone, Copy, Default)]
struct Amount {
    bytes: u64,
    blocks: u64,
    live: u64,
    live_blocks: u64,
}

/// When most bytes were live.
#[derive(Default)]
struct Peak {
    live: u64,
    events: usize,
    time: u64,
}

impl HeaptrackFile {
    /// Takes one line; `None` if it is malformed.
    fn line(&mut self, line: &str) -> Option<()> {
        let Some((kind, rest)) = line.split_once(' ') else {
            return Some(());
        };
        let mut numbers = rest.split(' ').map(hexadecimal);
        let mut number = || numbers.next().flatten();
        match kind {
            "v" => {
                let _ = number()?;
                self.version = number().unwrap_or(1);
                // Before it is interpreted, no string stands anywhere.
                self.is_raw = self.version < OLDEST;
            }
            "X" => self.command = rest.to_owned(),
            "s" => self.strings.push(self.string(rest)),
            "m" | "x" if self.strings.is_empty() => self.is_raw = true,
            "i" => self.instruction(rest)?,
            "t" => {
                let instruction = number()? as u32;
                let caller = self.known_trace(number()?)?;
                self.traces.push((instruction, caller));
            }
            "a" => {
                let bytes = number()?;
                let trace = self.known_trace(number()?)?;
                self.kinds.push((bytes, trace));
            }
            "+" => self.event(number()?, false)?,
            "-" => self.event(number()?, true)?,
            "c" => self.time = number()?,
            _ => {}
        }
        Some(())
    }

    /// A trace that stands further up, or 0: so that none calls itself.
    fn known_trace(&self, trace: u64) -> Option<u32> {
        let is_known = trace <= self.traces.len() as u64;
        u32::try_from(trace).ok().filter(|_| is_known)
    }

    /// A string; from version 3 on its length stands in front.
    fn string(&self, rest: &str) -> String {
        let text = match rest.split_once(' ') {
            Some((_, text)) if self.version >= 3 => text,
            _ => rest,
        };
        text.to_owned()
    }

    fn text(&self, index: u64) -> Option<&str> {
        let at = usize::try_from(index).ok()?.checked_sub(1)?;
        self.strings.get(at).map(String::as_str)
    }

    /// An instruction: its address and object, and its frames, the innermost
    /// first: those behind the first are what it was inlined into.
    fn instruction(&mut self, rest: &str) -> Option<()> {
        let numbers: Option<Vec<u64>> =
            rest.split(' ').map(hexadecimal).collect();
        let numbers = numbers?;
        let (address, object) = (*numbers.first()?, *numbers.get(1)?);
        let object = self.text(object).unwrap_or_default();
        let named: Vec<Frame> = numbers[2..]
            .chunks_exact(3)
            .map(|frame| {
                let function = self.text(frame[0]).unwrap_or("???");
                let place = match (self.text(frame[1]), frame[2]) {
                    (Some(file), line) => format!("{file}:{line}"),
                    (None, _) => format!("in {object}"),
                };
                Frame::parse(&format!("0x{address:x}: {function} ({place})"))
            })
            .collect();
        let start = self.frames.len() as u32;
        if named.is_empty() {
            let text = format!("0x{address:x}: ??? (in {object})");
            self.frames.push(Frame::parse(&text));
        }
        self.frames.extend(named);
        self.places.push(start..self.frames.len() as u32);
        Some(())
    }

    fn event(&mut self, kind: u64, is_freed: bool) -> Option<()> {
        let &(bytes, trace) = self.kinds.get(usize::try_from(kind).ok()?)?;
        let at = trace as usize;
        if at >= self.amounts.len() {
            self.amounts.resize(at + 1, Amount::default());
        }
        let amount = &mut self.amounts[at];
        if is_freed {
            amount.live = amount.live.checked_sub(bytes)?;
            amount.live_blocks = amount.live_blocks.checked_sub(1)?;
            self.live = self.live.checked_sub(bytes)?;
        } else {
            amount.bytes = amount.bytes.checked_add(bytes)?;
            amount.blocks += 1;
            amount.live += bytes;
            amount.live_blocks += 1;
            self.live = self.live.checked_add(bytes)?;
        }
        let kind = u32::try_from(kind).ok()?.checked_mul(2)?;
        self.events.push(kind | u32::from(is_freed));
        if self.live > self.peak.live {
            let (live, events) = (self.live, self.events.len());
            self.peak = Peak { live, events, time: self.time };
        }
        Some(())
    }

    /// What each trace had when most bytes were live.
    fn at_peak(&self) -> Vec<(u64, u64)> {
        let mut at_peak = vec![(0_u64, 0_u64); self.amounts.len()];
        for &event in &self.events[..self.peak.events] {
            let (bytes, trace) = self.kinds[(event >> 1) as usize];
            let (live, blocks) = &mut at_peak[trace as usize];
            match event & 1 {
                0 => (*live, *blocks) = (*live + bytes, *blocks + 1),
                _ => (*live, *blocks) = (*live - bytes, *blocks - 1),
            }
        }
        at_peak
    }

    fn profile(self) -> Result<Profile, Error> {
        let at_peak = self.at_peak();
        let mut stacks = Vec::new();
        let mut points = Vec::new();
        for (trace, amount) in self.amounts.iter().enumerate() {
            if amount.blocks == 0 {
                continue;
            }
            let start = stacks.len();
            self.stack(trace as u32, &mut stacks)?;
            let mut point = Point::at(start..stacks.len());
            let (peak, peak_blocks) = at_peak[trace];
            for (field, value) in [
                (Field::Bytes, amount.bytes),
                (Field::Blocks, amount.blocks),
                (Field::PeakBytes, peak),
                (Field::PeakBlocks, peak_blocks),
                (Field::EndBytes, amount.live),
                (Field::EndBlocks, amount.live_blocks),
            ] {
                point.set(field, value);
            }
            points.push(point);
        }
        let fields = [
            Field::Bytes,
            Field::Blocks,
            Field::PeakBytes,
            Field::PeakBlocks,
            Field::EndBytes,
            Field::EndBlocks,
        ];
        Parts {
            meta: self.meta(),
            frames: self.frames,
            stacks,
            points,
            fields: Fields::from_iter(fields),
            marks: None,
            extra: BTreeMap::new(),
            modules: Vec::new(),
        }
        .profile()
    }

    /// The frames of a trace and of those that called it, from the innermost.
    fn stack(&self, trace: u32, to: &mut Vec<u32>) -> Result<(), Error> {
        let mut at = trace;
        let start = to.len();
        while at > 0 {
            let found = self.traces.get(at as usize - 1);
            let place = found.and_then(|(instruction, _)| {
                self.places.get((*instruction as usize).checked_sub(1)?)
            });
            let (Some((_, caller)), Some(place)) = (found, place) else {
                let what = "it or its instruction does not exist";
                return Err(Error::contradiction(format!("trace {at}"), what));
            };
            to.extend(place.clone());
            at = *caller;
        }
        if to.len() == start {
            return Err(Error::contradiction("trace 0", "it has no frames"));
        }
        Ok(())
    }

    fn meta(&self) -> Meta {
        Meta {
            mode: Mode::Heap,
            mode_text: "heap".to_owned(),
            verb: "Allocated".to_owned(),
            units: None,
            time_unit: "ms".to_owned(),
            million_time_units: "ks".to_owned(),
            short_lived: None,
            command: self.command.clone(),
            pid: 0,
            time_of_peak: Some(self.peak.time),
            time_of_end: self.time,
        }
    }
}

fn hexadecimal(text: &str) -> Option<u64> {
    u64::from_str_radix(text, 16).ok()
}
