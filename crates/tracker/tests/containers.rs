//! Who owns what was allocated in a named container's scope.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::piece::{Piece, layout};
use common::segment::{Object, Segment};
use residue::{Container, Holding, Tracking, counters};
use residue_segment::OwnerId;
use std::alloc::System;
use std::sync::atomic::Ordering::Relaxed;

static TRACKING: Tracking<System> = Tracking::new(System);
static OUTER: Container = Container::new("outer");
static INNER: Container = Container::new("inner");

fn piece(size: usize) -> Piece {
    Piece::alloc(&TRACKING, layout(size, 1))
}

fn objects() -> Vec<Object> {
    Segment::of_this_process().objects()
}

fn owner(of: &Piece) -> OwnerId {
    let object = objects().into_iter().find(|o| o.address == of.address());
    object.expect("the object is live").owner
}

fn outer() -> OwnerId {
    Segment::of_this_process().owner("outer")
}

fn inner() -> OwnerId {
    Segment::of_this_process().owner("inner")
}

fn free(pieces: impl IntoIterator<Item = Piece>) {
    pieces.into_iter().for_each(|piece| piece.free(&TRACKING));
    assert_eq!(objects(), []);
    assert_eq!(counters().unwrap().live, 0);
}

fn sizes_are_exact_to_the_byte() {
    let pieces: Vec<Piece> = {
        let _scope = OUTER.enter();
        (1..=1100).chain([5001, 1 << 20]).map(piece).collect()
    };
    let mut expected: Vec<Object> =
        pieces.iter().map(|piece| piece.object(outer())).collect();
    expected.sort();
    assert_eq!(objects(), expected);
    free(pieces);
}

/// But for objects of at most 16 bytes: these have no cell but their head.
fn containers_take_no_memory_beside_the_live_map() {
    let segment = Segment::of_this_process();
    let geometry = segment.geometry();
    let owners = geometry.owner_low().offset..geometry.owner_high().end();
    let pages = || segment.extents(owners.clone()).count();
    let _scope = OUTER.enter();
    let sizes = [17, 24, 32, 33, 1000, 5001, 1 << 20];
    free(sizes.iter().flat_map(|size| [piece(*size), piece(*size)]));
    assert_eq!(pages(), 0);
    let smallest = piece(16);
    assert_eq!(owner(&smallest), outer());
    assert_eq!(pages(), 1);
    free([smallest]);
}

fn the_innermost_scope_owns() {
    let before = piece(24);
    let first = OUTER.enter();
    let one = piece(24);
    let second = INNER.enter();
    let two = piece(24);
    let third = OUTER.enter();
    let three = piece(24);
    drop(third);
    let four = piece(24);
    drop(second);
    let five = piece(24);
    drop(first);
    let after = piece(24);
    let pieces = [before, one, two, three, four, five, after];
    let (none, o, i) = (OwnerId::NONE, outer(), inner());
    assert_eq!(pieces.each_ref().map(owner), [none, o, i, o, i, o, none]);
    free(pieces);
}

fn a_scope_is_its_threads_own() {
    let _scope = OUTER.enter();
    let theirs = std::thread::spawn(|| piece(24)).join().unwrap();
    let mine = piece(24);
    assert_eq!([&theirs, &mine].map(owner), [OwnerId::NONE, outer()]);
    free([theirs, mine]);
}

fn a_scope_that_is_forgotten_ends_with_its_thread() {
    let forget = || {
        std::mem::forget(OUTER.enter());
        piece(24)
    };
    let theirs = std::thread::spawn(forget).join().unwrap();
    // This one goes on with the same block of counters.
    let later = std::thread::spawn(|| piece(24)).join().unwrap();
    assert_eq!([&theirs, &later].map(owner), [outer(), OwnerId::NONE]);
    free([theirs, later]);
}

fn an_owner_outlives_reallocation() {
    let small = [(9, 4000), (12, 16), (40, 4000), (4000, 40), (40, 41)];
    for (old, new) in small.into_iter().chain([(1 << 20, 1 << 22)]) {
        let owned = {
            let _scope = OUTER.enter();
            piece(old)
        };
        let outside = owned.resize(&TRACKING, new).unwrap();
        assert_eq!(objects(), [outside.object(outer())]);
        let elsewhere = {
            let _scope = INNER.enter();
            outside.resize(&TRACKING, old).unwrap()
        };
        assert_eq!(objects(), [elsewhere.object(outer())]);
        free([elsewhere]);
    }
}

