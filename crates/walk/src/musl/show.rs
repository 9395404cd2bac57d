//! Groups and areas as regions, and what is in their slots as pieces.

use super::areas::RecordAreas;
use super::group::{IN_BAND, SlotGroup};
use super::slot::{self, SlotUse};
use crate::{Piece, Refusal, Region, Sink, Span, Target, Use};
use std::collections::BTreeMap;

/// Groups lie in slots of groups, which have larger ones: fewer deep than
/// there are classes.
const DEPTH_MAX: usize = super::group::CLASSES;

/// Shows a sink what was walked.
pub(super) struct SlotEmitter<'a> {
    target: &'a Target<'a>,
    sink: &'a mut dyn Sink,
    /// Groups that are shown as regions, in order.
    outer: Vec<SlotGroup>,
    /// Those that lie in a slot of another, by address; none that was shown.
    inner: BTreeMap<u64, SlotGroup>,
    /// Slots in which a thread stands.
    in_flight: u64,
}

impl<'a> SlotEmitter<'a> {
    pub(super) fn new(
        target: &'a Target<'a>,
        groups: &[SlotGroup],
        sink: &'a mut dyn Sink,
    ) -> Result<SlotEmitter<'a>, Refusal> {
        let is_outer = |g: &&SlotGroup| g.mapped > 0 || g.is_donated();
        let mut outer: Vec<_> =
            groups.iter().filter(is_outer).copied().collect();
        outer.sort_by_key(|group| group.start);
        let apart = |pair: &[SlotGroup]| pair[0].span().end <= pair[1].start;
        if !outer.windows(2).all(apart) {
            return Err(Refusal::inconsistent("groups overlap"));
        }
        for group in &outer {
            let last = target.mapping_at(group.span().end - 1);
            let is_in = |map: &crate::Mapping| {
                map.span.start <= group.start && map.private && map.writable
            };
            // Mappings that touch are one to the kernel; what malloc mapped
            // at once is in one, but for a library's.
            if !last.is_some_and(is_in) {
                return Err(Refusal::inconsistent(format!(
                    "the group at {:#x} is not in memory of one mapping",
                    group.start
                )));
            }
        }
        let inner = groups.iter().filter(|group| !is_outer(group));
        let inner = inner.map(|group| (group.start, *group)).collect();
        Ok(SlotEmitter { target, sink, outer, inner, in_flight: 0 })
    }

    /// Shows everything; gives back what the reader should know.
    pub(super) fn all(
        mut self,
        areas: &RecordAreas,
    ) -> Result<Vec<String>, Refusal> {
        for span in areas.spans() {
            self.region(&span, "records");
            self.piece(span.start, span.end, Use::Metadata);
        }
        for group in std::mem::take(&mut self.outer) {
            let name = match (group.mapped > 0, group.slots()) {
                (false, _) => "gap of a library",
                (true, 1) => "mapped object",
                (true, _) => "group",
            };
            self.region(&group.span(), name);
            let end = self.group(&group, group.start, DEPTH_MAX)?;
            self.piece(end, end + IN_BAND, Use::Metadata);
            self.piece(end + IN_BAND, group.span().end, Use::Free);
        }
        if let Some(at) = self.inner.keys().next() {
            return Err(Refusal::inconsistent(format!(
                "the group at {at:#x} is in no slot"
            )));
        }
        let threads = self.target.threads.len().max(1) as u64;
        match self.in_flight {
            0 => Ok(Vec::new()),
            some if some > threads => Err(Refusal::inconsistent(format!(
                "{some} objects are neither live nor free"
            ))),
            some => Ok(vec![format!(
                "at work: {some} objects were being allocated or freed, and \
                 are shown as live"
            )]),
        }
    }

    fn region(&mut self, span: &Span, name: &str) {
        let name = name.to_owned();
        self.sink.region(&Region { span: span.clone(), name });
    }

    /// Shows a group from its header on, which is at `from`, and returns where
    /// its last slot ends.
    fn group(
        &mut self,
        group: &SlotGroup,
        from: u64,
        depth: usize,
    ) -> Result<u64, Refusal> {
        let mut at = group.slot(0) - IN_BAND;
        self.piece(from, at, Use::Metadata);
        for index in 0..group.slots() {
            let next = group.slot(index) + group.stride() - IN_BAND;
            self.slot(group, index, at..next, depth)?;
            at = next;
        }
        Ok(at)
    }

    fn slot(
        &mut self,
        group: &SlotGroup,
        index: u64,
        span: Span,
        depth: usize,
    ) -> Result<(), Refusal> {
        if group.is_free(index) {
            self.piece(span.start, span.end, Use::Free);
            return Ok(());
        }
        match slot::read(self.target.memory, group, index)? {
            SlotUse::Object { address, size, first } => {
                let (front, end) = (address - IN_BAND, address + size);
                self.piece(span.start, front, Use::Rounding);
                self.piece(front, end, Use::Live { header: IN_BAND });
                self.sink.begins(first);
                self.piece(end, span.end, Use::Rounding);
            }
            SlotUse::Group(address) => {
                let inner = self.inner.remove(&address);
                // Its last bytes are the next slot's.
                let fits =
                    |inner: &SlotGroup| inner.span().end - IN_BAND <= span.end;
                let inner = inner.filter(fits);
                let (Some(inner), Some(depth)) = (inner, depth.checked_sub(1))
                else {
                    return Err(Refusal::inconsistent(format!(
                        "the slot at {address:#x} holds no group"
                    )));
                };
                self.piece(span.start, address, Use::Metadata);
                let end = self.group(&inner, address, depth)?;
                self.piece(end, span.end, Use::Free);
            }
            SlotUse::InFlight => {
                self.in_flight += 1;
                let header = IN_BAND;
                self.piece(span.start, span.end, Use::Live { header });
                self.sink.begins(0);
            }
        }
        Ok(())
    }

    fn piece(&mut self, start: u64, end: u64, use_: Use) {
        if start < end {
            let size = end - start;
            self.sink.piece(&Piece { address: start, size, use_ });
        }
    }
}
