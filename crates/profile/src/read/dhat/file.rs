//! The top of the file: known fields are read as what they are, all others
//! are kept. Done by hand, because `#[serde(flatten)]` would hold the whole
//! file in memory once more.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{
    Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use super::points::Points;
use super::wire::Head;
use crate::model::{Frame, Marks};

/// The version of the format that is read.
pub(super) const VERSION: u64 = 2;

/// A file as it stands there.
#[derive(Default)]
pub(super) struct File {
    pub(super) head: Head,
    pub(super) points: Option<Points>,
    pub(super) frames: Option<FrameTable>,
    pub(super) marks: Option<Marks>,
    pub(super) extra: BTreeMap<String, Value>,
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<File, D::Error> {
        from.deserialize_map(Top)
    }
}

/// The frames of a file, which become the model's as they are read.
#[derive(Default)]
pub(super) struct FrameTable(pub(super) Vec<Frame>);

impl<'de> Deserialize<'de> for FrameTable {
    fn deserialize<D: Deserializer<'de>>(
        from: D,
    ) -> Result<FrameTable, D::Error> {
        from.deserialize_seq(Texts)
    }
}

struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = FrameTable;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a sequence")
    }

    fn visit_seq<S: SeqAccess<'de>>(
        self,
        mut texts: S,
    ) -> Result<FrameTable, S::Error> {
        let mut frames = Vec::new();
        while let Some(text) = texts.next_element::<String>()? {
            frames.push(Frame::parse(&text));
        }
        Ok(FrameTable(frames))
    }
}

struct Top;

impl<'de> Visitor<'de> for Top {
    type Value = File;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a profile")
    }

    fn visit_map<M: MapAccess<'de>>(
        self,
        mut map: M,
    ) -> Result<File, M::Error> {
        let mut file = File::default();
        while let Some(key) = map.next_key::<String>()? {
            file.field(key, &mut map)?;
        }
        Ok(file)
    }
}

impl File {
    fn field<'de, M: MapAccess<'de>>(
        &mut self,
        key: String,
        map: &mut M,
    ) -> Result<(), M::Error> {
        let head = &mut self.head;
        match key.as_str() {
            "dhatFileVersion" => {
                once("dhatFileVersion", &mut head.version, map)
            }
            "mode" => once("mode", &mut head.mode, map),
            "verb" => once("verb", &mut head.verb, map),
            "bklt" => once("bklt", &mut head.bklt, map),
            "bkacc" => once("bkacc", &mut head.bkacc, map),
            "bu" => once("bu", &mut head.bu, map),
            "bsu" => once("bsu", &mut head.bsu, map),
            "bksu" => once("bksu", &mut head.bksu, map),
            "tu" => once("tu", &mut head.tu, map),
            "Mtu" => once("Mtu", &mut head.mtu, map),
            "tuth" => once("tuth", &mut head.tuth, map),
            "cmd" => once("cmd", &mut head.cmd, map),
            "pid" => once("pid", &mut head.pid, map),
            "tg" => once("tg", &mut head.tg, map),
            "te" => once("te", &mut head.te, map),
            "pps" => once("pps", &mut self.points, map),
            "ftbl" => once("ftbl", &mut self.frames, map),
            "residue" => once("residue", &mut self.marks, map),
            _ => {
                let value = map.next_value()?;
                self.extra.insert(key, value);
                Ok(())
            }
        }
    }
}

fn once<'de, T: Deserialize<'de>, M: MapAccess<'de>>(
    name: &'static str,
    place: &mut Option<T>,
    map: &mut M,
) -> Result<(), M::Error> {
    match place.replace(map.next_value()?) {
        None => Ok(()),
        Some(_) => Err(Error::duplicate_field(name)),
    }
}
