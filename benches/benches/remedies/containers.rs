//! Remedies on the container's side.

use crate::clock::{Batch, Case, Clock};
use crate::common::say;
use crate::container::Container;
use crate::remedy::Remedy;
use criterion::Criterion;
use criterion::measurement::WallTime;
use residue_backends::current;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::hint::black_box;

type Group<'a> = criterion::BenchmarkGroup<'a, WallTime>;
type Value = [u8; 128];
type Map<V> = HashMap<u64, V, BuildHasherDefault<DefaultHasher>>;

/// Times every remedy on every container.
pub(crate) fn bench(criterion: &mut Criterion, sizes: &[u64], clock: &Clock) {
    for remedy in Remedy::ALL {
        let name = format!("remedies/{}/{}", current(), remedy.name());
        let mut group = criterion.benchmark_group(name);
        each::<Map<Value>>(&mut group, remedy, sizes, clock);
        each::<Map<Box<Value>>>(&mut group, remedy, sizes, clock);
        each::<Vec<Value>>(&mut group, remedy, sizes, clock);
        each::<Vec<String>>(&mut group, remedy, sizes, clock);
        each::<VecDeque<Value>>(&mut group, remedy, sizes, clock);
        each::<BTreeMap<u64, Value>>(&mut group, remedy, sizes, clock);
        group.finish();
    }
}

fn each<C: Container>(
    group: &mut Group<'_>,
    remedy: Remedy,
    sizes: &[u64],
    clock: &Clock,
) {
    if remedy == Remedy::Shrink && !C::SHRINKS {
        say(&format!("no shrink for {}: it has no such method", C::NAME));
        return;
    }
    for &size in sizes {
        let prepare = || prepared::<C>(remedy, size);
        if let Err(why) = works(remedy, prepare(), size) {
            let name = remedy.name();
            say(&format!("no {name} for {} at {size}: {why}", C::NAME));
            continue;
        }
        let case = Case {
            remedy: remedy.name(),
            on: C::NAME,
            size,
            batch: Batch::Many,
        };
        clock.time(group, case, prepare, |it| apply(remedy, it));
    }
}

/// In a cell that a drop can empty.
fn prepared<C: Container>(remedy: Remedy, size: u64) -> Option<C> {
    let mut container = C::filled(size);
    if remedy.wants_half() {
        container.halve();
    }
    Some(container)
}

fn apply<C: Container>(remedy: Remedy, cell: &mut Option<C>) {
    match (remedy, cell.as_mut()) {
        (Remedy::Shrink, Some(container)) => container.shrink(),
        (Remedy::Rebuild, Some(container)) => container.rebuild(),
        (Remedy::Clear, Some(container)) => container.clear(),
        (Remedy::Drop, _) => drop(black_box(cell.take())),
        (_, None) => unreachable!("only a drop empties the cell"),
    }
    black_box(cell);
}

/// Whether the remedy does what it is for. A container that cannot say what
/// room it has can only show that it kept its elements.
fn works<C: Container>(
    remedy: Remedy,
    mut cell: Option<C>,
    size: u64,
) -> Result<(), String> {
    let look = |cell: &Option<C>| {
        cell.as_ref().map_or((0, Some(0)), |of| (of.len(), of.room()))
    };
    let (held, room) = look(&cell);
    apply(remedy, &mut cell);
    let (left, room_left) = look(&cell);
    let expected = if remedy.wants_half() { size / 2 } else { 0 };
    if left as u64 != expected {
        return Err(format!("it leaves {left} of {held} elements"));
    }
    match (room, room_left) {
        (Some(room), Some(left)) if remedy.wants_half() && left >= room => {
            Err(format!("its room stays at {left}"))
        }
        _ => Ok(()),
    }
}
