//! What live objects of a real process hold, told from outside.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod programs;

use programs::{Built, Program};
use residue_ledger::Row;
use residue_observer::{ClassSeen, HeapSeen, LiveSeen, TableSeen, TypeSeen};
use residue_walk::TableKind;

#[test]
fn large_objects_are_told_by_what_they_hold() {
    let program = Program::start(&Built::c("kinds"));
    let live = program.look().live;
    for (name, told) in [
        ("zeros", "zeros"),
        ("text", "text"),
        ("random", "other"),
        ("full", "other"),
        ("numbers", "other"),
        ("pointers", "pointers"),
        ("mostly-zeros", "mostly zeros"),
    ] {
        let address = program.figure(name);
        let object = live.largest.iter().find(|of| of.address == address);
        let kind = object.expect("it is large").contents.expect("it is read");
        assert_eq!(kind.name(), told, "{name}");
    }
    // Its header is all that was written.
    let never = program.figure("never");
    let never = live.largest.iter().find(|of| of.address == never);
    assert_eq!(never.expect("it is large").contents.unwrap().name(), "zeros");
    assert!(live.tables.is_empty(), "{:?}", live.tables);
}

#[test]
fn sizes_are_told_by_what_most_of_their_objects_hold() {
    let program = Program::start(&Built::c("kinds"));
    let live = program.look().live;
    let kinds = [
        "zeros",
        "text",
        "other",
        "other",
        "pointers",
        "other",
        "mostly zeros",
    ];
    for (index, told) in (0..).zip(kinds) {
        let class = class(&live, 264 + 64 * index);
        let contents = class.contents.expect("it was looked into");
        assert_eq!(contents.kind.name(), told, "{class:?}");
        assert!(contents.alike * 10 >= contents.sampled * 9, "{class:?}");
        assert!(contents.sampled >= 8, "{class:?}");
        assert!(class.objects >= 3000, "{class:?}");
    }
    assert_eq!(live.types, []);
}

fn class(live: &LiveSeen, size: u64) -> ClassSeen {
    let found = live.by_size.iter().find(|class| class.size == size);
    *found.unwrap_or_else(|| panic!("no objects of {size} bytes"))
}

fn named<'a>(types: &'a [TypeSeen], name: &str) -> &'a TypeSeen {
    let found = types.iter().find(|of| of.name == name);
    found.unwrap_or_else(|| panic!("no {name} among {types:?}"))
}

/// Of all sizes: where malloc did not split a chunk, an object has more room.
fn objects(types: &[TypeSeen], name: &str) -> u64 {
    let all = types.iter().filter(|of| of.name == name);
    all.map(|of| of.objects).sum()
}

/// Named by their own run-time type information, in a binary without symbols
/// too; by its symbols where it has none of that.
#[test]
fn objects_of_a_class_are_counted_under_its_name() {
    for arguments in [&["-O1"][..], &["-O1", "-s"]] {
        let Some(built) = Built::cpp("types", arguments) else { return };
        let program = Program::start(&built);
        let types = program.look().live.types;
        for (name, figure, size) in [
            ("vtable for Session", "sessions", 88),
            ("vtable for Connection", "connections", 88),
            ("vtable for app::Pool<Session*>", "pools", 120),
        ] {
            let found = named(&types, name);
            assert_eq!((found.size, found.is_exact), (size, true), "{name}");
            assert_eq!(objects(&types, name), program.figure(figure));
        }
    }
}

#[test]
fn objects_that_begin_with_a_function_bear_its_symbol() {
    let Some(built) = Built::cpp("types", &["-O1"]) else { return };
    let program = Program::start(&built);
    // A second look knows the names from the first.
    let mut outside = program.attach();
    let looks: Vec<Vec<TypeSeen>> =
        (0..2).map(|_| program.look_by(&mut outside).live.types).collect();
    let found = named(&looks[0], "residue_tests_task");
    assert_eq!((found.size, found.is_exact), (56, true));
    assert_eq!(objects(&looks[0], &found.name), program.figure("tasks"));
    assert_eq!(looks[0], looks[1]);
}

/// Without symbols nothing leads to a name of a function, and no name is
/// made up.
#[test]
fn a_function_without_a_symbol_is_no_type() {
    let Some(built) = Built::cpp("types", &["-O1", "-s"]) else { return };
    let types = Program::start(&built).look().live.types;
    assert!(types.iter().all(|of| of.name.starts_with("vtable for ")));
}

/// The only table at `address`.
fn at(tables: &[TableSeen], address: u64) -> Option<&TableSeen> {
    tables.iter().find(|of| of.table.address == address)
}

