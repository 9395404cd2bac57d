use proptest::collection::vec;
use proptest::prelude::*;
use residue_report::pages::{
    HeapPages, PageHolder, PageMaps, PageSlot, PageSpan, PageUse, PagesError,
    read, read_of, write_header, write_record,
};

/// A file that the first version wrote.
const FIRST: &[u8] = include_bytes!("../fixtures/pages-1.bin");

fn slot(holder: PageHolder, live: u64, payload: u64) -> PageSlot {
    PageSlot { holder, live, payload }
}

/// What [`FIRST`] holds as phase `filled` of probe 3.
fn sample() -> HeapPages {
    let slots = vec![
        slot(PageHolder::Nobody, 0, 0),
        slot(PageHolder::Allocator, 10, 0),
        slot(PageHolder::Other, 20_000, 0),
        slot(PageHolder::Container("<script>ß".into()), 300_000, 70_000),
        slot(PageHolder::Containers, 4, 1),
    ];
    let spans = vec![
        PageSpan { first: 0x7f00_0000, count: 3 },
        PageSpan { first: 0x7f00_0010, count: 2 },
    ];
    let cells = [(0, 0), (3, 4096), (3, 4095), (2, 1), (4, 0)];
    let cell = |(slot, live)| PageUse::new(slot, live, 4096);
    HeapPages { page_size: 4096, slots, spans, pages: cells.map(cell).to_vec() }
}

