//! From what a file has to a profile that keeps its promises.

use super::file::{File, FrameTable, VERSION};
use super::points::Points;
use super::wire::Head;
use crate::error::Error;
use crate::model::{
    Excess, Field, Fields, Frame, MARKS_SCHEMA, Marks, Meta, Mode, OF_ACCESSES,
    OF_LIVES, Profile, Units,
};
use crate::read::built::Parts;

/// The profile of `file`, if nothing in it contradicts the rest.
pub(super) fn profile(file: File) -> Result<Profile, Error> {
    let File { head, points, frames, marks, extra } = file;
    version(head.version)?;
    schema(marks.as_ref())?;
    let has_lives = required("bklt", head.bklt)?;
    let has_accesses = required("bkacc", head.bkacc)?;
    let meta = meta(head, has_lives)?;
    let points = required("pps", points)?;
    let FrameTable(frames) = required("ftbl", frames)?;
    let fields = fields(&points, has_lives, has_accesses)?;
    check_stacks(&points, &frames)?;
    check_amounts(&points, fields)?;
    let Points { points, stacks, .. } = points;
    let modules = Vec::new();
    Parts { meta, frames, stacks, points, fields, marks, extra, modules }
        .profile()
}

/// What the file knows of every point: what it promises, which must be there,
/// and what is there besides.
fn fields(
    points: &Points,
    has_lives: bool,
    has_accesses: bool,
) -> Result<Fields, Error> {
    let lives = OF_LIVES.iter().filter(|_| has_lives);
    let accesses = OF_ACCESSES.iter().filter(|_| has_accesses);
    let promised: Vec<Field> = lives.chain(accesses).copied().collect();
    for &field in &promised {
        if let Some(at) = points.lacking(field) {
            let place = format!("pps[{at}].{}", field.name());
            return Err(Error::contradiction(place, "the field is missing"));
        }
    }
    if !points.points.is_empty() {
        return Ok(points.known());
    }
    // Of no points everything is known that the file promises.
    let times = has_lives.then_some(Field::Lifetimes);
    let always = [Field::Bytes, Field::Blocks];
    Ok(promised.into_iter().chain(always).chain(times).collect())
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

fn check_stacks(points: &Points, frames: &[Frame]) -> Result<(), Error> {
    for (at, point) in points.points.iter().enumerate() {
        let stack = &points.stacks[point.stack()];
        if stack.is_empty() {
            let place = format!("pps[{at}].fs");
            return Err(Error::contradiction(place, "the stack is empty"));
        }
        let is_beyond = |&frame: &u32| frame as usize >= frames.len();
        if let Some(index) = stack.iter().position(is_beyond) {
            return Err(Error::contradiction(
                format!("pps[{at}].fs[{index}]"),
                format!(
                    "frame {} does not exist; the file has {} frames",
                    stack[index],
                    frames.len()
                ),
            ));
        }
    }
    Ok(())
}

/// What was live at any time is no more than all there ever was.
fn check_amounts(points: &Points, known: Fields) -> Result<(), Error> {
    let Some(excess) = Excess::find(&points.points, known) else {
        return Ok(());
    };
    let place = format!("pps[{}].{}", excess.point, excess.part.name());
    Err(Error::contradiction(place, excess.to_string()))
}
