//! Writing page maps.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::format::{self, holder, put_number};
use super::{HeapPages, PageHolder, PageSlot};

/// Writes what a file of page maps begins with.
pub fn write_header(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", format::HEADER)
}

/// Writes the map of the phase of this name, of the run's probe of this
/// index. A map that contradicts itself is refused, since no reader would
/// take it.
pub fn write_record(
    probe: usize,
    phase: &str,
    map: &HeapPages,
    out: &mut impl Write,
) -> io::Result<()> {
    refuse(phase, map)?;
    let body = body(phase, map)?;
    let mut head = Vec::new();
    put_number(probe as u64, &mut head);
    put_number(body.len() as u64, &mut head);
    out.write_all(&head)?;
    out.write_all(&body)
}

fn refuse(phase: &str, map: &HeapPages) -> io::Result<()> {
    let names = map.slots.iter().map(|slot| match &slot.holder {
        PageHolder::Container(name) => name.as_str(),
        _ => "",
    });
    let long = |name: &str| name.len() > format::NAME_MAX;
    let large = map.pages.len() as u64 > format::PAGES_MAX
        || map.spans.len() as u64 > format::SPANS_MAX;
    let why = match format::contradiction(map) {
        Some(why) => why,
        None if large => format!(
            "{} pages in {} spans; at most {} in {} are stored",
            map.pages.len(),
            map.spans.len(),
            format::PAGES_MAX,
            format::SPANS_MAX,
        ),
        None if names.chain([phase]).any(long) => format!(
            "a name of more than {} bytes; shorten it",
            format::NAME_MAX
        ),
        None => return Ok(()),
    };
    let why = format!("cannot store the page map of {phase:.40?}: {why}");
    Err(io::Error::new(io::ErrorKind::InvalidInput, why))
}

fn body(phase: &str, map: &HeapPages) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    put_text(phase, &mut body);
    put_number(map.page_size, &mut body);
    put_number(map.slots.len() as u64, &mut body);
    for slot in &map.slots {
        put_slot(slot, &mut body);
    }
    put_number(map.spans.len() as u64, &mut body);
    put_number(map.pages.len() as u64, &mut body);
    let mut packed = DeflateEncoder::new(body, Compression::default());
    packed.write_all(&plain(map))?;
    packed.finish()
}

fn put_slot(slot: &PageSlot, out: &mut Vec<u8>) {
    let kind = match slot.holder {
        PageHolder::Nobody => holder::NOBODY,
        PageHolder::Allocator => holder::ALLOCATOR,
        PageHolder::Other => holder::OTHER,
        PageHolder::Container(_) => holder::CONTAINER,
        PageHolder::Containers => holder::CONTAINERS,
    };
    put_number(kind, out);
    if let PageHolder::Container(name) = &slot.holder {
        put_text(name, out);
    }
    put_number(slot.live, out);
    put_number(slot.payload, out);
}

fn put_text(text: &str, out: &mut Vec<u8>) {
    put_number(text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

/// What is packed: where the spans lie, then the cells.
fn plain(map: &HeapPages) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut end = 0;
    for span in &map.spans {
        put_number(span.first - end, &mut plain);
        put_number(span.count, &mut plain);
        end = span.first + span.count;
    }
    plain.extend(map.pages.iter().map(|cell| cell.bits()));
    plain
}
