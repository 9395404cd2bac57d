//! Collections that state by themselves how full they are, to the byte.
#![cfg(not(feature = "off"))]

use residue::{Container, InsideContainer, Tracked, Tracking};
use std::alloc::System;
use std::collections::{BTreeMap, HashMap};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

#[global_allocator]
static ALLOCATOR: Tracking<System> = Tracking::new(System);

fn held(name: &str) -> InsideContainer {
    let ledger = residue::ledger().expect("it is tracked");
    let mut all = ledger.containers.into_iter();
    all.find(|of| of.name == name).expect("it has a name")
}

fn filled() -> impl Iterator<Item = (u64, [u8; 128])> {
    (0..1000).map(|id| (id, [7; 128]))
}

#[test]
fn a_map_states_its_payload_and_its_room_to_the_byte() {
    static MAP: Container = Container::new("map");
    let mut map = Tracked::new(&MAP, HashMap::new());
    map.edit().extend(filled());
    let full = held("map");
    assert_eq!((full.payload, full.elements), (Some(1000 * 136), 1000));
    assert_eq!(full.capacity, 1792);
    let table = 2048 * 137 + 16;
    assert_eq!(full.live, Some(table));
    // Without `clear`, which forgets at once where elements were.
    for id in 0..1000 {
        map.edit().remove(&id);
    }
    let drained = held("map");
    assert_eq!((drained.payload, drained.slack), (Some(0), Some(table)));
    map.edit().shrink_to_fit();
    assert_eq!(held("map").live, Some(0));
    assert_eq!(held("map").capacity, 0);
    drop(map);
}

#[test]
fn what_elements_own_is_payload() {
    static BOXES: Container = Container::new("boxes");
    let mut boxes = Tracked::new(&BOXES, Vec::new());
    boxes.edit().reserve_exact(16);
    for _ in 0..10 {
        boxes.edit().push(Box::new([0_u8; 100]));
    }
    let seen = held("boxes");
    assert_eq!((seen.payload, seen.slack), (Some(10 * 108), Some(6 * 8)));
    assert_eq!(boxes.len(), 10);
    boxes.edit().clear();
    assert_eq!(held("boxes").payload, Some(0));
}

#[test]
fn collections_of_one_container_add_up_and_go_with_their_end() {
    static SHARDS: Container = Container::new("shards");
    let shard = || Tracked::new(&SHARDS, Vec::<u64>::new());
    let mut shards = [shard(), shard()];
    for shard in &mut shards {
        shard.edit().reserve_exact(8);
        shard.edit().push(1);
    }
    let [one, other] = shards;
    let both = held("shards");
    assert_eq!((both.elements, both.capacity), (2, 16));
    assert_eq!((both.payload, both.slack), (Some(16), Some(112)));
    drop(one);
    assert_eq!(held("shards").slack, Some(56));
    // What is taken out is no longer stated, and still the container's.
    let inner = other.into_inner();
    let left = held("shards");
    assert_eq!((left.elements, left.live), (0, Some(64)));
    drop(inner);
}

#[test]
fn a_map_is_tracked_without_arithmetic() {
    static SESSIONS: Container = Container::new("sessions");
    let mut sessions = HashMap::new();
    {
        let _scope = SESSIONS.enter();
        sessions.extend(filled());
    }
    SESSIONS.track(&sessions);
    assert_eq!(held("sessions").payload, Some(1000 * 136));
    sessions.retain(|id, _| *id < 10);
    SESSIONS.track(&sessions);
    let seen = held("sessions");
    assert_eq!((seen.payload, seen.capacity), (Some(10 * 136), 1792));
}

#[test]
fn a_tree_states_its_elements() {
    static TREE: Container = Container::new("tree");
    let mut tree = Tracked::new(&TREE, BTreeMap::new());
    tree.edit().extend(filled());
    assert_eq!(held("tree").payload, Some(1000 * 136));
}

#[test]
fn a_future_is_in_its_scope_while_it_is_polled_and_not_while_it_waits() {
    static ASYNC: Container = Container::new("async");
    let work = async {
        let first = vec![0_u8; 100];
        let mut waited = false;
        poll_fn(|_| match std::mem::replace(&mut waited, true) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
        (first, vec![0_u8; 1000])
    };
    let mut context = Context::from_waker(Waker::noop());
    let mut work = pin!(ASYNC.scope(work));
    assert!(work.as_mut().poll(&mut context).is_pending());
    let between = vec![0_u8; 10_000];
    assert_eq!(held("async").live, Some(100));
    let done = work.as_mut().poll(&mut context);
    assert_eq!(held("async").live, Some(1100));
    drop((between, done));
    assert_eq!(held("async").live, Some(0));
}

#[cfg(feature = "hashbrown")]
#[test]
fn a_map_of_hashbrown_is_as_one_of_std() {
    static MAP: Container = Container::new("hashbrown");
    let hasher = std::hash::RandomState::new();
    let map = hashbrown::HashMap::with_hasher(hasher);
    let mut map = Tracked::new(&MAP, map);
    map.edit().extend(filled());
    assert_eq!(held("hashbrown").payload, Some(1000 * 136));
}

#[cfg(feature = "indexmap")]
#[test]
fn a_map_of_indexmap_has_room_for_elements() {
    static MAP: Container = Container::new("indexmap");
    let mut map = Tracked::new(&MAP, indexmap::IndexMap::new());
    map.edit().extend(filled());
    let payload = held("indexmap").payload;
    assert!(payload >= Some(1000 * 144), "{payload:?}");
    map.edit().clear();
    let drained = held("indexmap");
    assert!(drained.slack >= Some(1000 * 144), "{drained:?}");
}

#[cfg(feature = "dashmap")]
#[test]
fn a_map_of_dashmap_is_told_over_its_shards() {
    static MAP: Container = Container::new("dashmap");
    let mut map = Tracked::new(&MAP, dashmap::DashMap::new());
    map.edit().extend(filled());
    let full = held("dashmap");
    assert_eq!(full.elements, 1000);
    assert!(full.payload >= Some(1000 * 136), "{full:?}");
    map.edit().clear();
    let drained = held("dashmap");
    assert!(drained.slack > Some(1000 * 136), "{drained:?}");
}
