//! The heap as regions, and spans and what is between them as pieces.

use super::find::Globals;
use super::objects::{ObjectUse, SpanObjects};
use super::span::{SpanRecord, SpanState};
use super::spans::Spans;
use crate::{
    Check, Holder, Piece, Refusal, Region, Remedy, Sink, Span, Target, Use,
    Walked,
};

/// Hands to a sink what was walked.
pub(super) struct SpanEmitter<'a> {
    target: &'a Target<'a>,
    globals: &'a Globals,
    spans: &'a Spans,
    sink: &'a mut dyn Sink,
    /// Objects that are allocated, by their bits and as spans count them.
    allocated: u64,
    counted: u64,
    /// Spans of which the two differ, by one: a thread is at it.
    in_flight: u64,
    /// Bytes of objects of which some were found dead, and not which.
    uncertain: u64,
}

impl<'a> SpanEmitter<'a> {
    pub(super) fn new(
        target: &'a Target<'a>,
        globals: &'a Globals,
        spans: &'a Spans,
        sink: &'a mut dyn Sink,
    ) -> SpanEmitter<'a> {
        let (allocated, counted, in_flight, uncertain) = (0, 0, 0, 0);
        SpanEmitter {
            target,
            globals,
            spans,
            sink,
            allocated,
            counted,
            in_flight,
            uncertain,
        }
    }

    /// Shows what is in each of `regions`, which hold every span that is no
    /// stack.
    pub(super) fn all(mut self, regions: &[Span]) -> Result<Walked, Refusal> {
        let records = self.spans.all.iter().filter(|of| !of.is_stack());
        let mut records = records.copied().peekable();
        for region in regions {
            let name = "arena".to_owned();
            self.sink.region(&Region { span: region.clone(), name });
            let mut at = region.start;
            while let Some(record) =
                records.next_if(|of| of.span().end <= region.end)
            {
                if record.start < at {
                    return Err(misplaced(&record));
                }
                self.free_pages(at..record.start);
                self.span(&record)?;
                at = record.span().end;
            }
            self.free_pages(at..region.end);
        }
        match records.next() {
            Some(record) => Err(misplaced(&record)),
            None => self.walked(),
        }
    }

    fn free_pages(&mut self, pages: Span) {
        if pages.start < pages.end {
            self.piece(pages.start, pages.end, Use::Free);
            self.sink.returns(Remedy::FreeOsMemory, &pages);
        }
    }

    fn span(&mut self, record: &SpanRecord) -> Result<(), Refusal> {
        let span = record.span();
        if record.state == SpanState::Manual {
            self.piece(span.start, span.end, Use::Metadata);
            return Ok(());
        }
        let (memory, globals) = (self.target.memory, self.globals);
        let objects = SpanObjects::read(memory, record, self.spans, globals)?;
        self.count(record, &objects)?;
        let mut at = span.start;
        let is_run = |one: &ObjectUse, next: &ObjectUse| {
            *one == ObjectUse::Free && one == next
        };
        for run in objects.all.chunk_by(is_run) {
            let end = at + run.len() as u64 * record.size;
            let use_ = match run[0] {
                ObjectUse::Live => Use::Live { header: 0 },
                ObjectUse::Unswept => Use::Held(Holder::Unswept),
                ObjectUse::Free => Use::Free,
            };
            self.piece(at, end, use_);
            at = end;
        }
        self.piece(at, span.end, Use::Free);
        Ok(())
    }

    fn count(
        &mut self,
        record: &SpanRecord,
        objects: &SpanObjects,
    ) -> Result<(), Refusal> {
        self.allocated += objects.allocated;
        self.counted += record.count;
        if objects.is_uncertain {
            self.uncertain += record.count * record.size;
        }
        match objects.allocated.abs_diff(record.count) {
            0 => Ok(()),
            1 => {
                self.in_flight += 1;
                Ok(())
            }
            _ => Err(Refusal::inconsistent(format!(
                "the span at {:#x} has {} objects by its bits, and {} by its \
                 count",
                record.start, objects.allocated, record.count
            ))),
        }
    }

    fn walked(&self) -> Result<Walked, Refusal> {
        let what = "objects of all spans".to_owned();
        let (walked, told) = (self.allocated, self.counted);
        let threads = self.target.threads.len().max(1) as u64;
        if self.in_flight > threads {
            return Err(Refusal::Disagrees { what, walked, told });
        }
        let check = Check { what, walked, told };
        // Where something is in flight the two differ by it.
        let checks = Vec::from_iter((self.in_flight == 0).then_some(check));
        Ok(Walked { checks, notes: self.notes() })
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            "objects that died since the last collection of garbage are live \
             until the next, to Go's own statistics too"
                .to_owned(),
            format!(
                "stacks of goroutines have {} bytes; they, and what the \
                 runtime keeps beside its arenas, are shown as memory of the \
                 program",
                self.spans.stacks()
            ),
        ];
        if self.uncertain > 0 {
            notes.push(format!(
                "{} bytes of objects wait to be swept: some of them are dead, \
                 which is not told before",
                self.uncertain
            ));
        }
        if self.in_flight > 0 {
            notes.push(format!(
                "at work: {} objects were being allocated",
                self.in_flight
            ));
        }
        notes
    }

    fn piece(&mut self, start: u64, end: u64, use_: Use) {
        if start < end {
            let size = end - start;
            self.sink.piece(&Piece { address: start, size, use_ });
        }
    }
}

fn misplaced(record: &SpanRecord) -> Refusal {
    Refusal::inconsistent(format!(
        "the span at {:#x} is not in its arenas",
        record.start
    ))
}
