//! Lists that make room as the std vector does, filled by pushing and emptied
//! by popping.
//!
//! A macro and no trait: what they share are the names of their methods.

/// The [`Container`](crate::retention::Container) of `list`.
macro_rules! pushed {
    (list: $list:ty, value: $value:ty, $push:ident, $pop:ident) => {
        $crate::retention::Container {
            open: |_, _| (),
            fill: |list: &mut $list, plan| {
                for key in $crate::random::keys(plan) {
                    list.$push(<$value>::of(key));
                }
            },
            drain: |list, _| while list.$pop().is_some() {},
            shrink: <$list>::shrink_to_fit,
            rebuild: |list| {
                let mut fresh = <$list>::with_capacity(list.len());
                fresh.extend(list);
                fresh
            },
            len: <$list>::len,
            capacity: <$list>::capacity,
            payload: |list| {
                let one = size_of::<$value>() as u64 + <$value>::OWNED;
                list.len() as u64 * one
            },
            entry: size_of::<$value>() as u64,
            peak: |elements| {
                let size = size_of::<$value>() as u64;
                super::vector::peak(elements, size, <$value>::OWNED)
            },
            kept: |elements| {
                elements.saturating_mul(size_of::<$value>() as u64)
            },
            freed: <$value>::freed,
        }
    };
}

pub(super) use pushed;