#[test]
fn room_of_containers_is_told_by_their_owners() {
    let Some(built) = Built::cpp("containers", &["-O1"]) else { return };
    let program = Program::start(&built);
    let tables = program.look().live.tables;
    for (name, used, room) in [
        ("variables", 240_000, 2_400_000),
        ("stack", 0, 2_400_000),
        // The string's end is not counted as its own.
        ("string", 20, 300_000),
    ] {
        let told = at(&tables, program.figure(name)).expect(name);
        assert_eq!(told.table.kind.name(), "vector", "{name}");
        assert_eq!(told.table.payload(), used, "{name}");
        let capacity = told.table.capacity * told.table.element;
        assert!(capacity.abs_diff(room) < 4096, "{name}: {told:?}");
        let slack = told.slack().abs_diff(room - used);
        assert!(slack < 8192, "{name}: {told:?}");
    }
    let buckets = program.figure("buckets");
    let is_map = |of: &&TableSeen| of.table.capacity == buckets;
    let map = tables.iter().find(is_map).expect("the map's buckets");
    assert_eq!((map.table.elements, map.table.element), (5, 8));
    assert_eq!(map.table.kind.name(), "bucket array of an unordered_map");
    // What is full, or says nothing of itself, is none.
    assert_eq!(tables.len(), 4, "{tables:#?}");
}

#[test]
fn room_of_rusts_vectors_is_told_by_their_owners() {
    let program = Program::start(&Built::rust("containers"));
    let tables = program.look().live.tables;
    let drained = at(&tables, program.figure("drained")).expect("the vector");
    assert_eq!((drained.table.elements, drained.table.element), (11, 12));
    assert_eq!(drained.table.capacity, 300_000);
    let kinds = tables.iter().map(|of| of.table.kind.name());
    let mut kinds: Vec<&str> = kinds.collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["hashbrown table", "vector"], "{tables:#?}");
}

/// As `sys._debugmallocstats` tells it of the same process; what telling it
/// takes is freed again, or is not there yet.
#[test]
fn pythons_arenas_are_walked_to_what_python_says_of_them() {
    for every in ["1", "100"] {
        let Some(program) = Program::python("objects", &[every]) else {
            return;
        };
        let seen = program.look();
        let is_python = |heap: &&HeapSeen| heap.allocator.name == "pymalloc";
        let heap = seen.heaps.iter().find(is_python).expect("its arenas");
        let told = program.figure("used");
        let off = heap.allocated.abs_diff(told);
        assert!(off < told / 100 + 65_536, "{told} told: {heap:#?}");
        let free = heap.checks[0].walked;
        assert!(free.abs_diff(program.figure("free_pools")) < 8, "{heap:#?}");
        let arenas = format!("keeps {} arenas", program.figure("arenas"));
        assert!(heap.notes[0].contains(&arenas), "{:?}", heap.notes);
        assert_eq!(seen.snapshot.ledger.residual, Some(0));
    }
}

/// To 1.23 each is one array of buckets; from 1.24 on it is many tables.
#[test]
fn maps_of_go_say_how_full_they_are() {
    let Some(built) = Built::go("maps") else { return };
    let program = Program::start(&built);
    let seen = program.look();
    let is_map = |of: &&TableSeen| of.table.kind == TableKind::GoMap;
    let maps: Vec<_> = seen.live.tables.iter().filter(is_map).collect();
    let element = program.figure("element");
    assert!(maps.iter().all(|of| of.table.element == element), "{maps:?}");
    let elements: u64 = maps.iter().map(|of| of.table.elements).sum();
    // One is emptied, and one is full.
    let (emptied, full) = (program.figure("emptied"), program.figure("full"));
    assert!(elements.abs_diff(emptied + full) <= full / 50, "{maps:?}");
    let slack: u64 = maps.iter().map(|of| of.slack()).sum();
    let payload = (emptied + full) * element;
    let live = seen.snapshot.ledger.get(Row::OtherLive).unwrap();
    assert!(slack + payload <= live, "{slack} of {live}");
    // To 1.23 some elements lie in buckets of their own beside.
    assert!(slack + payload > live / 20 * 17, "{slack} of {live}");
    assert!(slack > full * element, "{slack}");
}

#[test]
fn a_dictionary_of_pythons_says_how_full_it_is() {
    let Some(program) = Program::python("dicts", &[]) else { return };
    let seen = program.look();
    let is_dict = |of: &&TableSeen| of.table.kind == TableKind::PythonDict;
    let dicts: Vec<_> = seen.live.tables.iter().filter(is_dict).collect();
    for (name, within) in [("emptied", 0), ("full", 0), ("half", 20_000)] {
        let told = program.figure(name);
        let is_it =
            |of: &&&TableSeen| of.table.elements.abs_diff(told) <= within;
        let found = dicts.iter().filter(is_it).count();
        assert!(found > 0, "{name}, {told}: {dicts:?}");
    }
}
