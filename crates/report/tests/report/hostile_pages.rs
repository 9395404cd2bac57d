use std::io::Write;

use flate2::{Compression, write::DeflateEncoder};
use residue_report::pages::{PagesError, read};

use crate::pages::file;

fn number(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// A file of one record: figures up to the cells, spans, what is packed.
fn record(
    page_size: u64,
    [slots, spans, pages]: [u64; 3],
    packed: &[u8],
) -> Vec<u8> {
    let mut body = [&number(1)[..], b"x", &number(page_size)].concat();
    body.extend(number(slots));
    for _ in 0..slots.min(9) {
        body.extend([2, 0, 0]);
    }
    body.extend([number(spans), number(pages)].concat());
    body.extend(packed);
    [file(&[]), number(0), number(body.len() as u64), body].concat()
}

fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn refusal(bytes: &[u8]) -> String {
    match read(bytes).unwrap_err() {
        error @ PagesError::Malformed { .. } => error.to_string(),
        error => panic!("{error}"),
    }
}

#[test]
fn the_control_of_the_hostile_records_is_read() {
    let bytes = record(4096, [1, 1, 2], &pack(&[5, 2, 0, 31]));
    assert!(read(bytes.as_slice()).unwrap().get(0, "x").is_some());
}

#[test]
fn hostile_records_are_refused_and_say_where() {
    const LAST: u64 = u64::MAX / 4096;
    let beyond = [number(LAST), number(1), vec![0]].concat();
    let cases: [(Vec<u8>, &str); 13] = [
        (record(4096, [1, 1, 1 << 29], &[]), "number of pages"),
        (record(4096, [1, 1 << 23, 1], &[]), "number of spans"),
        (record(4096, [9, 1, 1], &[]), "number of slots"),
        (record(4095, [1, 1, 1], &pack(&[5, 1, 0])), "pages of 4095"),
        (record(0, [1, 1, 1], &pack(&[5, 1, 0])), "pages of 0"),
        (record(4096, [1, 1, 1], &pack(&[5, 2, 0])), "1 cells for 2"),
        (record(4096, [1, 1, 1], &pack(&[5, 0, 0])), "no pages at page 5"),
        (record(4096, [1, 1, 1], &pack(&[5, 1, 32])), "slot 1 of 1"),
        (record(4096, [1, 2, 2], &pack(&[5, 1, 0, 1, 0, 0])), "touch"),
        (record(4096, [1, 1, 1], &pack(&beyond)), "1 pages from page"),
        (record(4096, [1, 1, 1], &pack(&[0; 99])), "more than 1 pages"),
        (record(4096, [1, 1, 1], &[7, 7, 7, 7]), "cannot be unpacked"),
        (
            record(4096, [1, 1, 1], &[pack(&[5, 1, 0]), vec![0]].concat()),
            "1 bytes too many",
        ),
    ];
    for (bytes, expected) in cases {
        let said = refusal(&bytes);
        assert!(said.contains(expected), "{expected}: {said}");
        assert!(said.contains("at byte ") && said.contains("delete"), "{said}");
    }
}

#[test]
fn a_stream_that_unpacks_to_more_than_it_says_is_left_at_that() {
    let block = pack(&vec![0; 1 << 20]);
    let said = refusal(&record(4096, [1, 1, 1000], &block));
    assert!(said.contains("more than 1000 pages"), "{said}");
}

#[test]
fn a_length_that_nothing_follows_is_a_cut_and_takes_no_memory() {
    let bytes = [file(&[]), number(0), number(u64::MAX)].concat();
    let error = read(bytes.as_slice()).unwrap_err();
    let at = file(&[]).len() as u64;
    assert!(
        matches!(error, PagesError::Cut { record, .. } if record == at),
        "{error}"
    );
}
