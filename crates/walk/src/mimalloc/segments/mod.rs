//! mimalloc 2: memory in segments, which begin at multiples of 32 MiB and
//! show by themselves what they are.
//!
//! A segment begins with an array of its slices of 64 KiB: each is the first
//! of a page, which has blocks of one size, or of a span that is free. A
//! segment that went back to mimalloc keeps its array until it is purged.
//! What mimalloc keeps of threads and arenas beside is some KiB each; it
//! stands for itself, as the mapping that it is in.

mod delayed;
mod find;
mod layout;
mod segment;

pub(super) use find::find;
pub(super) use layout::SegmentLayout;

use super::is_encoded;
use super::page::Page;
use super::show::PageEmitter;
use crate::{
    Check, Mapping, Memory, Refusal, Region, Remedy, Sink, Target, Use, Walked,
};
use segment::{SliceRun, SlicedSegment};

/// Shows every segment of the process.
pub(super) fn walk(
    memory: &dyn Memory,
    target: &Target<'_>,
    layout: SegmentLayout,
    sink: &mut dyn Sink,
) -> Result<Walked, Refusal> {
    let segments = segment::all(memory, target, layout)?;
    let pages: Vec<Page> =
        segments.iter().flat_map(SlicedSegment::pages).copied().collect();
    let encoded = is_encoded(memory, &pages);
    let delayed = delayed::all(memory, &segments, encoded)?;
    let mut emitter = PageEmitter::new(memory, sink, encoded, delayed);
    for segment in &segments {
        let last = target.mapping_at(segment.span.end - 1);
        if !last.is_some_and(Mapping::is_anonymous) {
            return Err(Refusal::inconsistent(format!(
                "the segment at {:#x} ends where nothing is mapped",
                segment.span.start
            )));
        }
        show(&mut emitter, segment)?;
    }
    let of_segments = segments.iter().map(|segment| segment.used);
    let (walked, told) = (pages.len() as u64, of_segments.sum());
    let what = "pages in use of all segments".to_owned();
    let told_blocks = pages.iter().map(|page| page.used).sum();
    let mut walked_all = emitter.walked(told_blocks)?;
    walked_all.checks.push(Check { what, walked, told });
    Ok(walked_all)
}

fn show(
    emitter: &mut PageEmitter<'_>,
    segment: &SlicedSegment,
) -> Result<(), Refusal> {
    let name = match segment.is_free {
        true => "free segment",
        false => "segment",
    };
    let (span, name) = (segment.span.clone(), name.to_owned());
    emitter.sink.region(&Region { span: span.clone(), name });
    if segment.is_free {
        emitter.piece(span.start, span.end, Use::Free);
        emitter.sink.returns(Remedy::Collect, &span);
        return Ok(());
    }
    for slices in &segment.slices {
        match slices {
            SliceRun::Page(page, span) => emitter.page(page, span)?,
            SliceRun::Free(span) => {
                emitter.piece(span.start, span.end, Use::Free);
                emitter.sink.returns(Remedy::Collect, span);
            }
            SliceRun::Own(span) => {
                emitter.piece(span.start, span.end, Use::Metadata);
            }
        }
    }
    Ok(())
}
