//! A document that never grows beyond what a comment takes.

use crate::text::counted;

/// Bytes that are written at most. A comment on GitHub takes 65,536
/// characters; the rest is for whoever puts a heading around it.
const LIMIT: usize = 63_488;

/// Bytes kept for headings of lists that have no place, and for notes of what
/// was left out.
const FOR_NOTES: usize = 3072;

/// Bytes of a list, at most: no list may take the place of another.
pub(super) const FOR_LIST: usize = 16_000;

/// Markdown that is shown only when its title is asked for.
pub(super) struct Fold {
    /// What it is of: Markdown, escaped already, of 100 characters at most.
    pub(super) name: String,
    /// HTML, escaped already.
    pub(super) title: String,
    /// Markdown, escaped already.
    pub(super) body: String,
}

/// A document in the making.
pub(super) struct Document {
    text: String,
    /// What comes last, and has its place already.
    tail: String,
    left_out: String,
}

impl Document {
    /// A document that ends with `fold`, for which a place is kept.
    pub(super) fn ending_with(fold: &Fold) -> Document {
        let (text, left_out) = (String::new(), String::new());
        Document { text, tail: fold.to_markdown(), left_out }
    }

    /// Adds `text` if it fits, and tells whether it did.
    pub(super) fn push(&mut self, text: &str) -> bool {
        let fits = text.len() <= self.room();
        if fits {
            self.text.push_str(text);
        }
        fits
    }

    /// Adds `heading` and then `items`, up to the first that does not fit or
    /// is beyond a list's share; then how many `things` there are besides.
    pub(super) fn list(
        &mut self,
        heading: &str,
        items: impl ExactSizeIterator<Item = String>,
        thing: &str,
    ) {
        if items.len() > 0 {
            let most = self.room().saturating_sub(heading.len()).min(FOR_LIST);
            let list = limited(items, most, thing);
            self.text.push_str(heading);
            self.text.push_str(&list);
        }
    }

    /// Says that there are `more` of a thing, if there are.
    pub(super) fn more(&mut self, more: usize, thing: &str) {
        if more > 0 {
            let more = counted(more as u64, thing);
            self.push(&format!("\nAnd {more} more.\n"));
        }
    }

    /// Adds folds up to the first that does not fit. From there on they are
    /// left out, and a note names the first of them, and how many `things`
    /// there are.
    pub(super) fn folds(
        &mut self,
        folds: impl ExactSizeIterator<Item = Fold>,
        thing: &str,
    ) {
        let mut left = folds.len() as u64;
        for fold in folds {
            if !self.push(&fold.to_markdown()) {
                let (count, first) = (counted(left, thing), fold.name);
                self.left_out = format!(
                    "\nLeft out, because a comment takes no more: the details \
                     of {count}, from {first} on. `--format html` has all.\n"
                );
                break;
            }
            left -= 1;
        }
    }

    /// The whole text.
    pub(super) fn finish(self) -> String {
        self.text + &self.left_out + &self.tail
    }

    fn room(&self) -> usize {
        let taken = self.text.len() + self.tail.len() + FOR_NOTES;
        LIMIT.saturating_sub(taken)
    }
}

/// The first of `items` that together take `most` bytes, and how many `things`
/// there are besides.
pub(super) fn limited(
    items: impl ExactSizeIterator<Item = String>,
    most: usize,
    thing: &str,
) -> String {
    let mut list = String::new();
    let mut more = items.len() as u64;
    for item in items {
        if list.len() + item.len() > most {
            break;
        }
        list.push_str(&item);
        more -= 1;
    }
    if more > 0 {
        list.push_str(&format!("\nAnd {} more.\n", counted(more, thing)));
    }
    list
}

impl Fold {
    fn to_markdown(&self) -> String {
        let Fold { title, body, .. } = self;
        format!(
            "\n<details>\n<summary>{title}</summary>\n\n{body}\n</details>\n"
        )
    }
}
