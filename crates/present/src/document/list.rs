//! Sentences of one kind.

use std::borrow::Cow;

use super::Tone;

/// How many things of one kind are shown at most before they are only
/// counted.
const SHOWN: usize = 10;

/// Sentences of one kind, below a heading; nothing stands there if there are
/// none.
#[derive(Default)]
pub struct List<'a> {
    /// What they are, if they need to be told from others.
    pub heading: Option<&'static str>,
    /// The sentences.
    items: Items<'a>,
    /// What one of them is called, where some are only counted.
    pub thing: &'static str,
    /// How many there are besides.
    pub more: usize,
}

/// The sentences of a list: each as it is, or described when its turn comes.
enum Items<'a> {
    All(Vec<Item>),
    Each(usize, Box<dyn Fn(usize) -> Item + 'a>),
}

/// One sentence of a list.
#[derive(Clone, Default)]
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

impl<'a> List<'a> {
    /// The first of `all` below `heading`; what is beyond is only counted.
    pub fn first<T>(
        heading: &'static str,
        thing: &'static str,
        all: &[T],
        item: impl FnMut(&T) -> Item,
    ) -> List<'a> {
        let (shown, rest) = all.split_at(all.len().min(SHOWN));
        let items = Items::All(shown.iter().map(item).collect());
        List { heading: Some(heading), items, thing, more: rest.len() }
    }

    /// All of `items`, without a heading.
    pub fn of(
        thing: &'static str,
        items: impl IntoIterator<Item = Item>,
    ) -> List<'a> {
        let items = Items::All(items.into_iter().collect());
        List { thing, items, ..List::default() }
    }

    /// `count` items, without a heading, of which `describe` is asked for one
    /// after the other: where a format has no room for thousands, those that
    /// it leaves out are never described.
    pub fn each(
        thing: &'static str,
        count: usize,
        describe: impl Fn(usize) -> Item + 'a,
    ) -> List<'a> {
        let items = Items::Each(count, Box::new(describe));
        List { thing, items, ..List::default() }
    }

    /// The same list below `heading`.
    pub fn below(self, heading: &'static str) -> List<'a> {
        List { heading: Some(heading), ..self }
    }

    /// The sentences, in order.
    pub fn items(&self) -> impl ExactSizeIterator<Item = Cow<'_, Item>> {
        (0..self.items.len()).map(|at| self.items.at(at))
    }
}

impl Items<'_> {
    fn len(&self) -> usize {
        match self {
            Items::All(items) => items.len(),
            Items::Each(count, _) => *count,
        }
    }

    fn at(&self, at: usize) -> Cow<'_, Item> {
        match self {
            Items::All(items) => Cow::Borrowed(&items[at]),
            Items::Each(_, describe) => Cow::Owned(describe(at)),
        }
    }
}

impl Default for Items<'_> {
    fn default() -> Self {
        Items::All(Vec::new())
    }
}

impl Item {
    /// A sentence without a mark.
    pub fn plain(text: impl Into<String>) -> Item {
        Item { text: text.into(), ..Item::default() }
    }
}
