//! Segments that are no segments, one after the other in one process.
#![cfg(target_os = "linux")]

mod segment;
use residue_observer::{Error, Observer};
use residue_segment::{Header, MapState, VERSION};
use segment::{Segment, geometry};
use std::mem::offset_of;

fn attach() -> Result<Observer, Error> {
    Observer::attach(std::process::id())
}

#[test]
fn a_segment_that_makes_no_sense_is_refused() {
    assert!(matches!(attach(), Err(Error::NoSegment { .. })));

    let segment = Segment::new();
    segment.header(offset_of!(Header, version), VERSION + 1);
    let found = attach().unwrap_err();
    let expected = format!("version {}, this", VERSION + 1);
    assert!(found.to_string().contains(&expected), "{found}");
    drop(segment);

    let segment = Segment::new();
    segment.header(offset_of!(Header, pid), 1);
    assert!(matches!(attach(), Err(Error::Detached { tracked: 1, .. })));
    // The own segment is found beside an inherited one.
    let own = Segment::new();
    assert!(attach().is_ok());
    drop((own, segment));

    let segment = Segment::new();
    segment.header(offset_of!(Header, magic), 0);
    assert!(matches!(attach(), Err(Error::Malformed { .. })));
    drop(segment);

    // One that could be shortened would kill its observer.
    let segment = Segment::unsealed();
    let found = attach().unwrap_err().to_string();
    assert!(found.contains("not sealed against shrinking"), "{found}");
    drop(segment);

    let segment = Segment::of_len(4096);
    assert!(matches!(attach(), Err(Error::Io { .. })));
    drop(segment);

    let segment = Segment::of_len(geometry().file_len() - 1);
    let mut observer = attach().unwrap();
    assert!(matches!(observer.snapshot(), Err(Error::Io { .. })));
    drop(segment);

    let segment = Segment::new();
    segment.header(offset_of!(Header, address_bits), 99);
    let mut observer = attach().unwrap();
    assert!(matches!(observer.snapshot(), Err(Error::Malformed { .. })));
    drop(segment);

    // One that is sealed cannot be, between two looks.
    let segment = Segment::new();
    let mut observer = attach().unwrap();
    assert!(observer.snapshot().is_ok());
    assert!(segment.file.set_len(4096).is_err());
    assert!(observer.snapshot().is_ok());
    drop((segment, observer));

    // Counts past the end are cut, and what cannot be is told.
    let segment = Segment::new();
    segment.header(offset_of!(Header, blocks_used), u64::MAX);
    segment.header(offset_of!(Header, containers), u64::MAX);
    segment.header(offset_of!(Header, object_header), u64::MAX);
    segment.header(offset_of!(Header, own_objects), 1 << 40);
    let mut observer = attach().unwrap();
    let seen = observer.snapshot().unwrap();
    assert_eq!(seen.ledger.sum(), i128::from(seen.resident - seen.observer));
    assert_eq!(seen.warnings.len(), 1);

    segment.map_state(MapState::Starting);
    let seen = observer.snapshot().unwrap();
    assert_eq!(seen.ledger.residual, None);
}
