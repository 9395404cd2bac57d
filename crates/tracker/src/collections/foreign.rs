//! Collections of other crates, each by a feature of the crate's name.

#[cfg(feature = "dashmap")]
mod dashmap {
    use crate::{Collection, Filling};
    use ::dashmap::{DashMap, DashSet};
    use std::hash::{BuildHasher, Hash};

    /// It looks at each shard, and waits for those who write there.
    impl<K: Eq + Hash, V, S: BuildHasher + Clone> Collection for DashMap<K, V, S> {
        fn filling(&self) -> Filling {
            let element = size_of::<(K, V)>();
            Filling::of_shards(self.len(), self.capacity(), element)
        }
    }

    /// As of a map.
    impl<T: Eq + Hash, S: BuildHasher + Clone> Collection for DashSet<T, S> {
        fn filling(&self) -> Filling {
            Filling::of_shards(self.len(), self.capacity(), size_of::<T>())
        }
    }
}

#[cfg(feature = "hashbrown")]
mod hashbrown {
    use crate::{Collection, Filling};
    use ::hashbrown::{HashMap, HashSet, HashTable};

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

    impl<T> Collection for HashTable<T> {
        fn filling(&self) -> Filling {
            Filling::of_buckets(self.len(), self.capacity(), size_of::<T>())
        }
    }
}

#[cfg(feature = "indexmap")]
mod indexmap {
    use crate::{Collection, Filling};
    use ::indexmap::{IndexMap, IndexSet};

    /// Its elements, each with its hash; the table of their places, a word for
    /// each, counts as payload.
    impl<K, V, S> Collection for IndexMap<K, V, S> {
        fn filling(&self) -> Filling {
            let element = size_of::<(u64, K, V)>();
            Filling::of_slots(self.len(), self.capacity(), element)
        }
    }

    /// As of a map.
    impl<T, S> Collection for IndexSet<T, S> {
        fn filling(&self) -> Filling {
            let element = size_of::<(u64, T)>();
            Filling::of_slots(self.len(), self.capacity(), element)
        }
    }
}
