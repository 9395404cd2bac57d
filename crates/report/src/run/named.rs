//! Values by their names, in little room.

pub(super) mod wire;

use std::collections::BTreeMap;
use std::ops::Index;

/// A few values by their names, in the names' order. A run has two for each
/// phase, so that it should take no more than what it holds; in all else it
/// is a [`BTreeMap`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<V> {
    /// In the names' order, no name twice.
    pairs: Vec<(String, V)>,
}

impl<V> Named<V> {
    /// The value of `name`, if there is one.
    pub fn get(&self, name: &str) -> Option<&V> {
        self.place(name).ok().map(|place| &self.pairs[place].1)
    }

    /// Names `value`, and returns what had the name before.
    pub fn insert(&mut self, name: String, value: V) -> Option<V> {
        match self.place(&name) {
            Ok(place) => {
                Some(std::mem::replace(&mut self.pairs[place].1, value))
            }
            Err(place) => {
                self.pairs.insert(place, (name, value));
                None
            }
        }
    }

    /// All names and their values, in the names' order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&String, &V)> {
        self.pairs.iter().map(|(name, value)| (name, value))
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.pairs.clear();
    }

    /// Gives back spare room, for a run that keeps many.
    pub(super) fn shrink(&mut self) {
        self.pairs.shrink_to_fit();
    }

    /// All of `pairs`, unless two have one name, which is returned.
    pub(super) fn unique(
        mut pairs: Vec<(String, V)>,
    ) -> Result<Named<V>, String> {
        if !pairs.is_sorted_by(|(one, _), (next, _)| one < next) {
            pairs.sort_by(|(one, _), (next, _)| one.cmp(next));
            let twice =
                pairs.windows(2).position(|pair| pair[0].0 == pair[1].0);
            if let Some(place) = twice {
                return Err(pairs.swap_remove(place).0);
            }
        }
        Ok(Named { pairs })
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.pairs.binary_search_by(|(other, _)| other.as_str().cmp(name))
    }
}

impl<V> Default for Named<V> {
    fn default() -> Named<V> {
        Named { pairs: Vec::new() }
    }
}

impl<V> Index<&str> for Named<V> {
    type Output = V;

    /// The value of `name`.
    ///
    /// # Panics
    ///
    /// If there is none.
    fn index(&self, name: &str) -> &V {
        self.get(name).expect("the name stands for a value")
    }
}

impl<V> From<BTreeMap<String, V>> for Named<V> {
    fn from(map: BTreeMap<String, V>) -> Named<V> {
        Named { pairs: map.into_iter().collect() }
    }
}

impl<V> From<Named<V>> for BTreeMap<String, V> {
    fn from(named: Named<V>) -> BTreeMap<String, V> {
        named.pairs.into_iter().collect()
    }
}

impl<V> FromIterator<(String, V)> for Named<V> {
    /// Of two values of one name, the last counts.
    fn from_iter<I: IntoIterator<Item = (String, V)>>(pairs: I) -> Named<V> {
        pairs.into_iter().collect::<BTreeMap<_, _>>().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_in_the_order_of_names_and_finds_each() {
        let mut named = Named::default();
        for name in ["muzzy", "dirty", "retained", "dirty"] {
            named.insert(name.to_owned(), named.len());
        }
        let names: Vec<_> = named.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["dirty", "muzzy", "retained"]);
        assert_eq!((named["dirty"], named["muzzy"]), (3, 0));
        assert_eq!(named.get("mapped"), None);
    }

    #[test]
    fn tells_which_name_stands_twice() {
        let pairs = |names: &[&str]| {
            names.iter().map(|name| ((*name).to_owned(), ())).collect()
        };
        let named = Named::unique(pairs(&["c", "a", "b"])).unwrap();
        assert!(named.iter().map(|(name, ())| name).is_sorted());
        for twice in [["a", "b", "a"], ["b", "a", "a"], ["a", "a", "b"]] {
            assert_eq!(Named::unique(pairs(&twice)), Err("a".to_owned()));
        }
    }
}
