//! All spans of a runtime.

use super::find::Globals;
use super::sizes::PAGE;
use super::span::{SpanRecord, SpanState, damaged};
use crate::{Refusal, Target};

/// All spans that are used for something, in order and apart.
#[derive(Clone, Debug)]
pub(super) struct Spans {
    pub(super) all: Vec<SpanRecord>,
    /// The generation that a span has which is swept.
    pub(super) generation: u32,
}

impl Spans {
    pub(super) fn read(
        target: &Target<'_>,
        globals: &Globals,
    ) -> Result<Spans, Refusal> {
        let memory = target.memory;
        let generation = memory.half(globals.generation())?;
        let list = memory.words(globals.spans, 2)?;
        let (list, len) = (list[0], list[1]);
        if len > target.mapped() / 8 {
            return Err(Refusal::inconsistent("its list of spans is no list"));
        }
        let mut all = Vec::new();
        for address in memory.words(list, len as usize)? {
            let record = SpanRecord::read(memory, address, globals.layout)?;
            if !record.makes_sense() {
                return Err(damaged(address));
            }
            if record.state != SpanState::Dead {
                all.push(record);
            }
        }
        all.sort_by_key(|record| record.start);
        let apart = |two: &[SpanRecord]| two[0].span().end <= two[1].start;
        if !all.windows(2).all(apart) {
            return Err(Refusal::inconsistent("spans overlap"));
        }
        Ok(Spans { all, generation })
    }

    pub(super) fn pages_in_use(&self) -> u64 {
        let in_use = self.all.iter().filter(|of| of.state == SpanState::InUse);
        in_use.map(|record| record.pages).sum()
    }

    /// Bytes of stacks.
    pub(super) fn stacks(&self) -> u64 {
        let stacks = self.all.iter().filter(|record| record.is_stack());
        stacks.map(|record| record.pages * PAGE).sum()
    }
}
