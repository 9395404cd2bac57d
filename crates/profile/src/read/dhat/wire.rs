//! What the file has, as it stands there. The names are the format's.

use serde::Deserialize;

use crate::model::Field;

/// One program point of the file.
#[derive(Deserialize)]
pub(super) struct PointEntry {
    pub(super) tb: u64,
    pub(super) tbk: u64,
    pub(super) tl: Option<u64>,
    pub(super) mb: Option<u64>,
    pub(super) mbk: Option<u64>,
    pub(super) gb: Option<u64>,
    pub(super) gbk: Option<u64>,
    pub(super) eb: Option<u64>,
    pub(super) ebk: Option<u64>,
    pub(super) rb: Option<u64>,
    pub(super) wb: Option<u64>,
    pub(super) acc: Option<Box<[i64]>>,
    pub(super) fs: Box<[u32]>,
}

impl PointEntry {
    /// One of its fields, where the file has it.
    pub(super) fn get(&self, field: Field) -> Option<u64> {
        match field {
            Field::Bytes => Some(self.tb),
            Field::Blocks => Some(self.tbk),
            Field::Lifetimes => self.tl,
            Field::MaxBytes => self.mb,
            Field::MaxBlocks => self.mbk,
            Field::PeakBytes => self.gb,
            Field::PeakBlocks => self.gbk,
            Field::EndBytes => self.eb,
            Field::EndBlocks => self.ebk,
            Field::Reads => self.rb,
            Field::Writes => self.wb,
        }
    }
}

/// What is read once and has one value.
#[derive(Default)]
pub(super) struct Head {
    pub(super) version: Option<u64>,
    pub(super) mode: Option<String>,
    pub(super) verb: Option<String>,
    pub(super) bklt: Option<bool>,
    pub(super) bkacc: Option<bool>,
    pub(super) bu: Option<String>,
    pub(super) bsu: Option<String>,
    pub(super) bksu: Option<String>,
    pub(super) tu: Option<String>,
    pub(super) mtu: Option<String>,
    pub(super) tuth: Option<u64>,
    pub(super) cmd: Option<String>,
    pub(super) pid: Option<u64>,
    pub(super) tg: Option<u64>,
    pub(super) te: Option<u64>,
}