fn an_object_without_owner_is_adopted_where_it_grows() {
    let plain = piece(40);
    assert_eq!(owner(&plain), OwnerId::NONE);
    let _scope = OUTER.enter();
    let grown = plain.resize(&TRACKING, 400).unwrap();
    assert_eq!(objects(), [grown.object(outer())]);
    free([grown]);
}

fn a_place_freed_and_used_again_has_no_owner_left() {
    let owned = {
        let _scope = OUTER.enter();
        piece(40)
    };
    let address = owned.address();
    free([owned]);
    // Until the allocator gives the same place again.
    let mut pieces = Vec::new();
    while pieces.last().is_none_or(|p: &Piece| p.address() != address) {
        assert!(pieces.len() < 100, "the place was not used again");
        pieces.push(piece(40));
    }
    assert!(pieces.iter().all(|piece| owner(piece) == OwnerId::NONE));
    free(pieces);
}

fn another_thread_may_free() {
    let owned: Vec<Piece> = {
        let _scope = OUTER.enter();
        (0..100).map(|size| piece(size * 31 + 1)).collect()
    };
    std::thread::spawn(|| free(owned)).join().unwrap();
    assert_eq!(objects(), []);
}

fn scopes_that_end_out_of_order_leave_none_behind() {
    let live = counters().unwrap().live;
    assert_eq!(live, 0);
    let first = OUTER.enter();
    let second = INNER.enter();
    drop(first);
    let between = piece(24);
    drop(second);
    // More than any budget, so that all of it is charged anew.
    let after: Vec<Piece> = (0..5000).map(|_| piece(100)).collect();
    assert_eq!(counters().unwrap().live, 24 + 500_000);
    assert_eq!(owner(&between), inner());
    assert!(objects().iter().filter(|o| o.owner == inner()).count() == 1);
    assert!(objects().iter().all(|o| o.owner != outer()));
    free(after.into_iter().chain([between]));
}

fn what_the_program_says_is_kept() {
    let holding = Holding { payload: 1 << 40, elements: 3, capacity: 7 };
    OUTER.hold(holding);
    let segment = Segment::of_this_process();
    let index = usize::from(outer().container().unwrap());
    let said = || {
        let entry = segment.container(index);
        Holding {
            payload: entry.payload.load(Relaxed),
            elements: entry.elements.load(Relaxed),
            capacity: entry.capacity.load(Relaxed),
        }
    };
    assert_eq!(said(), holding);
    OUTER.hold(Holding::default());
    assert_eq!(said(), Holding::default());
}

fn two_handles_of_one_name_stand_beside_each_other() {
    let segment = Segment::of_this_process();
    let named = segment.header().containers.load(Relaxed) as usize;
    let (one, two) = (Container::new("twin"), Container::new("twin"));
    one.hold(Holding { payload: 1, elements: 1, capacity: 1 });
    two.hold(Holding { payload: 2, elements: 2, capacity: 2 });
    let entries = [named, named + 1].map(|index| segment.container(index));
    assert!(entries.iter().all(|entry| entry.name.read() == "twin"));
    assert_eq!(entries.map(|entry| entry.payload.load(Relaxed)), [1, 2]);
    drop(one);
    // A container that is gone holds nothing.
    assert_eq!(entries.map(|entry| entry.payload.load(Relaxed)), [0, 2]);
}

#[test]
fn owners_are_right() {
    // Before the process has allocated anything, a scope does nothing.
    drop(OUTER.enter());
    free([piece(1)]);
    // First, before an object of the smallest needs a page.
    containers_take_no_memory_beside_the_live_map();
    sizes_are_exact_to_the_byte();
    the_innermost_scope_owns();
    a_scope_is_its_threads_own();
    a_scope_that_is_forgotten_ends_with_its_thread();
    an_owner_outlives_reallocation();
    an_object_without_owner_is_adopted_where_it_grows();
    a_place_freed_and_used_again_has_no_owner_left();
    another_thread_may_free();
    scopes_that_end_out_of_order_leave_none_behind();
    what_the_program_says_is_kept();
    two_handles_of_one_name_stand_beside_each_other();
    assert_eq!(Segment::of_this_process().header().uncovered.load(Relaxed), 0);
}
