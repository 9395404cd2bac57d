//! Tables that find their elements by a key, filled by inserting and emptied
//! by removing one by one.
//!
//! A macro and no trait: what they share are the names of their methods.

/// The [`Container`](crate::retention::Container) of `table`, which makes room
/// as the std map does. `key` is bound where an element is inserted, and where
/// it is removed.
macro_rules! keyed {
    (
        table: $table:ty,
        value: $value:ty,
        element: $element:ty,
        $key:ident => $insert:ident($($inserted:expr),*), $remove:ident($removed:expr),
    ) => {
        $crate::retention::Container {
            open: |_, _| (),
            fill: |table: &mut $table, plan| {
                for $key in $crate::random::keys(plan) {
                    table.$insert($($inserted),*);
                }
            },
            drain: |table, plan| {
                for $key in $crate::random::keys(plan) {
                    table.$remove($removed);
                }
            },
            shrink: <$table>::shrink_to_fit,
            rebuild: |table| $crate::containers::keyed::rebuilt!($table, table),
            len: <$table>::len,
            capacity: <$table>::capacity,
            payload: |table| {
                let one = size_of::<$element>() as u64 + <$value>::OWNED;
                table.len() as u64 * one
            },
            entry: size_of::<$element>() as u64,
            peak: |elements| {
                let entry = size_of::<$element>() as u64;
                super::hash_table::peak(elements, entry, <$value>::OWNED)
            },
            kept: |elements| {
                let entry = size_of::<$element>() as u64;
                super::hash_table::held(elements, entry)
            },
            freed: <$value>::freed,
        }
    };
}

/// A new `table` that is made for what `old` still holds; the old one is freed
/// when the last element has left it.
macro_rules! rebuilt {
    ($table:ty, $old:expr) => {{
        let old = $old;
        let hasher = ::std::hash::BuildHasherDefault::new();
        let mut fresh = <$table>::with_capacity_and_hasher(old.len(), hasher);
        fresh.extend(old);
        fresh
    }};
}

pub(super) use {keyed, rebuilt};
