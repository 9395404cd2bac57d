//! Sentences of one kind.

use super::Tone;

/// How many things of one kind are shown at most before they are only
/// counted.
const SHOWN: usize = 10;

/// Sentences of one kind, below a heading; nothing stands there if there are
/// none.
#[derive(Default)]
pub struct List {
    /// What they are, if they need to be told from others.
    pub heading: Option<&'static str>,
    /// The sentences.
    pub items: Vec<Item>,
    /// What one of them is called, where some are only counted.
    pub thing: &'static str,
    /// How many there are besides.
    pub more: usize,
}

/// One sentence of a list.
#[derive(Default)]
pub struct Item {
    /// What it means for the reader.
    pub tone: Tone,
    /// A word in front of it that catches the eye.
    pub mark: Option<String>,
    /// What the word is of, if that has to be told.
    pub of: String,
    /// What it says.
    pub text: String,
}

impl List {
    /// The first of `all` below `heading`; what is beyond is only counted.
    pub fn first<T>(
        heading: &'static str,
        thing: &'static str,
        all: &[T],
        item: impl FnMut(&T) -> Item,
    ) -> List {
        let (shown, rest) = all.split_at(all.len().min(SHOWN));
        let items = shown.iter().map(item).collect();
        List { heading: Some(heading), items, thing, more: rest.len() }
    }

    /// All of `items`, without a heading.
    pub fn of(
        thing: &'static str,
        items: impl IntoIterator<Item = Item>,
    ) -> List {
        List { thing, items: items.into_iter().collect(), ..List::default() }
    }
}

impl Item {
    /// A sentence without a mark.
    pub fn plain(text: impl Into<String>) -> Item {
        Item { text: text.into(), ..Item::default() }
    }
}
