//! Names of what first words lead to. They do not change, so that each is
//! looked up once, however often a process is looked at.

use residue_walk::{Target, Vtable, demangled};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Names that are kept, so that a process that loads ever new libraries does
/// not fill this one.
const MOST: usize = 1 << 14;

/// The names that are known.
#[derive(Debug, Default)]
pub(in super::super) struct Names {
    known: RefCell<BTreeMap<Key, Option<String>>>,
}

/// An address in a file: another file may be mapped there later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    word: u64,
    mapped: u64,
    inode: u64,
}

impl Key {
    fn of(target: &Target<'_>, word: u64) -> Option<Key> {
        let mapping = target.mapping_at(word)?;
        let (mapped, inode) = (mapping.span.start, mapping.inode);
        Some(Key { word, mapped, inode })
    }
}

impl Names {
    /// Whether `word` was looked up before.
    pub(super) fn knows(&self, target: &Target<'_>, word: u64) -> bool {
        let key = Key::of(target, word);
        key.is_some_and(|key| self.known.borrow().contains_key(&key))
    }

    /// The name of what `word` leads to, if it has one.
    pub(super) fn get(&self, target: &Target<'_>, word: u64) -> Option<String> {
        let key = Key::of(target, word)?;
        self.known.borrow().get(&key)?.clone()
    }

    /// Looks up what is not known yet. A vtable that leads to its class's
    /// name has it from there, anything else from the symbols of its file.
    pub(super) fn learn(
        &self,
        target: &Target<'_>,
        vtables: &BTreeMap<u64, Option<Vtable>>,
    ) {
        let unknown = vtables.iter().filter(|(w, _)| !self.knows(target, **w));
        let mut names: BTreeMap<u64, Option<String>> = unknown
            .map(|(&word, vtable)| {
                (word, vtable.as_ref().and_then(|of| of.name.clone()))
            })
            .collect();
        let nameless = names.iter().filter(|(_, name)| name.is_none());
        let nameless: Vec<u64> = nameless.map(|(word, _)| *word).collect();
        names.extend(by_symbols(target, &nameless, vtables));
        let mut known = self.known.borrow_mut();
        for (word, name) in names {
            if let Some(key) = Key::of(target, word)
                && known.len() < MOST
            {
                known.insert(key, name);
            }
        }
    }
}

/// The names of `words` by symbols; of a table of functions that has none, its
/// place in its file.
fn by_symbols(
    target: &Target<'_>,
    words: &[u64],
    vtables: &BTreeMap<u64, Option<Vtable>>,
) -> BTreeMap<u64, Option<String>> {
    let mut names = BTreeMap::new();
    if words.is_empty() {
        return names;
    }
    for module in target.modules() {
        let held = words.iter().copied().filter(|&word| module.holds(word));
        let held: Vec<u64> = held.collect();
        if held.is_empty() {
            continue;
        }
        let symbols = module.names(&held);
        for word in held {
            let symbol = symbols.get(&word).map(|name| demangled(name));
            let is_table = vtables.get(&word).is_some_and(Option::is_some);
            let place = || {
                let (file, at) = (module.file_name(), module.offset(word));
                is_table.then(|| format!("vtable at {file}+{at:#x}"))
            };
            names.insert(word, symbol.or_else(place));
        }
    }
    names
}