pub(crate) fn file(records: &[(usize, &str, HeapPages)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_header(&mut bytes).unwrap();
    for (probe, phase, map) in records {
        write_record(*probe, phase, map, &mut bytes).unwrap();
    }
    bytes
}

/// Maps of any content: holes of any size, cells without a pattern.
fn maps() -> impl Strategy<Value = HeapPages> {
    let spans = vec((1u64..1 << 40, 1usize..90), 0..20);
    let slots =
        vec(("\\PC{0,9}", any::<u64>(), any::<u64>()), 1..=PageUse::SLOTS);
    (12u32..17, slots, spans, any::<u64>()).prop_map(
        |(shift, slots, places, seed)| {
            let mut map =
                HeapPages { page_size: 1 << shift, ..Default::default() };
            let named =
                |(name, live, payload)| slot(holder(name), live, payload);
            map.slots = slots.into_iter().map(named).collect();
            let mut first = 0;
            for (gap, count) in places {
                first += gap;
                map.spans.push(PageSpan { first, count: count as u64 });
                first += count as u64;
            }
            let pages = map.spans.iter().map(|span| span.count).sum();
            map.pages = cells(seed, pages, map.slots.len());
            map
        },
    )
}

fn holder(name: String) -> PageHolder {
    match name.len() {
        0 => PageHolder::Nobody,
        1 => PageHolder::Other,
        2 => PageHolder::Allocator,
        3 => PageHolder::Containers,
        _ => PageHolder::Container(name),
    }
}

/// So many cells of so many slots, as far from a pattern as can be.
fn cells(mut seed: u64, pages: u64, slots: usize) -> Vec<PageUse> {
    let mut random = || {
        seed = seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        seed >> 33
    };
    let cell = |_| {
        let slot = random() as usize % slots;
        // A page that nobody holds has nothing live.
        PageUse::new(slot, if slot == 0 { 0 } else { random() % 4097 }, 4096)
    };
    (0..pages).map(cell).collect()
}

proptest! {
    #[test]
    fn what_is_written_is_read(found in vec(maps(), 0..4)) {
        let mut expected = PageMaps::default();
        let mut bytes = file(&[]);
        for (probe, map) in found.into_iter().enumerate() {
            for phase in ["filled", "drained"] {
                write_record(probe, phase, &map, &mut bytes).unwrap();
                expected.insert(probe, phase.to_owned(), map.clone());
            }
        }
        prop_assert_eq!(read(bytes.as_slice()).unwrap(), expected);
    }

    #[test]
    fn a_file_with_some_bytes_changed_is_read_or_refused(
        map in maps(), changes in vec((any::<usize>(), any::<u8>()), 1..9),
    ) {
        let mut bytes = file(&[(0, "filled", map.clone()), (1, "x", map)]);
        for (place, byte) in changes {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        if let Err(error) = read(bytes.as_slice()) {
            prop_assert!(!matches!(error, PagesError::Io(_)), "{}", error);
        }
    }
}

#[test]
fn the_first_version_is_still_read() {
    let maps = read(FIRST).unwrap();
    assert_eq!(maps.get(3, "filled"), Some(&sample()));
    assert_eq!(
        maps.get(3, "drained"),
        Some(&HeapPages { page_size: 1 << 16, ..HeapPages::default() })
    );
    assert_eq!(maps.get(0, "filled"), None);
}

#[test]
fn a_file_cut_anywhere_but_between_records_is_refused() {
    let (one, two) = (file(&[(3, "filled", sample())]).len(), FIRST.len());
    let header = file(&[]).len();
    for end in (0..two).filter(|end| ![header, one].contains(end)) {
        let error = read(&FIRST[..end]).unwrap_err();
        match error {
            PagesError::NotPages { .. } => assert!(end < header),
            PagesError::Cut { offset, record } => {
                assert_eq!(offset, end as u64);
                let last = if end > one { one } else { header };
                assert_eq!(record, last as u64);
            }
            error => panic!("cut at {end}: {error}"),
        }
    }
}

#[test]
fn what_a_killed_run_leaves_behind_its_last_probe_is_passed_over() {
    let records =
        [(0, "filled", sample()), (1, "filled", sample()), (2, "x", sample())];
    let (one, two) = (file(&records[..1]).len(), file(&records[..2]).len());
    let whole = file(&records);
    for end in one..=whole.len() {
        let maps = read_of(&whole[..end], 1, |_, _| true).unwrap();
        assert!(maps.get(0, "filled").is_some() && maps.get(1, "x").is_none());
        assert_eq!(maps, read(&whole[..one]).unwrap());
    }
    // A probe that the run has must be there whole.
    let cut = read_of(&whole[..two - 1], 2, |_, _| true);
    assert!(matches!(cut, Err(PagesError::Cut { .. })));
    let rest =
        read_of(&whole[..], 3, |probe, phase| probe != 1 && phase != "x");
    assert_eq!(rest.unwrap(), read(&whole[..one]).unwrap());
}

#[test]
fn no_map_takes_more_than_a_byte_a_page() {
    // Pages of which nothing follows from their neighbours, in runs of 100.
    for pages in [400, 4_000, 100_000] {
        let span = |at| PageSpan { first: at * 137, count: 100 };
        let map = HeapPages {
            spans: (0..pages / 100).map(span).collect(),
            slots: vec![slot(PageHolder::Other, 1, 0); PageUse::SLOTS],
            pages: cells(7, pages, PageUse::SLOTS),
            page_size: 4096,
        };
        let len = file(&[(0, "filled", map)]).len() as u64;
        assert!(len <= pages + 100, "{len} bytes for {pages} pages");
        assert!(pages < 4_000 || len <= pages, "{len} for {pages}");
    }
}

#[test]
fn a_heap_as_allocators_leave_it_takes_far_less() {
    let mut map = sample();
    map.spans = vec![PageSpan { first: 1, count: 45_000 }];
    map.pages = vec![PageUse::new(2, 4000, 4096); 45_000];
    assert!(file(&[(0, "filled", map)]).len() < 300);
}

#[test]
fn the_same_phase_twice_is_refused() {
    let one = (0, "filled", sample());
    let bytes = file(&[one.clone(), one]);
    let error = read(bytes.as_slice()).unwrap_err();
    assert!(matches!(error, PagesError::Duplicate { .. }), "{error}");
    let unread = read_of(bytes.as_slice(), 1, |_, _| false);
    assert!(matches!(unread, Err(PagesError::Duplicate { .. })));
}

#[test]
fn other_versions_and_other_files_are_told_apart() {
    for (text, newer) in [
        ("residue.pages/2\nwhatever", true),
        ("residue.pages/999999999999999999999\n", true),
        ("residue.pages/1x\n", false),
        ("residue.pages/1", false),
        ("", false),
        ("{\"schema\": \"residue.run/1\"}\n", false),
    ] {
        let error = read(text.as_bytes()).unwrap_err();
        let found = matches!(error, PagesError::OtherVersion { .. });
        assert_eq!(found, newer, "{text}: {error}");
        assert!(error.to_string().contains("residue.pages/1"), "{error}");
    }
}

#[test]
fn maps_that_no_reader_would_take_are_not_written() {
    let span = |first, count| PageSpan { first, count };
    let unsorted = vec![span(9, 3), span(2, 2)];
    let touching = vec![span(2, 3), span(5, 2)];
    let wrong = [
        HeapPages { spans: unsorted, ..sample() },
        HeapPages { spans: touching, ..sample() },
        HeapPages { pages: Vec::new(), ..sample() },
        HeapPages { slots: Vec::new(), ..sample() },
        HeapPages { page_size: 0, ..sample() },
    ];
    for map in wrong {
        let error = write_record(0, "x", &map, &mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput, "{error}");
    }
    let long = "n".repeat(1 << 17);
    let error = write_record(0, &long, &sample(), &mut Vec::new());
    assert!(error.unwrap_err().to_string().contains("shorten"));
}
