//! What a record says, as a page map.

use std::io::Read;

use flate2::bufread::DeflateDecoder;

use super::fields::RecordFields;
use crate::pages::format::{
    self, NUMBER_MAX, PAGES_MAX, SPANS_MAX, contradiction, holder,
};
use crate::pages::{
    HeapPages, PageHolder, PageSlot, PageSpan, PageUse, PagesError,
};

/// The map that follows a phase's name. It takes its memory from `room`.
pub(super) fn map(
    mut fields: RecordFields<'_>,
    room: &mut u64,
) -> Result<HeapPages, PagesError> {
    let page_size = fields.number("the size of a page")?;
    let count = fields.at_most(PageUse::SLOTS as u64, "the number of slots")?;
    let slots: Result<_, _> = (0..count).map(|_| slot(&mut fields)).collect();
    let slots = slots?;
    let spans = fields.at_most(SPANS_MAX, "the number of spans")?;
    let pages = fields.at_most(PAGES_MAX, "the number of pages")?;
    let taken = pages + spans * size_of::<PageSpan>() as u64;
    *room = room.checked_sub(taken).ok_or_else(|| {
        fields.malformed(format!(
            "its maps take more than {} bytes of memory",
            format::MEMORY_MAX
        ))
    })?;
    let plain = unpack(&fields, pages, spans)?;
    let (spans, cells) = places(&plain, spans)
        .ok_or_else(|| fields.malformed("its spans are no numbers".into()))?;
    let cells = cells.iter().copied().map(PageUse::from_bits).collect();
    let map = HeapPages { page_size, slots, spans, pages: cells };
    match contradiction(&map) {
        Some(why) => Err(fields.malformed(why)),
        None => Ok(map),
    }
}

fn slot(fields: &mut RecordFields<'_>) -> Result<PageSlot, PagesError> {
    const LAST: u64 = holder::CONTAINERS;
    let holder = match fields.at_most(LAST, "the holder of a slot")? {
        holder::NOBODY => PageHolder::Nobody,
        holder::ALLOCATOR => PageHolder::Allocator,
        holder::OTHER => PageHolder::Other,
        holder::CONTAINER => PageHolder::Container(
            fields.text("the name of a container")?.into(),
        ),
        _ => PageHolder::Containers,
    };
    let live = fields.number("the live bytes of a slot")?;
    let payload = fields.number("the payload of a slot")?;
    Ok(PageSlot { holder, live, payload })
}

/// What is packed. Of a stream that holds more than it may, only so much is
/// unpacked as shows that.
fn unpack(
    fields: &RecordFields<'_>,
    pages: u64,
    spans: u64,
) -> Result<Vec<u8>, PagesError> {
    let most = pages + spans * 2 * NUMBER_MAX as u64;
    let mut stream = DeflateDecoder::new(fields.rest());
    let mut plain = Vec::new();
    (&mut stream).take(most + 1).read_to_end(&mut plain).map_err(|error| {
        fields.malformed(format!("its cells cannot be unpacked: {error}"))
    })?;
    if plain.len() as u64 > most {
        let what = format!("it holds more than {pages} pages");
        return Err(fields.malformed(what));
    }
    match fields.rest().len() as u64 - stream.total_in() {
        0 => Ok(plain),
        left => Err(fields.malformed(format!("{left} bytes too many"))),
    }
}

/// The spans, and what comes behind them.
fn places(mut plain: &[u8], count: u64) -> Option<(Vec<PageSpan>, &[u8])> {
    let mut next = || {
        let (number, len) = format::number(plain)?;
        plain = &plain[len..];
        Some(number)
    };
    let (mut spans, mut end) = (Vec::new(), 0u64);
    for _ in 0..count {
        let first = end.checked_add(next()?)?;
        let count = next()?;
        end = first.checked_add(count)?;
        spans.push(PageSpan { first, count });
    }
    Some((spans, plain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::write_record;

    #[test]
    fn maps_together_take_no_more_memory_than_there_is_room() {
        let spans = vec![PageSpan { first: 1, count: 100 }];
        let cells = vec![PageUse::default(); 100];
        let slots =
            vec![PageSlot { holder: PageHolder::Nobody, live: 0, payload: 0 }];
        let one = HeapPages { page_size: 4096, slots, spans, pages: cells };
        let mut bytes = Vec::new();
        write_record(0, "", &one, &mut bytes).unwrap();
        // What stands before the size of a page.
        let body = &bytes[3..];
        let mut room = 200;
        let map = |room: &mut u64| map(RecordFields::new(body, 3), room);
        assert_eq!(map(&mut room).unwrap(), one);
        assert_eq!(room, 200 - 100 - 16);
        let error = map(&mut room).unwrap_err().to_string();
        assert!(error.contains("bytes of memory"), "{error}");
    }
}
