//! Collections of the standard library.

use super::{Collection, Filling};
use std::collections::{
    BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque,
};

impl<T> Collection for Vec<T> {
    fn filling(&self) -> Filling {
        Filling::of_slots(self.len(), self.capacity(), size_of::<T>())
    }
}

impl<T> Collection for VecDeque<T> {
    fn filling(&self) -> Filling {
        Filling::of_slots(self.len(), self.capacity(), size_of::<T>())
    }
}

impl<T> Collection for BinaryHeap<T> {
    fn filling(&self) -> Filling {
        Filling::of_slots(self.len(), self.capacity(), size_of::<T>())
    }
}

impl Collection for String {
    fn filling(&self) -> Filling {
        Filling::of_slots(self.len(), self.capacity(), 1)
    }
}

impl<K, V, S> Collection for HashMap<K, V, S> {
    fn filling(&self) -> Filling {
        let element = size_of::<(K, V)>();
        Filling::of_buckets(self.len(), self.capacity(), element)
    }
}

impl<T, S> Collection for HashSet<T, S> {
    fn filling(&self) -> Filling {
        Filling::of_buckets(self.len(), self.capacity(), size_of::<T>())
    }
}

impl<K, V> Collection for BTreeMap<K, V> {
    fn filling(&self) -> Filling {
        Filling::of_nodes(self.len(), size_of::<(K, V)>())
    }
}

impl<T> Collection for BTreeSet<T> {
    fn filling(&self) -> Filling {
        Filling::of_nodes(self.len(), size_of::<T>())
    }
}
