//! jemalloc's heap profiles in its own text, `heap_v2`: addresses without
//! names, and a sample of what was live.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::built::Parts;
use crate::error::Error;
use crate::model::{
    Field, Fields, Frame, LoadedFile, Meta, Mode, Point, Profile,
};

/// What a file begins with; behind it is how many bytes apart samples are.
pub(super) const MAGIC: &[u8] = b"heap_v2/";

/// Reads a profile to the end of `lines`.
pub(super) fn from_reader(lines: impl BufRead) -> Result<Profile, Error> {
    let mut file = JemallocDump::default();
    for (at, line) in lines.split(b'\n').enumerate() {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        file.line(line.trim()).ok_or_else(|| Error::Line {
            format: "jemalloc",
            line: at + 1,
            what: line.chars().take(60).collect(),
        })?;
    }
    file.profile()
}

#[derive(Default)]
struct JemallocDump {
    /// Bytes between samples, on the average.
    rate: u64,
    /// Each stack, its live blocks and bytes, and those there ever were.
    samples: Vec<(Vec<u64>, [u64; 4])>,
    /// Whether the line of all threads is still to come.
    is_open: bool,
    has_allocated: bool,
    modules: Vec<LoadedFile>,
    is_in_maps: bool,
}

impl JemallocDump {
    /// Takes one line; `None` if it is malformed.
    fn line(&mut self, line: &str) -> Option<()> {
        if let Some(rate) = line.strip_prefix("heap_v2/") {
            self.rate = rate.parse().ok()?;
        } else if line == "MAPPED_LIBRARIES:" {
            self.is_in_maps = true;
        } else if self.is_in_maps {
            self.modules.extend(mapping(line));
        } else if let Some(stack) = line.strip_prefix("@ ") {
            let stack: Option<Vec<u64>> =
                stack.split_whitespace().map(address).collect();
            self.samples.push((stack?, [0; 4]));
            self.is_open = true;
        } else if let Some(counts) = line.strip_prefix("t*: ") {
            let counts = counts.replace(['[', ']', ':'], " ");
            let counts: Option<Vec<u64>> = counts
                .split_whitespace()
                .map(|count| count.parse().ok())
                .collect();
            let counts: [u64; 4] = counts?.try_into().ok()?;
            self.has_allocated |= counts[2] > 0;
            if self.is_open {
                self.samples.last_mut()?.1 = counts;
                self.is_open = false;
            }
        }
        Some(())
    }

    fn profile(self) -> Result<Profile, Error> {
        let mut known: BTreeMap<u64, u32> = BTreeMap::new();
        let (mut frames, mut stacks) = (Vec::new(), Vec::new());
        let mut points = Vec::new();
        for (stack, [blocks, bytes, all_blocks, all_bytes]) in &self.samples {
            let start = stacks.len();
            for &address in stack {
                let next = frames.len() as u32;
                let frame = *known.entry(address).or_insert(next);
                if frame == next {
                    frames.push(self.frame(address));
                }
                stacks.push(frame);
            }
            if stacks.len() == start {
                return Err(Error::contradiction("a stack", "it is empty"));
            }
            let mut point = Point::at(start..stacks.len());
            let (blocks, bytes) = self.scaled(*blocks, *bytes);
            point.set(Field::EndBlocks, blocks);
            point.set(Field::EndBytes, bytes);
            let (blocks, bytes) = self.scaled(*all_blocks, *all_bytes);
            point.set(Field::Blocks, blocks);
            point.set(Field::Bytes, bytes);
            points.push(point);
        }
        let live = [Field::EndBytes, Field::EndBlocks];
        let all = [Field::Bytes, Field::Blocks];
        let all = all.into_iter().filter(|_| self.has_allocated);
        let fields = live.into_iter().chain(all).collect::<Fields>();
        let (marks, extra, meta) = (None, BTreeMap::new(), self.meta());
        let modules = self.modules;
        Parts { meta, frames, stacks, points, fields, marks, extra, modules }
            .profile()
    }

    /// The amounts that a sample stands for: an allocation was taken with a
    /// probability that grows with its size, as jeprof has it.
    fn scaled(&self, blocks: u64, bytes: u64) -> (u64, u64) {
        if blocks == 0 || self.rate <= 1 {
            return (blocks, bytes);
        }
        let average = bytes as f64 / blocks as f64;
        let part = 1.0 - (-average / self.rate as f64).exp();
        let scaled = |value: u64| (value as f64 / part) as u64;
        (scaled(blocks), scaled(bytes))
    }

    fn frame(&self, address: u64) -> Frame {
        let has = |of: &&LoadedFile| of.addresses.contains(&address);
        let place = self
            .modules
            .iter()
            .find(has)
            .map_or_else(String::new, |of| format!(" (in {})", of.path));
        Frame::parse(&format!("0x{address:x}: ???{place}"))
    }

    fn meta(&self) -> Meta {
        // The program is what is mapped first.
        let program = self.modules.first();
        Meta {
            mode: Mode::Heap,
            mode_text: "heap".to_owned(),
            verb: "Allocated".to_owned(),
            units: None,
            time_unit: "unknown".to_owned(),
            million_time_units: "unknown".to_owned(),
            short_lived: None,
            command: program.map(|of| of.path.clone()).unwrap_or_default(),
            pid: 0,
            time_of_peak: None,
            time_of_end: 0,
        }
    }
}

/// A line of `/proc/PID/maps` that has a file.
fn mapping(line: &str) -> Option<LoadedFile> {
    let mut words = line.split_whitespace();
    let (start, end) = words.next()?.split_once('-')?;
    let offset = words.nth(1)?;
    let path = words.nth(2)?.to_owned();
    let number = |text| u64::from_str_radix(text, 16).ok();
    let addresses = number(start)?..number(end)?;
    let offset = number(offset)?;
    Some(LoadedFile { path, addresses, offset, build_id: None })
}

fn address(text: &str) -> Option<u64> {
    u64::from_str_radix(text.strip_prefix("0x")?, 16).ok()
}
