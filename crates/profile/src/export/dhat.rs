//! The profile as Valgrind's viewer reads it.

use std::io::{BufWriter, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::error::Error;
use crate::model::{
    Excess, Field, Figure, Meta, OF_ACCESSES, OF_LIVES, Point, Profile,
};

/// Writes `profile` as a dhat file, with the marks it has and with what else
/// stood at the top of its file.
///
/// What the profile does not know of its points is not written. Refuses one
/// that does not know what was allocated in all, and one of estimates that
/// contradict each other.
pub fn dhat(profile: &Profile, out: &mut impl Write) -> Result<(), Error> {
    // Its readers count on these.
    profile.refuse_unknown(Figure::Total)?;
    profile.refuse_unknown(Figure::TotalBlocks)?;
    refuse_excess(profile)?;
    let mut out = BufWriter::new(out);
    serde_json::to_writer(&mut out, &File(profile))
        .map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}

fn refuse_excess(profile: &Profile) -> Result<(), Error> {
    let Some(excess) = Excess::find(profile.points(), profile.fields) else {
        return Ok(());
    };
    let point = &profile.points()[excess.point];
    let innermost = profile.frame_indices(point).first();
    let frame = innermost.map(|&at| profile.frames()[at as usize].text());
    Err(Error::Estimated {
        field: excess.part.name(),
        place: frame.unwrap_or_default().to_owned(),
        what: excess.to_string(),
    })
}

struct File<'a>(&'a Profile);

impl Serialize for File<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let File(profile) = self;
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("dhatFileVersion", &2)?;
        head(profile, &mut map)?;
        if let Some(marks) = profile.marks() {
            map.serialize_entry("residue", marks)?;
        }
        for (key, value) in profile.extra() {
            map.serialize_entry(key, value)?;
        }
        map.serialize_entry("pps", &Points(profile))?;
        map.serialize_entry("ftbl", &FrameTable(profile))?;
        map.end()
    }
}

fn head<M: SerializeMap>(
    profile: &Profile,
    map: &mut M,
) -> Result<(), M::Error> {
    let meta: &Meta = profile.meta();
    map.serialize_entry("mode", &meta.mode_text)?;
    map.serialize_entry("verb", &meta.verb)?;
    let has_all = |fields: &[Field]| {
        fields.iter().all(|&field| profile.fields.has(field))
    };
    map.serialize_entry("bklt", &has_all(&OF_LIVES))?;
    map.serialize_entry("bkacc", &has_all(&OF_ACCESSES))?;
    if let Some(units) = &meta.units {
        map.serialize_entry("bu", &units.byte)?;
        map.serialize_entry("bsu", &units.bytes)?;
        map.serialize_entry("bksu", &units.blocks)?;
    }
    map.serialize_entry("tu", &meta.time_unit)?;
    map.serialize_entry("Mtu", &meta.million_time_units)?;
    if let Some(limit) = meta.short_lived {
        map.serialize_entry("tuth", &limit)?;
    }
    map.serialize_entry("cmd", &meta.command)?;
    map.serialize_entry("pid", &meta.pid)?;
    if let Some(time) = meta.time_of_peak {
        map.serialize_entry("tg", &time)?;
    }
    map.serialize_entry("te", &meta.time_of_end)
}

/// The frames, as the file had them: addresses and all.
struct FrameTable<'a>(&'a Profile);

impl Serialize for FrameTable<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.frames().iter().map(|frame| frame.text()))
    }
}

/// One point: the fields that are known, its accesses, and its frames.
struct PointEntry<'a> {
    profile: &'a Profile,
    point: &'a Point,
}

impl Serialize for PointEntry<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let PointEntry { profile, point } = self;
        let mut map = to.serialize_map(None)?;
        for field in profile.fields.iter() {
            map.serialize_entry(field.name(), &point.get(field))?;
        }
        if let Some(counts) = profile.access_counts(point) {
            map.serialize_entry("acc", counts)?;
        }
        map.serialize_entry("fs", profile.frame_indices(point))?;
        map.end()
    }
}

/// The points, each stack once.
struct Points<'a>(&'a Profile);

impl Serialize for Points<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let profile = self.0;
        let points = profile.points().iter();
        to.collect_seq(points.map(|point| PointEntry { profile, point }))
    }
}
