//! The containers, filled and thinned as the scenarios do it.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::mem;

/// Keys hash the same in every process.
type Map<V> = HashMap<u64, V, BuildHasherDefault<DefaultHasher>>;
type Value = [u8; 128];

/// A container that remedies are tried on.
pub(crate) trait Container: Sized {
    const NAME: &'static str;

    /// Grown to `count` elements, one by one.
    fn filled(count: u64) -> Self;
    /// Loses every other element and keeps its room.
    fn halve(&mut self);
    /// Elements that it has room for; `None` where it cannot say.
    fn room(&self) -> Option<usize>;
    fn len(&self) -> usize;
    /// Whether there is such a remedy.
    const SHRINKS: bool = true;
    fn shrink(&mut self);
    fn rebuild(&mut self);
    fn clear(&mut self);
}

/// Keys that show no order.
fn key(index: u64) -> u64 {
    // Odd, so that no two indices have one key.
    index.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn value(key: u64) -> Value {
    [key.to_le_bytes()[0] | 1; 128]
}

/// A string of 40 bytes in room for 64, as one that was pushed to.
fn text(key: u64) -> String {
    let mut text = String::with_capacity(64);
    text.push_str(&format!("{key:040}"));
    text
}

/// The methods that all have under one name. A rebuild drains, because
/// `collect` of a list by value would take the old room over.
macro_rules! common {
    ($name:literal, |$old:ident| $elements:expr) => {
        const NAME: &'static str = $name;

        fn len(&self) -> usize {
            self.len()
        }

        fn rebuild(&mut self) {
            let $old = &mut *self;
            *self = $elements.collect();
        }

        fn clear(&mut self) {
            self.clear();
        }
    };
}

/// Those of a container that has a capacity.
macro_rules! with_room {
    () => {
        fn room(&self) -> Option<usize> {
            Some(self.capacity())
        }
    };
}

impl Container for Map<Value> {
    common!("HashMap of values", |old| old.drain());
    with_room!();

    fn filled(count: u64) -> Self {
        let mut map = Self::default();
        (0..count).map(key).for_each(|key| {
            map.insert(key, value(key));
        });
        map
    }

    fn halve(&mut self) {
        (0..self.len() as u64).step_by(2).for_each(|index| {
            self.remove(&key(index));
        });
    }

    fn shrink(&mut self) {
        self.shrink_to_fit();
    }
}

impl Container for Map<Box<Value>> {
    common!("HashMap of boxes", |old| old.drain());
    with_room!();

    fn filled(count: u64) -> Self {
        let mut map = Self::default();
        (0..count).map(key).for_each(|key| {
            map.insert(key, Box::new(value(key)));
        });
        map
    }

    fn halve(&mut self) {
        (0..self.len() as u64).step_by(2).for_each(|index| {
            self.remove(&key(index));
        });
    }

    fn shrink(&mut self) {
        self.shrink_to_fit();
    }
}

impl Container for Vec<Value> {
    common!("Vec of values", |old| old.drain(..));
    with_room!();

    fn filled(count: u64) -> Self {
        let mut list = Self::new();
        (0..count).for_each(|index| list.push(value(key(index))));
        list
    }

    fn halve(&mut self) {
        self.truncate(self.len() / 2);
    }

    fn shrink(&mut self) {
        self.shrink_to_fit();
    }
}

impl Container for Vec<String> {
    common!("Vec of strings", |old| old.drain(..));
    with_room!();

    fn filled(count: u64) -> Self {
        let mut list = Self::new();
        (0..count).for_each(|index| list.push(text(key(index))));
        list
    }

    fn halve(&mut self) {
        self.truncate(self.len() / 2);
    }

    fn shrink(&mut self) {
        self.shrink_to_fit();
        self.iter_mut().for_each(String::shrink_to_fit);
    }
}

impl Container for VecDeque<Value> {
    common!("VecDeque of values", |old| old.drain(..));
    with_room!();

    fn filled(count: u64) -> Self {
        let mut queue = Self::new();
        (0..count).for_each(|index| queue.push_back(value(key(index))));
        queue
    }

    fn halve(&mut self) {
        self.drain(..self.len() / 2).for_each(drop);
    }

    fn shrink(&mut self) {
        self.shrink_to_fit();
    }
}

impl Container for BTreeMap<u64, Value> {
    common!("BTreeMap of values", |old| mem::take(old).into_iter());
    const SHRINKS: bool = false;

    fn filled(count: u64) -> Self {
        let mut map = Self::new();
        (0..count).map(key).for_each(|key| {
            map.insert(key, value(key));
        });
        map
    }

    fn halve(&mut self) {
        (0..self.len() as u64).step_by(2).for_each(|index| {
            self.remove(&key(index));
        });
    }

    fn room(&self) -> Option<usize> {
        None
    }

    fn shrink(&mut self) {}
}
