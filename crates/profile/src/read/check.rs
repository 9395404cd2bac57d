//! From what a file has to a profile that keeps its promises.

use super::file::{File, VERSION};
use super::wire::{Head, PointEntry};
use crate::error::Error;
use crate::model::{
    Accesses, Figures, Frame, Lives, MARKS_SCHEMA, Marks, Meta, Mode, Point,
    Profile, Units,
};
use crate::text::elided;

/// The profile of `file`, if nothing in it contradicts the rest.
pub(super) fn profile(file: File) -> Result<Profile, Error> {
    let File { head, points, frames, marks, extra } = file;
    version(head.version)?;
    schema(marks.as_ref())?;
    let has_lives = required("bklt", head.bklt)?;
    let has_accesses = required("bkacc", head.bkacc)?;
    let meta = meta(head, has_lives)?;
    let entries = required("pps", points)?;
    let frames = required("ftbl", frames)?;
    let lengths = entries.iter().map(|entry| entry.fs.len());
    let mut stacks = Vec::with_capacity(lengths.sum());
    let mut points = Vec::with_capacity(entries.len());
    let has_lifetimes =
        has_lives && entries.iter().all(|entry| entry.tl.is_some());
    let part = Part { has_lives, has_accesses, frames: frames.len() };
    for (at, entry) in entries.into_iter().enumerate() {
        points.push(part.point(at, entry, &mut stacks)?);
    }
    let mut profile = Profile {
        meta,
        frames: frames.iter().map(|text| Frame::parse(text)).collect(),
        stacks,
        points,
        sums: Figures::default(),
        has_lives,
        has_lifetimes,
        has_accesses,
        marks,
        extra,
    };
    profile.settle_origins();
    profile.sums = sums(&profile)?;
    Ok(profile)
}

fn version(found: Option<u64>) -> Result<(), Error> {
    match required("dhatFileVersion", found)? {
        VERSION => Ok(()),
        found => Err(Error::Version { found, known: VERSION }),
    }
}

fn schema(marks: Option<&Marks>) -> Result<(), Error> {
    match marks {
        Some(Marks { schema, .. }) if schema != MARKS_SCHEMA => {
            let found = schema.clone();
            Err(Error::Schema { found, known: MARKS_SCHEMA })
        }
        _ => Ok(()),
    }
}

fn required<T>(name: &str, found: Option<T>) -> Result<T, Error> {
    found.ok_or_else(|| Error::contradiction(name, "the field is missing"))
}

fn meta(head: Head, has_lives: bool) -> Result<Meta, Error> {
    let mode_text = required("mode", head.mode)?;
    let end = required("te", head.te)?;
    if has_lives {
        required("tuth", head.tuth)?;
        let peak = required("tg", head.tg)?;
        if peak > end {
            let what = format!("the peak is at {peak}, behind the end {end}");
            return Err(Error::contradiction("tg", what));
        }
    }
    let has_units = head.bu.is_some() || head.bsu.is_some();
    let words = Units::default();
    let units = Units {
        byte: head.bu.unwrap_or(words.byte),
        bytes: head.bsu.unwrap_or(words.bytes),
        blocks: head.bksu.clone().unwrap_or(words.blocks),
    };
    Ok(Meta {
        mode: Mode::from_name(&mode_text),
        mode_text,
        verb: required("verb", head.verb)?,
        units: (has_units || head.bksu.is_some()).then_some(units),
        time_unit: required("tu", head.tu)?,
        million_time_units: required("Mtu", head.mtu)?,
        short_lived: head.tuth,
        command: required("cmd", head.cmd)?,
        pid: required("pid", head.pid)?,
        time_of_peak: head.tg.filter(|_| has_lives),
        time_of_end: end,
    })
}

/// What every point of a file must have.
struct Part {
    has_lives: bool,
    has_accesses: bool,
    frames: usize,
}

impl Part {
    fn point(
        &self,
        at: usize,
        entry: PointEntry,
        stacks: &mut Vec<u32>,
    ) -> Result<Point, Error> {
        self.check_stack(at, &entry.fs)?;
        let lives = self.lives(at, &entry)?;
        let accesses = self.accesses(at, &entry)?;
        let start = stacks.len();
        stacks.extend_from_slice(&entry.fs);
        Ok(Point {
            bytes: entry.tb,
            blocks: entry.tbk,
            lives,
            accesses: accesses.map(|of| Accesses { counts: entry.acc, ..of }),
            stack: start..stacks.len(),
        })
    }

    fn check_stack(&self, at: usize, stack: &[u32]) -> Result<(), Error> {
        if stack.is_empty() {
            let place = format!("pps[{at}].fs");
            return Err(Error::contradiction(place, "the stack is empty"));
        }
        let is_beyond = |&frame: &u32| frame as usize >= self.frames;
        match stack.iter().position(is_beyond) {
            None => Ok(()),
            Some(index) => Err(Error::contradiction(
                format!("pps[{at}].fs[{index}]"),
                format!(
                    "frame {} does not exist; the file has {} frames",
                    stack[index], self.frames
                ),
            )),
        }
    }

    fn lives(
        &self,
        at: usize,
        entry: &PointEntry,
    ) -> Result<Option<Lives>, Error> {
        if !self.has_lives {
            return Ok(None);
        }
        let known = |name: &str, value: Option<u64>| {
            required(&format!("pps[{at}].{name}"), value)
        };
        let lives = Lives {
            lifetimes: entry.tl,
            max_bytes: known("mb", entry.mb)?,
            max_blocks: known("mbk", entry.mbk)?,
            peak_bytes: known("gb", entry.gb)?,
            peak_blocks: known("gbk", entry.gbk)?,
            end_bytes: known("eb", entry.eb)?,
            end_blocks: known("ebk", entry.ebk)?,
        };
        for (name, value, total, most) in [
            ("mb", lives.max_bytes, "tb", entry.tb),
            ("mbk", lives.max_blocks, "tbk", entry.tbk),
            ("gb", lives.peak_bytes, "tb", entry.tb),
            ("gbk", lives.peak_blocks, "tbk", entry.tbk),
            ("eb", lives.end_bytes, "tb", entry.tb),
            ("ebk", lives.end_blocks, "tbk", entry.tbk),
        ] {
            if value > most {
                let what = format!("{value} is more than {total}, {most}");
                let place = format!("pps[{at}].{name}");
                return Err(Error::contradiction(place, what));
            }
        }
        Ok(Some(lives))
    }

    fn accesses(
        &self,
        at: usize,
        entry: &PointEntry,
    ) -> Result<Option<Accesses>, Error> {
        if !self.has_accesses {
            return Ok(None);
        }
        Ok(Some(Accesses {
            reads: required(&format!("pps[{at}].rb"), entry.rb)?,
            writes: required(&format!("pps[{at}].wb"), entry.wb)?,
            counts: None,
        }))
    }
}

/// The sums of all figures, each of which must fit.
fn sums(profile: &Profile) -> Result<Figures, Error> {
    let mut sums = Figures::nothing(profile);
    for figure in profile.known() {
        let mut sum = 0_u64;
        for (at, point) in profile.points.iter().enumerate() {
            let part = figure.of(profile, point).unwrap_or(0);
            sum = sum.checked_add(part).ok_or_else(|| {
                let what = format!(
                    "the sum of {} over all points is more than {}",
                    elided(figure.title(), 40),
                    u64::MAX
                );
                Error::contradiction(format!("pps[{at}]"), what)
            })?;
        }
        sums.set(figure, sum);
    }
    Ok(sums)
}
