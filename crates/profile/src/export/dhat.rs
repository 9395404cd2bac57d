//! The profile as Valgrind's viewer reads it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{BufWriter, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::error::Error;
use crate::model::{Accesses, Lives, Meta, Point, Profile};

/// Writes `profile` as a dhat file, with the marks it has and with what else
/// stood at the top of its file.
///
/// Points of one and the same stack, which the viewer refuses, become one:
/// their figures are added, so that the most that was ever live of them is
/// at most what is written.
pub fn dhat(profile: &Profile, out: &mut impl Write) -> Result<(), Error> {
    let mut out = BufWriter::new(out);
    serde_json::to_writer(&mut out, &File(profile))
        .map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
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
        map.serialize_entry("pps", &points(profile))?;
        map.serialize_entry("ftbl", &Table(profile))?;
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
    map.serialize_entry("bklt", &profile.has_lives)?;
    map.serialize_entry("bkacc", &profile.has_accesses)?;
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
struct Table<'a>(&'a Profile);

impl Serialize for Table<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.frames().iter().map(|frame| frame.text()))
    }
}

#[derive(Serialize)]
struct PointEntry<'a> {
    tb: u64,
    tbk: u64,
    #[serde(flatten)]
    lives: Option<LivesEntry>,
    #[serde(flatten)]
    accesses: Option<AccessesEntry<'a>>,
    fs: &'a [u32],
}

#[derive(Serialize)]
struct LivesEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    tl: Option<u64>,
    mb: u64,
    mbk: u64,
    gb: u64,
    gbk: u64,
    eb: u64,
    ebk: u64,
}

#[derive(Serialize)]
struct AccessesEntry<'a> {
    rb: u64,
    wb: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    acc: Option<&'a [i64]>,
}

/// The points of `profile`, each stack once, in the order of the file.
fn points(profile: &Profile) -> Vec<PointEntry<'_>> {
    let mut known: HashMap<&[u32], usize> = HashMap::new();
    let mut entries: Vec<PointEntry<'_>> = Vec::new();
    for point in profile.points() {
        let stack = profile.frame_indices(point);
        match known.entry(stack) {
            Entry::Occupied(at) => entries[*at.get()].add(point),
            Entry::Vacant(place) => {
                place.insert(entries.len());
                entries.push(PointEntry::of(point, stack));
            }
        }
    }
    entries
}

impl<'a> PointEntry<'a> {
    fn of(point: &'a Point, fs: &'a [u32]) -> PointEntry<'a> {
        PointEntry {
            tb: point.bytes,
            tbk: point.blocks,
            lives: point.lives.as_ref().map(LivesEntry::of),
            accesses: point.accesses.as_ref().map(AccessesEntry::of),
            fs,
        }
    }

    /// Adds another point of the same stack. That all sums fit is known.
    fn add(&mut self, point: &'a Point) {
        self.tb += point.bytes;
        self.tbk += point.blocks;
        if let (Some(sum), Some(more)) = (&mut self.lives, &point.lives) {
            sum.add(more);
        }
        if let (Some(sum), Some(more)) = (&mut self.accesses, &point.accesses) {
            sum.rb += more.reads;
            sum.wb += more.writes;
            // Counts of blocks of different points do not go together.
            sum.acc = None;
        }
    }
}

impl LivesEntry {
    fn of(lives: &Lives) -> LivesEntry {
        LivesEntry {
            tl: lives.lifetimes,
            mb: lives.max_bytes,
            mbk: lives.max_blocks,
            gb: lives.peak_bytes,
            gbk: lives.peak_blocks,
            eb: lives.end_bytes,
            ebk: lives.end_blocks,
        }
    }

    fn add(&mut self, more: &Lives) {
        let times = self.tl.zip(more.lifetimes);
        self.tl = times.map(|(sum, part)| sum.saturating_add(part));
        self.mb += more.max_bytes;
        self.mbk += more.max_blocks;
        self.gb += more.peak_bytes;
        self.gbk += more.peak_blocks;
        self.eb += more.end_bytes;
        self.ebk += more.end_blocks;
    }
}

impl AccessesEntry<'_> {
    fn of(accesses: &Accesses) -> AccessesEntry<'_> {
        AccessesEntry {
            rb: accesses.reads,
            wb: accesses.writes,
            acc: accesses.counts.as_deref(),
        }
    }
}
