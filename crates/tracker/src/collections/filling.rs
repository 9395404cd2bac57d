//! How full a collection is, and what of that is stated.

/// How full a collection is: what its elements take, and what room it keeps
/// beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filling {
    /// Elements held, a count.
    pub elements: u64,
    /// Elements it has room for, a count; at least `elements`.
    pub capacity: u64,
    /// Bytes of an element where the collection keeps it, without what it owns
    /// elsewhere.
    pub element: u64,
    table: TableShape,
}

/// How a collection keeps its elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TableShape {
    /// In slots, one beside the other.
    Slots,
    /// In the buckets of hash tables, with a byte of control each.
    Buckets,
    /// The same, in many tables of different sizes.
    Shards,
    /// In nodes, of which nobody tells how full they are.
    Nodes,
}

/// Bytes of control beyond those of all buckets.
const TRAILING: u64 = 16;

impl Filling {
    /// Of `elements` in `capacity` slots of `element` bytes, as in a vector.
    pub const fn of_slots(
        elements: usize,
        capacity: usize,
        element: usize,
    ) -> Filling {
        Filling::of(elements, capacity, element, TableShape::Slots)
    }

    /// Of `elements` in a hash table with room for `capacity`, as `hashbrown`
    /// makes them: it fills seven of eight buckets.
    pub const fn of_buckets(
        elements: usize,
        capacity: usize,
        element: usize,
    ) -> Filling {
        Filling::of(elements, capacity, element, TableShape::Buckets)
    }

    /// Of `elements` in many hash tables with room for `capacity` together.
    /// Right after elements were removed they may tell less room than they
    /// have, which then counts as payload.
    pub const fn of_shards(
        elements: usize,
        capacity: usize,
        element: usize,
    ) -> Filling {
        Filling::of(elements, capacity, element, TableShape::Shards)
    }

    /// Of `elements` in nodes, as in a tree.
    pub const fn of_nodes(elements: usize, element: usize) -> Filling {
        Filling::of(elements, elements, element, TableShape::Nodes)
    }

    const fn of(
        elements: usize,
        capacity: usize,
        element: usize,
        table: TableShape,
    ) -> Filling {
        let capacity = if capacity < elements { elements } else { capacity };
        Filling {
            elements: elements as u64,
            capacity: capacity as u64,
            element: element as u64,
            table,
        }
    }

    /// Bytes of the elements, without what they own elsewhere.
    pub const fn payload(&self) -> u64 {
        self.elements.saturating_mul(self.element)
    }

    /// Bytes of room that no element takes; `None` where that is not known.
    pub const fn spare(&self) -> Option<u64> {
        let bytes = match self.table {
            TableShape::Slots => self.capacity.saturating_mul(self.element),
            TableShape::Buckets => table_bytes(self.capacity, self.element),
            TableShape::Shards => {
                let buckets = self.capacity.saturating_mul(8) / 7;
                buckets.saturating_mul(self.element.saturating_add(1))
            }
            TableShape::Nodes => return None,
        };
        Some(bytes.saturating_sub(self.payload()))
    }

    /// The same of a hash table that had room for `before` elements. Buckets
    /// of removed elements may not be free at once, and then it tells less
    /// room than it has, which is no number of buckets.
    pub(crate) fn since(self, before: u64) -> Filling {
        if self.table != TableShape::Buckets {
            return self;
        }
        let whole = room(buckets(self.capacity));
        let has_marks = whole != self.capacity && self.capacity > 0;
        let capacity = if has_marks { whole.max(before) } else { whole };
        Filling { capacity, ..self }
    }

    /// What is told of it.
    pub(crate) fn stated(&self) -> Stated {
        let told = Stated {
            payload: self.payload(),
            elements: self.elements,
            capacity: self.capacity,
            ..Stated::default()
        };
        match self.spare() {
            Some(spare) => Stated { payload: 0, spare, by_spare: 1, ..told },
            None => told,
        }
    }
}

/// What is stated of a collection: its payload, or its room, and then all that
/// it holds beyond that is payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stated {
    pub(crate) payload: u64,
    pub(crate) elements: u64,
    pub(crate) capacity: u64,
    pub(crate) spare: u64,
    /// 1 where `spare` is stated and no payload.
    pub(crate) by_spare: u64,
}

/// Buckets of a table with room for so many elements.
const fn buckets(capacity: u64) -> u64 {
    match capacity {
        0 => 0,
        1..=3 => 4,
        4..=7 => 8,
        8..=14 => 16,
        more => (more.saturating_mul(8) / 7).next_power_of_two(),
    }
}

/// Room of a table with so many buckets.
const fn room(buckets: u64) -> u64 {
    match buckets {
        0 => 0,
        4 => 3,
        more => more / 8 * 7,
    }
}

const fn table_bytes(capacity: u64, element: u64) -> u64 {
    let buckets = buckets(capacity);
    if buckets == 0 {
        return 0;
    }
    let elements = buckets.saturating_mul(element);
    elements.next_multiple_of(TRAILING) + buckets + TRAILING
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn room_of_a_table_is_that_of_its_buckets() {
        for buckets_of in [4, 8, 16, 32, 1 << 20] {
            assert_eq!(buckets(room(buckets_of)), buckets_of);
        }
    }

    #[test]
    fn a_map_that_lost_all_elements_has_the_room_that_it_had() {
        let mut map: HashMap<u64, u64> = (0..1000).map(|n| (n, n)).collect();
        let filling = |map: &HashMap<u64, u64>| {
            Filling::of_buckets(map.len(), map.capacity(), 16)
        };
        let full = filling(&map).since(0);
        assert_eq!(full.capacity, 1792);
        for number in 0..1000 {
            map.remove(&number);
            let left = filling(&map).since(full.capacity);
            assert_eq!(left.capacity, 1792, "after {number}");
        }
        map.shrink_to_fit();
        assert_eq!(filling(&map).since(full.capacity).capacity, 0);
    }

    #[test]
    fn slots_keep_room_and_nodes_do_not_tell() {
        assert_eq!(Filling::of_slots(3, 10, 8).spare(), Some(56));
        assert_eq!(Filling::of_nodes(3, 8).spare(), None);
        assert_eq!(Filling::of_nodes(3, 8).stated().payload, 24);
        let odd = Filling::of_buckets(0, 3, 5).spare();
        assert_eq!(odd, Some(32 + 4 + 16));
        assert_eq!(Filling::of_buckets(0, 0, 5).spare(), Some(0));
    }
}
